"""The ballot at the meeting: confirmed, voted on, again among the tied, by lot; declared (R72).

Locks: meeting, election, then what the vote locks.
"""

import secrets
from dataclasses import replace
from datetime import time

from consortium.core import audit
from consortium.core.actor import SYSTEM
from consortium.core.locks import retried
from consortium.core.periods import LONDON, FinancialYear
from consortium.core.workflow import Refused
from members.actions.terms import start_term
from members.meetings.facts import elections as facts
from members.meetings.facts import moments, results
from members.meetings.models import AgendaItem, Candidate, Decision, Election, Lot, Meeting, Motion
from members.meetings.notices import elections as notices
from members.meetings.permissions import can_preside
from members.meetings.permissions_elections import NO_AGENDA
from members.meetings.rules_elections import LOT, draw, next_step
from members.meetings.states import DecisionKind, ItemKind, ItemState, MotionKind
from members.meetings.states_elections import UNSETTLED, ElectionState
from members.states import Office

from . import deciding
from .carried import never_done_without
from .checks import locked_meeting, not_under_way, refuse_if
from .deciding import follows
from .elections import locked_election
from .motions import AYE_NO, put
from .pulse import beat
from .room import carry
from .voting import open_vote

S = ElectionState
NOBODY = "Nobody stands. Take nominations from the floor, or carry the election over."


@retried
def ballot(election: Election, *, by) -> Motion:
    """Open the next ballot: one candidate is confirmed by a vote, of several the one with most
    votes is elected, and those who are tied are voted on again.

    Who can stand is checked anew; the body of the coming term is settled first (A6).
    """
    meeting, current = _locked(election)
    item = current.item
    last = item.motions.filter(decision_kind=DecisionKind.ELECTION).order_by("pk").last()
    tied = facts.was_tied(last)
    review = facts.body_is_open(current)
    standing = _standing(current, tied)
    refuse_if(
        can_preside(by, meeting),
        not_under_way(meeting),
        _not_now(current),
        f"Take “{review.title}” first: who can stand depends on it (A6)." if review else "",
        "They were tied twice. The lot decides."
        if last and next_step(tied=tied, round=last.round) == "lot"
        else "",
        "" if standing else NOBODY,
    )
    starts = facts.starts_on(current, meeting=meeting)
    motion = put(
        item, wording=_wording(standing, current, starts), kind=MotionKind.ELECTION,
        decision_kind=DecisionKind.ELECTION, effective_on=starts, options=_options(standing),
        round=last.round + 1 if tied else 1, by=by,
    )  # fmt: skip
    motion = open_vote(motion, secret=current.secret, by=by)
    _moved_to(current, S.BALLOT, after={"motion": motion.pk, "round": motion.round}, by=by)
    return motion


@retried
def draw_lot(election: Election, *, by) -> Lot:
    """Tied twice: draw the seed and keep it, before it is applied (`apply_lot`)."""
    meeting, current = _locked(election)
    last = current.item.motions.filter(decision_kind=DecisionKind.ELECTION).order_by("pk").last()
    tied = facts.was_tied(last)
    refuse_if(
        can_preside(by, meeting),
        not_under_way(meeting),
        _not_now(current),
        "" if last and next_step(tied=tied, round=last.round) == "lot"
        else "A lot is drawn only after a second ballot that is tied.",
        "The seed is drawn already." if last and Lot.objects.filter(motion=last).exists() else "",
    )  # fmt: skip
    lot = Lot.objects.create(
        election=current, motion=last, seed=secrets.token_hex(16), method=LOT, tied=sorted(tied),
        drawn_at=moments.of(meeting), drawn_by_id=by.user_id,
    )  # fmt: skip
    after = {"seed": lot.seed, "method": lot.method, "tied": lot.tied, "motion": last.pk}
    audit.record("election.lot_drawn", lot, after=after, by=by)
    beat(meeting)
    return lot


@retried
def apply_lot(election: Election, *, by) -> Decision:
    """The lot falls as its seed says; the decision is entered and the term follows."""
    meeting, current = _locked(election)
    lot = Lot.objects.select_for_update().filter(election=current, chosen="").last()
    refuse_if(
        can_preside(by, meeting),
        not_under_way(meeting),
        _not_now(current),
        "" if lot else "Draw the seed first.",
    )
    motion = lot.motion
    lot.chosen, lot.applied_at = draw(lot.seed, lot.tied), moments.of(meeting)
    lot.save(update_fields=["chosen", "applied_at"])
    audit.record("election.lot_applied", lot, after={"chosen": lot.chosen}, by=by)
    label = results.labels(motion)[lot.chosen]
    decision = deciding.enter(
        motion, wording=f"{motion.wording}: {label}, by lot", on=meeting.on, by=by
    )
    _elected(current, _candidate(current, lot.chosen), decision, motion, by=by)
    beat(meeting)
    return decision


@follows(DecisionKind.ELECTION)
def settled(motion: Motion, decision: Decision | None, *, by) -> None:
    """The ballot is closed: declare who is elected, vote again, or put it off (A3)."""
    election = _at(motion.item)
    if election is None:
        return
    if decision is not None:
        key = motion.chosen or motion.options[0]["about"]
        _elected(election, _candidate(election, key), decision, motion, by=by)
    elif not facts.was_tied(motion):
        _nobody(motion, f"Nobody was elected: {results.sentence(motion)}."[:300], by=by)


@never_done_without(ItemKind.ELECTION)
def not_settled(item: AgendaItem) -> str:
    if Election.objects.filter(item=item, state__in=sorted(UNSETTLED)).exists():
        return "Nobody is elected yet. Hold the ballot, or carry the election over."
    return ""


def _elected(election, candidate: Candidate, decision, motion: Motion, *, by) -> None:
    """Eligibility is checked a last time; the term is recorded with the decision's number."""
    starts = facts.starts_on(election, meeting=motion.meeting)
    why = facts.why_one_cannot(candidate.person, candidate.organisation, starts=starts)
    try:
        refuse_if(why)
        term = start_term(
            Office.CHAIR, organisation=candidate.organisation, holder=candidate.person,
            starts=starts, decided=decision.reference,
            by=replace(SYSTEM, request_id=by.request_id),
        )  # fmt: skip
    except Refused as refused:
        reasons = " ".join(refused.reasons)
        _nobody(motion, f"Who was elected cannot hold the office. {reasons}"[:300], by=by)
        return
    election.decision, election.term = decision, term
    election.declared_on, election.why = motion.meeting.on, ""
    _moved_to(election, S.DECLARED, after={"decision": decision.reference, "term": term.pk}, by=by)
    _minuted(motion.item, facts.declaration(election), by=by)
    notices.declared(election, by=by)


def _minuted(item: AgendaItem, text: str, *, by) -> None:
    """The declaration goes into the item's notes, from which the minutes grow."""
    current = AgendaItem.objects.select_for_update().get(pk=item.pk)
    current.notes = f"{current.notes}\n{text}".strip()
    current.version += 1
    current.save(update_fields=["notes", "version"])
    audit.record("item.noted", current, after={"letters": len(current.notes)}, by=by)


def _nobody(motion: Motion, why: str, *, by) -> None:
    """The item goes to the next meeting, and the election with it."""
    at: time | None = None
    if motion.meeting.from_paper:
        at = motion.closed_at.astimezone(LONDON).time()
    carry(motion.item, why=why, at=at, by=by)


def _locked(election: Election) -> tuple[Meeting, Election]:
    found = Election.objects.select_related("item").get(pk=election.pk)
    item = facts.last_item(found.item)
    if item is None:
        raise Refused(NO_AGENDA)
    meeting = locked_meeting(item.meeting_id)
    current = locked_election(election.pk)
    if current.item_id != item.pk:
        current.item = item
        current.save(update_fields=["item"])
    current.item.meeting = meeting
    return meeting, current


def _at(item: AgendaItem) -> Election | None:
    found = Election.objects.select_for_update().filter(item=item).order_by("pk").last()
    if found is not None:
        found.item = item
    return found


def _not_now(election: Election) -> str:
    if election.state == S.DECLARED:
        return "The result is declared."
    if election.item.state != ItemState.NOW:
        return "The meeting is not at the election. Start that item first."
    return ""


def _standing(election: Election, tied: list[str]) -> list[Candidate]:
    found = [each for each in facts.candidates(election) if each.stands and not each.why_not]
    return [each for each in found if each.key in tied] if tied else found


def _wording(standing: list[Candidate], election: Election, starts) -> str:
    year = FinancialYear.parse(election.for_year)
    term = f"chair from {starts.day} {starts:%B %Y} to {year.end.day} {year.end:%B %Y}"
    if len(standing) == 1:
        return f"{facts.option_label(standing[0])} is elected {term}"
    return f"Election of the {term}"


def _options(standing: list[Candidate]) -> list[dict]:
    """Of one candidate, for and against, with whom it is about; of several, who they are."""
    if len(standing) == 1:
        return [{**each, "about": standing[0].key} for each in AYE_NO]
    return [{"key": each.key, "label": facts.option_label(each)} for each in standing]


def _candidate(election: Election, key: str) -> Candidate:
    rows = election.candidates.select_related("person", "organisation")
    return rows.get(pk=int(key[1:]))


def _moved_to(election: Election, state: str, *, after: dict, by) -> None:
    before = election.state
    election.state = state
    election.save()
    audit.record(
        f"election.{state}", election, before={"state": before}, after={**after, "state": state},
        by=by,
    )  # fmt: skip
