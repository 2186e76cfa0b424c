"""A member leaves: received, confirmed with what depends on it, ended by its day (5.6)."""

from collections.abc import Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consortium.core import audit, clock, due, files
from consortium.core.actor import SYSTEM
from consortium.core.days import long_day
from consortium.core.workflow import fire
from members.actions import terms
from members.actions.memberships import A_DAY, STANDING, end_membership
from members.models import Organisation, Term
from members.roll import notices
from members.roll.models import Resignation
from members.roll.permissions import can_receive
from members.roll.rules import resignation_refusals
from members.roll.states import OPEN_RESIGNATION, ResignationState
from members.roll.workflow import RESIGNATION
from members.states import Office

from .checks import locked, refuse_if
from .co_opting import end_seats

ENDS = "roll.membership_ends"


@transaction.atomic
def receive(
    organisation: Organisation,
    *,
    received_on: date,
    effective_on: date | None = None,
    words: str = "",
    letter: UploadedFile | None = None,
    by,
) -> Resignation:
    """Record that a written resignation came, by whoever of the office or the members got it.

    `effective_on` is the last day of membership that the letter names; without one
    it is the day the letter came (R37). `words`: what it says, where there is no scan.
    """
    organisation = locked(organisation)
    today, last = clock.today(), effective_on or received_on
    refuse_if(
        can_receive(by),
        _not_on_the_roll(organisation, today),
        _open_already(organisation),
        *resignation_refusals(
            received=received_on, effective=last, today=today, joined=organisation.joined
        ),
        "" if words.strip() or letter else "Add the letter, or write down what it says.",
    )
    resignation = Resignation.objects.create(
        organisation=organisation,
        received_on=received_on,
        received_by_id=by.user_id,
        effective_on=last,
        words=words.strip(),
    )
    if letter:
        resignation.letter = files.receive(
            letter, owner=resignation, organisation_id=organisation.pk, by=by
        )
        resignation.save(update_fields=["letter"])
    after = {"received_on": received_on, "effective_on": last}
    audit.record("resignation.received", resignation, after=after, by=by)
    notices.resignation_received(resignation, by=by)
    return resignation


@transaction.atomic
def confirm(resignation: Resignation, *, impact: Sequence[dict] = (), by) -> Resignation:
    """Confirm it after a look at what depends on it; `impact` is kept as it was shown.

    From its last day on the organisation is off the roll; the day after, its roles
    end by themselves.
    """
    organisation = locked(resignation.organisation)
    terms.lock_offices()
    resignation.before, resignation.impact = organisation.left, list(impact)
    resignation.confirmed_at, resignation.confirmed_by_id = clock.now(), by.user_id
    current = fire(
        RESIGNATION, resignation, "confirm",
        facts={"accountable": _still_accountable(resignation)},
        fields=("before", "impact", "confirmed_at", "confirmed_by_id"), by=by,
    )  # fmt: skip
    organisation.left = current.effective_on
    organisation.save(update_fields=["left"])
    due.plan(ENDS, current, current.effective_on + A_DAY)
    notices.resignation_confirmed(current, by=by)
    if current.effective_on < clock.today():
        return _end(current, organisation, by=SYSTEM)
    return current


@transaction.atomic
def withdraw(resignation: Resignation, *, reason: str, by) -> Resignation:
    """Take a resignation back, to the end of its last day; everything stays as it was."""
    organisation = locked(resignation.organisation)
    was_confirmed = _state_of(resignation) == ResignationState.CONFIRMED
    resignation.withdrawn_at, resignation.withdrawn_by_id = clock.now(), by.user_id
    resignation.withdrawn_why = reason.strip()
    over = clock.today() > resignation.effective_on and was_confirmed
    current = fire(
        RESIGNATION, resignation, "withdraw", reason=reason,
        facts={"over": f"The membership ended on {long_day(resignation.effective_on)}. To come "
               "back, the organisation applies." if over else ""},
        fields=("withdrawn_at", "withdrawn_by_id", "withdrawn_why"), by=by,
    )  # fmt: skip
    if was_confirmed:
        organisation.left = current.before
        organisation.save(update_fields=["left"])
    due.cancel(ENDS, current)
    notices.resignation_withdrawn(current, by=by)
    return current


@transaction.atomic
def take_effect(resignation: Resignation, *, by=SYSTEM) -> Resignation:
    """The day after the last one: roles end with it, and the organisation is a former member."""
    organisation = locked(resignation.organisation)
    terms.lock_offices()
    return _end(resignation, organisation, by=by)


def _end(resignation: Resignation, organisation: Organisation, *, by) -> Resignation:
    last = resignation.effective_on
    resignation.ended_at = clock.now()
    current = fire(RESIGNATION, resignation, "end", fields=("ended_at",), by=by)
    end_seats(organisation, last=last, reason="The member resigned", by=by)
    end_membership(organisation, last=last, reason="Resigned", by=by)
    due.cancel(ENDS, current)
    notices.membership_ended(current, by=by)
    return current


def _state_of(resignation: Resignation) -> str:
    return Resignation.objects.values_list("state", flat=True).get(pk=resignation.pk)


def _not_on_the_roll(organisation: Organisation, today: date) -> str:
    gone = organisation.left and organisation.left < today
    if organisation.membership in STANDING and not gone:
        return ""
    return f"{organisation.name} is not on the roll today."


def _open_already(organisation: Organisation) -> str:
    found = organisation.resignations.filter(state__in=OPEN_RESIGNATION).first()
    return f"Its resignation came on {long_day(found.received_on)} already." if found else ""


def _still_accountable(resignation: Resignation) -> str:
    """Members are not left without who pays them: the office moves on first."""
    after = resignation.effective_on + A_DAY
    held = Term.objects.overlapping(after, None).filter(
        office=Office.ACCOUNTABLE_BODY, organisation=resignation.organisation_id
    )
    term = held.first()
    if term is None:
        return ""
    return (
        f"{resignation.organisation.name} is the accountable body until {long_day(term.ends)}. "
        f"End that term by {long_day(resignation.effective_on)} and record who takes over."
    )
