"""Making a person nameless (D3): who they were goes, what they did stays.

Every record speaks of people by number, and the chain of the audit holds no names, so
taking the name away changes no total and no hash.
"""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from consortium.core import audit, clock, due, files, outbox
from consortium.core.workflow import Refused
from members import notices
from members.models import Erasure, Seat, Term, User
from members.states import ErasureState

from .auditing import A_DAY
from .checks import must_be_allowed, refuse_if
from .invitations import end_letters
from .sessions import end_all_sessions

Forgets = Callable[..., None]
ALSO: list[Forgets] = []
NOWHERE = "nobody.invalid"  # RFC 2606: an address that never leads anywhere
FORGET_MAIL = "members.forget_mail"
RULE = "The person was made nameless"


def also_forgets(verb: Forgets) -> Forgets:
    """Have `verb(user, by=…)` called when a person is made nameless, while the name still stands.

    For apps above this one, which hold something of a person's own.
    """
    ALSO.append(verb)
    return verb


@transaction.atomic
def ask_erasure(user: User, *, reason: str, by) -> Erasure:
    """Ask that somebody's name and addresses be removed; another person decides.

    The account is closed first. The person and everybody who may decide are told.
    """
    must_be_allowed("ask_erasure", by, user=user)
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_if(*_against(user), "" if reason.strip() else "Say who asked for it, and when.")
    erasure = Erasure.objects.create(
        user=user, reason=reason.strip(), asked_at=clock.now(), asked_by_id=by.user_id
    )
    audit.record("erasure.asked", erasure, after={"user_id": user.pk}, by=by)
    notices.erasure_asked(erasure, by=by)
    return erasure


@transaction.atomic
def agree_erasure(erasure: Erasure, *, by) -> Erasure:
    """Agree, and do it: the name is gone from that moment, and does not come back."""
    erasure = _decided(erasure, ErasureState.DONE, by=by)
    refuse_if(*_still_here(erasure.user))
    _make_nameless(erasure.user, by=by)
    audit.record("person.made_nameless", erasure.user, by=by)
    return erasure


@transaction.atomic
def refuse_erasure(erasure: Erasure, *, reason: str, by) -> Erasure:
    """Say no, with the reason; it may be asked for again."""
    if not reason.strip():
        raise Refused("Say why not.")
    erasure = _decided(erasure, ErasureState.REFUSED, reason=reason, by=by)
    notices.erasure_refused(erasure, reason=reason.strip(), by=by)
    return erasure


def forget_mail(user_id: int) -> int:
    """The day after: what was still on its way has gone, and its copy is emptied as well."""
    return outbox.forget_recipient(user_id, address=address_of_nobody(user_id))


def address_of_nobody(user_id: int) -> str:
    return f"former-{user_id}@{NOWHERE}"


def is_nameless(user: User) -> bool:
    return user.email.endswith(f"@{NOWHERE}")


def _decided(erasure: Erasure, state: ErasureState, *, reason: str = "", by) -> Erasure:
    must_be_allowed("decide_erasure", by, user=erasure.user)
    erasure = Erasure.objects.select_for_update().select_related("user").get(pk=erasure.pk)
    own = erasure.asked_by_id == by.user_id
    refuse_if(
        "" if erasure.state == ErasureState.ASKED else "This was decided already.",
        "You asked for it, so somebody else must decide." if own else "",
    )
    erasure.state, erasure.decided_at, erasure.decided_by_id = state, clock.now(), by.user_id
    erasure.save(update_fields=["state", "decided_at", "decided_by_id"])
    audit.record(f"erasure.{state.value}", erasure, reason=reason, by=by)
    return erasure


def _against(user: User):
    """Every reason against asking."""
    yield from _still_here(user)
    if user.erasures.filter(state=ErasureState.ASKED).exists():
        yield "It has been asked for already, and waits for somebody's decision."


def _still_here(user: User):
    if is_nameless(user):
        yield "This person has no name here any more."
    if user.is_active:
        yield f"The account of {user.name} is open. Close it first."
    today = clock.today()
    if Seat.objects.overlapping(today + A_DAY, None).filter(user=user).exists():
        yield f"{user.name} still has a role. End it first."
    if Term.objects.overlapping(today + A_DAY, None).filter(holder=user).exists():
        yield f"{user.name} still holds an office. End the term first."


def _make_nameless(user: User, *, by) -> None:
    before = user.name
    for forget in ALSO:
        forget(user, by=by)
    user.name, user.email = f"Former person {user.pk}", address_of_nobody(user.pk)
    user.telephone, user.last_hat = "", ""
    user.set_unusable_password()
    user.save(update_fields=["name", "email", "telephone", "last_hat", "password"])
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    end_letters(user)
    end_all_sessions(user, reason=RULE, by=by)
    for stored in files.of(user):
        files.tombstone(stored, rule=RULE, by=by)
    outbox.replace_name(before, by_name=user.name)
    outbox.forget_recipient(user.pk, address=user.email)
    due.plan(FORGET_MAIL, user, clock.today() + A_DAY)
