"""The yearly review of the accountable body, and what follows from it (8.4, R76, R77)."""

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.locks import retried
from consortium.core.periods import FinancialYear
from consortium.core.workflow import Refused
from members.actions.terms import start_term
from members.meetings.models import AgendaItem, BodyReview, HandOver, HandOverItem, Motion
from members.meetings.notices import elections as notices
from members.meetings.permissions import can_preside
from members.meetings.states import DecisionKind, ItemKind, ItemState, MeetingState
from members.meetings.states_elections import HandOverPart, ReviewOutcome
from members.models import Organisation, Term
from members.offices import accountable_body_on, accountable_body_or_none
from members.states import Office

from .checks import locked_meeting, not_under_way, refuse_if
from .deciding import follows
from .last import follows_last
from .motions import put
from .pulse import beat

TERMS = "meetings.terms_begin"
R = ReviewOutcome
GOES_ON = "Not reviewed: the accountable body continues (8.4, our rule)"


@retried
def propose_review(
    item: AgendaItem, outcome: str, *, organisation: Organisation | None = None, by
) -> Motion:
    """Put to the meeting that the accountable body continues, or that `organisation` replaces it
    from 1 April. The meeting then agrees, or votes."""
    meeting = locked_meeting(item.meeting_id)
    item = AgendaItem.objects.get(pk=item.pk)
    first = first_day(item)
    body = accountable_body_on(clock.today())
    new = body if outcome == R.CONTINUE else organisation
    refuse_if(
        can_preside(by, meeting),
        not_under_way(meeting),
        _not_at_it(item),
        "" if outcome in (R.CONTINUE, R.REPLACE) else "Choose what is proposed.",
        _settled(first),
        *_against(new, body, outcome, first),
    )
    words = _day(first)
    wording = (
        f"{body.name} continues as accountable body from {words}"
        if outcome == R.CONTINUE
        else f"{new.name} replaces {body.name} as accountable body from {words}"
    )
    motion = put(item, wording=wording, decision_kind=DecisionKind.BODY, effective_on=first, by=by)
    made = BodyReview.objects.create(
        item=item, for_year=FinancialYear.containing(first).label, outcome=outcome,
        organisation=new, motion=motion, recorded_on=meeting.on, recorded_by_id=by.user_id,
    )  # fmt: skip
    _recorded("body.review_put", made, by=by)
    return motion


@retried
def not_reviewed(item: AgendaItem, *, by) -> BodyReview:
    """The meeting leaves it: the review is optional, and the body continues (R76)."""
    meeting = locked_meeting(item.meeting_id)
    item = AgendaItem.objects.get(pk=item.pk)
    first = first_day(item)
    refuse_if(can_preside(by, meeting), not_under_way(meeting), _not_at_it(item), _settled(first))
    made = _goes_on(first, item=item, by=by)
    beat(meeting)
    return made


@follows(DecisionKind.BODY)
def settled(motion: Motion, decision, *, by) -> None:
    """Agreed: the term is recorded with the decision's number; another body gets its hand-over."""
    review = BodyReview.objects.select_for_update().filter(motion=motion).first()
    if review is None or decision is None:
        return
    first = FinancialYear.parse(review.for_year).start
    starts = max(first, motion.meeting.on + timedelta(days=1))
    old = accountable_body_or_none(clock.today())
    review.decision, why = decision, ""
    try:
        review.term = start_term(
            Office.ACCOUNTABLE_BODY, organisation=review.organisation, starts=starts,
            decided=decision.reference, by=replace(SYSTEM, request_id=by.request_id),
        )  # fmt: skip
    except Refused as refused:  # a vote is closed in any case: the home page asks for the term
        why = " ".join(refused.reasons)
    review.save(update_fields=["decision", "term"])
    _recorded("body.reviewed", review, why=why, by=by)
    if review.term and old is not None and old.pk != review.organisation_id:
        _hand_over(review.term, old, by=by)


@transaction.atomic
def go_on(label: str, *, by) -> Term | None:
    """On 1 April: the body of the year `label` that is over goes on where nothing was decided.

    The next year's 1 April is planned. Gives the new term, None where one stands.
    """
    first = FinancialYear.parse(label).next().start
    due.plan(TERMS, ("meetings.year", FinancialYear.containing(first).label),
             FinancialYear.containing(first).next().start)  # fmt: skip
    if _settled(first) or _settled(clock.today()):
        return None
    if accountable_body_or_none(first - timedelta(days=1)) is None:
        return None
    return _goes_on(first, item=None, by=by).term


@follows_last
def plan_terms(*, by) -> None:
    """The clock looks at the offices on the next 1 April."""
    year = FinancialYear.containing(clock.today())
    due.plan(TERMS, ("meetings.year", year.label), year.next().start)


def first_day(item: AgendaItem) -> date:
    """1 April after the year that the item is about; of any other item after its meeting."""
    label = item.about_id if item.about_kind == "meetings.year" else ""
    year = FinancialYear.parse(label or item.meeting.financial_year)
    return year.next().start


def _goes_on(first: date, *, item: AgendaItem | None, by) -> BodyReview:
    """A term for the body of the day before, with a review that says so."""
    body = accountable_body_on(min(clock.today(), first - timedelta(days=1)))
    term = start_term(
        Office.ACCOUNTABLE_BODY, organisation=body, starts=first, decided=GOES_ON,
        by=replace(SYSTEM, request_id=by.request_id),
    )  # fmt: skip
    made = BodyReview.objects.create(
        item=item, for_year=FinancialYear.containing(first).label, outcome=R.NOT_REVIEWED,
        organisation=body, recorded_on=clock.today(), recorded_by_id=by.user_id, term=term,
    )  # fmt: skip
    _recorded("body.not_reviewed", made, by=by)
    return made


def _not_at_it(item: AgendaItem) -> str:
    if item.kind != ItemKind.BODY:
        return "This item is not the review of the accountable body."
    if item.state == ItemState.NOW and item.meeting.state == MeetingState.OPEN:
        return ""
    return "The meeting is not at this item. Start it first."


def _settled(day: date) -> str:
    term = Term.objects.on(day).filter(office=Office.ACCOUNTABLE_BODY).select_related(
        "organisation"
    ).first()  # fmt: skip
    if term is None:
        return ""
    return f"{term.organisation.name} is accountable body from {_day(term.starts)} already."


def _against(new: Organisation | None, body: Organisation, outcome: str, first: date):
    if outcome != R.REPLACE:
        return
    if new is None:
        yield "Choose the member that replaces the accountable body."
    elif new.pk == body.pk:
        yield f"{body.name} is the accountable body already. Propose that it continues."
    elif not Organisation.objects.voting_on(clock.today()).filter(pk=new.pk).exists():
        yield f"{new.name} is not a full member."


def _hand_over(term: Term, old: Organisation, *, by) -> HandOver:
    made = HandOver.objects.create(
        old=old, new=term.organisation, term=term, began_on=clock.today()
    )
    HandOverItem.objects.bulk_create(
        [HandOverItem(hand_over=made, part=each) for each in HandOverPart.values]
    )
    after = {"old": old.pk, "new": term.organisation_id, "term": term.pk}
    audit.record("body.hand_over_began", made, after=after, by=by)
    notices.hand_over_begins(made, by=by)
    return made


def _recorded(action: str, review: BodyReview, *, why: str = "", by) -> None:
    after = {
        "for_year": review.for_year, "outcome": review.outcome,
        "organisation": review.organisation_id, "decision": review.decision_id,
        "term": review.term_id,
    }  # fmt: skip
    audit.record(action, review, after=after, reason=why, by=by)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
