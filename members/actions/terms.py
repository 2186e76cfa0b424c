"""Who holds the offices: the accountable body's (8.4) and the chair's (9.2)."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.days import long_day
from consortium.core.workflow import Refused
from members import notices, oneperson
from members.models import Organisation, Seat, Term, User
from members.rules import ending_refusal, term_ends
from members.states import Membership, Office, Role

from .checks import must_be_allowed, refuse_if

FOLLOWS: list[Callable[..., object]] = []


def when_term_ends(verb: Callable[..., object]) -> Callable[..., object]:
    """Register `verb(term, *, by)` for apps above this one: what follows when a term ends before
    its time or is taken back, in the same transaction."""
    FOLLOWS.append(verb)
    return verb


@transaction.atomic
def start_term(
    office: str,
    *,
    organisation: Organisation,
    starts: date,
    holder: User | None = None,
    decided: str = "",
    by,
) -> Term:
    """Put an organisation, or for the chair a person of it, into office to the next 31 March.

    `decided` names the minute. Terms of one office never overlap (GV9); the chair is
    a member's representative and not of the accountable body (9.1, R78).
    """
    must_be_allowed("start_term", by)
    if office not in Office.values:
        raise Refused("Select an office from the list.")
    lock_offices()
    term = Term(
        office=Office(office),
        organisation=organisation,
        holder=holder,
        starts=starts,
        ends=term_ends(starts),
        decided=decided.strip(),
    )
    alike = oneperson.against_role(holder, Role.CHAIR, day=starts) if holder else ()
    refuse_if(_taken(term), *_against(term), *alike)
    term.save(force_insert=True)
    audit.record("term.started", term, after=_facts(term), by=by)
    notices.term_recorded(term, by=by)
    return term


@transaction.atomic
def end_term(term: Term, *, ends: date, reason: str = "", by) -> Term:
    """End a term before its time, by resignation or decision; `ends` is the last day."""
    must_be_allowed("end_term", by)
    lock_offices()
    term = _read(term)
    too_short = "A term cannot end on its first day. Take it back or end it a day later."
    refuse_if(
        "This term was taken back before it began." if term.withdrawn_at else "",
        ending_refusal(starts=term.starts, ends=term.ends, last=ends),
        too_short if ends == term.starts else "",
    )
    return _end(term, ends, reason=reason, by=by)


@transaction.atomic
def take_back_term(term: Term, *, reason: str = "", by) -> Term:
    """Undo a term that has not begun: it stays on record and never was in force."""
    must_be_allowed("take_back_term", by)
    lock_offices()
    term = _read(term)
    refuse_if(
        "This term was taken back before." if term.withdrawn_at else "",
        "This term has begun. End it instead." if term.starts <= clock.today() else "",
    )
    return _withdraw(term, reason=reason, by=by)


def vacate_chair(user: User, *, after: date, by) -> None:
    """A chair who is no longer a representative after `after` leaves office (R45, R85)."""
    next_day = after + timedelta(days=1)
    chairs = Term.objects.overlapping(next_day, None).filter(office=Office.CHAIR, holder=user)
    for term in chairs.select_related("holder", "organisation"):
        if _represents(user, term.organisation, max(next_day, term.starts)):
            continue
        reason = "No longer the representative"
        if after > term.starts:
            _end(term, after, reason=reason, by=by)
        else:
            _withdraw(term, reason=reason, by=by)


def lock_offices() -> None:
    """Terms depend on each other across offices, so they are changed one at a time."""
    list(Term.objects.select_for_update().values_list("pk", flat=True))


def _read(term: Term) -> Term:
    return Term.objects.select_related("organisation", "holder").get(pk=term.pk)


def _end(term: Term, last: date, *, reason: str, by) -> Term:
    before = {"ends": term.ends}
    term.ends = last
    term.save(update_fields=["ends"])
    audit.record("term.ended", term, before=before, after=_facts(term), reason=reason, by=by)
    notices.term_ended(term, by=by)
    _follow(term, by=by)
    return term


def _withdraw(term: Term, *, reason: str, by) -> Term:
    term.withdrawn_at = clock.now()
    term.save(update_fields=["withdrawn_at"])
    audit.record("term.taken_back", term, after=_facts(term), reason=reason, by=by)
    notices.term_ended(term, by=by)
    _follow(term, by=by)
    return term


def _follow(term: Term, *, by) -> None:
    for verb in FOLLOWS:
        verb(term, by=by)


def _facts(term: Term) -> dict:
    return {
        "office": term.office,
        "organisation_id": term.organisation_id,
        "holder_id": term.holder_id,
        "starts": term.starts,
        "ends": term.ends,
        "decided": term.decided,
    }


def _taken(term: Term) -> str:
    others = Term.objects.overlapping(term.starts, term.ends).filter(office=term.office)
    other = others.select_related("organisation", "holder").first()
    if other is None:
        return ""
    return (
        f"{other.holder or other.organisation} holds this office from {long_day(other.starts)} "
        f"to {long_day(other.ends)}. An office has one holder at a time."
    )


def _against(term: Term):
    if term.organisation.membership != Membership.MEMBER:
        yield f"{term.organisation.name} is not a full member."
    if term.office == Office.CHAIR:
        yield from _against_chair(term)
    else:
        yield from _against_body(term)


def _against_chair(term: Term):
    if term.holder is None:
        yield "Select the person who is to hold the chair."
        return
    if not term.holder.is_active:
        yield f"The account of {term.holder.name} is closed."
    if not _represents(term.holder, term.organisation, term.starts):
        yield (
            f"{term.holder.name} is not the representative of {term.organisation.name} on "
            f"{long_day(term.starts)}. The chair is a member's representative."
        )
    for body in Term.objects.overlapping(term.starts, term.ends).filter(
        office=Office.ACCOUNTABLE_BODY
    ):
        if _seated(term.holder, body.organisation_id, body, term):
            yield "Choose a representative who is not from the accountable body."


def _against_body(term: Term):
    if term.holder is not None:
        yield "The accountable body is an organisation, not a person."
    for chair in Term.objects.overlapping(term.starts, term.ends).filter(office=Office.CHAIR):
        if _seated(chair.holder_id, term.organisation_id, chair, term):
            yield (
                f"The chair until {long_day(chair.ends)} is from {term.organisation.name}, and "
                "nobody from the accountable body can hold that office. End that term first."
            )


def _represents(user: User, organisation: Organisation, day: date) -> bool:
    seats = Seat.objects.on(day).filter(role=Role.REPRESENTATIVE)
    return seats.filter(user=user, organisation=organisation).exists()


def _seated(user, organisation_id: int, *terms: Term) -> bool:
    """Has the person any seat at the organisation on a day that all the terms share?"""
    first, last = max(t.starts for t in terms), min(t.ends for t in terms)
    seats = Seat.objects.overlapping(first, last)
    return seats.filter(user=user, organisation_id=organisation_id).exists()
