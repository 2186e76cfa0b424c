"""What waits for members and the secretariat about the agreement. One query for each hat.

The registers stand on this and add their rows to the same query.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.db.models import CharField, Count, DateField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast
from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.todo import Todo
from members.states import Role

from . import facts
from .models import Acknowledgement, Agreement, Commitment, Protocol, RequestLine, Signature
from .permissions import ANSWERS
from .states import AgreementState, LineState

TEXT, SHOWN = CharField(), 5
COLUMNS = ("what", "pk", "said", "state_now", "day")


def todos(
    actor: Actor, *, today: date, more: Iterable = (), words: Mapping | None = None
) -> Iterator[Todo]:
    """`more` are rows like those of `rows`, `words` says what each kind of them is called."""
    parts, known = [*_parts(actor, today), *more], {**TODOS, **(words or {})}
    if not parts:
        return
    shown: dict[str, int] = {}
    found = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    for row in sorted(found, key=lambda row: (row[0], str(row[4]))):
        shown[row[0]] = shown.get(row[0], 0) + 1
        if shown[row[0]] <= SHOWN:
            yield known[row[0]](*row[1:])


def _parts(actor: Actor, today: date):
    """The rows (what, id, words, state, day) of each kind of thing that this hat hears of."""
    if actor.has(Role.REPRESENTATIVE):
        yield rows("sign", _unsigned_by(actor.organisation_id, today), words="number")
        yield rows(
            "promised", _promised(actor.organisation_id, today), words="to_whom", day="due_on"
        )
        yield rows("read", _unread_by(actor.organisation_id, today), words="title")
    if actor.has(*ANSWERS):
        lines = RequestLine.objects.waiting().filter(organisation_id=actor.organisation_id)
        yield rows("answer", lines, words="request__title", day="due_on")
    if actor.has(Role.SECRETARIAT):
        yield rows("missing", _lacking(today), words="missing")
    if actor.has(Role.SECRETARIAT, Role.STRATEGIC_OFFICER):
        yield rows("review", Protocol.objects.due(today), words="title", day="review_by")
        yield rows("promised", _promised(None, today), words="to_whom", day="due_on")
        proposed = RequestLine.objects.filter(state=LineState.PROPOSED)
        yield rows("agree", proposed, words="request__title", day="proposed_on")


def rows(what: str, found, *, words: str, day: str = ""):
    values = found.order_by().annotate(
        what=Value(what, output_field=TEXT),
        said=Cast(words, TEXT),
        state_now=Cast("state", TEXT),
        day=F(day) if day else Cast(Value(None), DateField()),
    )
    return values.values_list(*COLUMNS)


def _on_the_roll(organisation_id: int | None, today: date) -> Exists:
    return Exists(facts.members_on(today).filter(pk=organisation_id))


def _unsigned_by(organisation_id: int | None, today: date):
    """As `facts.to_sign`: who signed the new version is not asked for the one in force."""
    own = Signature.objects.standing().filter(organisation_id=organisation_id)
    return Agreement.objects.filter(
        Q(state=AgreementState.SIGNING)
        | Q(~Exists(own.filter(agreement__state=AgreementState.SIGNING)))
        & Q(state=AgreementState.STANDING),
        ~Exists(own.filter(agreement_id=OuterRef("pk"))),
        _on_the_roll(organisation_id, today),
    )


def _unread_by(organisation_id: int | None, today: date):
    own = Acknowledgement.objects.filter(organisation_id=organisation_id)
    return Protocol.objects.in_use().filter(
        ~Exists(own.filter(protocol_id=OuterRef("pk"))), _on_the_roll(organisation_id, today)
    )


def _promised(organisation_id: int | None, today: date):
    """Open, and due within a fortnight or late."""
    soon = Commitment.objects.open().filter(due_on__lte=today + timedelta(days=14))
    return soon.filter(organisation_id=organisation_id)


def _lacking(today: date):
    """Versions with how many of today's members have signed, as a text "2 of 7"."""
    members = facts.members_on(today)
    signed = Count(
        "signatures",
        filter=Q(signatures__struck_at=None, signatures__organisation__in=members.values("pk")),
    )
    everybody = members.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n")
    found = Agreement.objects.filter(state__in=["signing", "standing"])
    return found.annotate(missing=Subquery(everybody) - signed).filter(
        Q(missing__gt=0) | Q(state=AgreementState.SIGNING)
    )


def _sign(pk, number, state, day) -> Todo:
    words = (
        "It is in force when every member has signed"
        if state == AgreementState.SIGNING
        else "It is in force, and your organisation has not signed"
    )
    return Todo(
        f"Sign version {number} of the partnership agreement",
        reverse("agreement_sign", args=[pk]),
        hint=words,
        weight=1,
    )


def _read(pk, title, state, day) -> Todo:
    words = "Say that your organisation works by it"
    return Todo(f"Read the protocol: {title}", reverse("protocol", args=[pk]), hint=words)


def _answer(pk, title, state, day) -> Todo:
    url = reverse("request_line", args=[pk])
    return Todo(f"Answer: {title}", url, due=day, state=state, kind="request")


def _keep(pk, to_whom, state, day) -> Todo:
    url = reverse("commitment", args=[pk])
    return Todo(f"Keep a promise to {to_whom}", url, due=day)


def _missing(pk, count, state, day) -> Todo:
    url = reverse("agreement_version", args=[pk])
    if int(count) == 0:
        return Todo("Bring the agreement into force", url, hint="Every member has signed")
    words = "signature is" if int(count) == 1 else "signatures are"
    return Todo(
        "See who has not signed the agreement", url, hint=f"{count} {words} missing",
        state=state, kind="agreement",
    )  # fmt: skip


def _review(pk, title, state, day) -> Todo:
    return Todo(f"Review the protocol: {title}", reverse("protocol", args=[pk]), due=day)


def _agree(pk, title, state, day) -> Todo:
    words = "A member proposes another"
    return Todo(f"Agree on a day: {title}", reverse("request_line", args=[pk]), hint=words)


TODOS = {
    "sign": _sign,
    "read": _read,
    "answer": _answer,
    "promised": _keep,
    "missing": _missing,
    "review": _review,
    "agree": _agree,
}
