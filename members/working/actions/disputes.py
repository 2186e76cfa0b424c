"""Disputes: opened, talked over, referred and settled by both sides (8.3, R75).

The words of a dispute never enter the audit: it says who did what, and its page the rest.
"""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consortium.core import audit, clock, due, files
from consortium.core.locks import locked
from consortium.core.models.files import StoredFile
from consortium.core.workflow import fire, refuse_if
from members.agreement.models import Agreement
from members.offices import accountable_body_id_on
from members.working import facts as known
from members.working import notices, rules
from members.working.models import Dispute, Proposal, Step
from members.working.permissions import LOOKS, PARTY, can_take_part, side_of
from members.working.states import GOING_ON, ProposalKind, ProposalState
from members.working.workflow import DISPUTE, PROPOSAL

PROMPT = "dispute.prompt"
TOO_LATE = "The dispute is over."


@transaction.atomic
def open_dispute(*, title: str, about: str, clause: str, by) -> Dispute:
    """Either side opens it about a clause of the agreement; both are prompted at 14 and 28 days."""
    body_id = accountable_body_id_on(clock.today())
    side = side_of(by, body_id)
    refuse_if(
        "" if side else LOOKS if by.impersonator_id else PARTY,
        "" if body_id else "No organisation is the accountable body today.",
        "" if title.strip() else "Give it a short title.",
        "" if about.strip() else "Say what it is about.",
        _against_clause(clause.strip()),
    )
    dispute = Dispute.objects.create(
        title=title.strip(), about=about.strip(), clause=clause.strip(), body_id=body_id,
        opened_side=side, opened_on=clock.today(), opened_by_id=by.user_id,
    )  # fmt: skip
    audit.record("dispute.opened", dispute, after={"side": side, "clause": dispute.clause}, by=by)
    for day in rules.prompts(dispute.opened_on):
        due.plan(PROMPT, dispute, day)
    notices.opened(dispute, by=by)
    return dispute


def _against_clause(ref: str) -> str:
    standing = Agreement.objects.standing().first()
    if not ref:
        return "Say which clause it is about."
    if standing and not standing.clauses.filter(ref=ref).exists():
        return f"The agreement in force has no clause {ref}."
    return ""


@transaction.atomic
def write_step(
    dispute: Dispute, *, on: date, words: str, upload: UploadedFile | None = None, by
) -> Step:
    """One side writes down how the talks stand. `FileRefused` says why a file cannot be taken."""
    current = locked(dispute)
    refuse_if(
        can_take_part(by, current),
        "" if current.state in GOING_ON else TOO_LATE,
        "" if words.strip() else "Write what happened.",
        "The day must be today or earlier." if on > clock.today() else "",
    )
    step = Step(
        dispute=current, on=on, words=words.strip(), side=side_of(by, current.body_id),
        written_by_id=by.user_id,
    )  # fmt: skip
    if upload:
        step.file = files.receive(upload, owner=current, organisation_id=None, by=by)
    step.save(force_insert=True)
    audit.record("dispute.step", current, after={"on": on, "side": step.side}, by=by)
    notices.written(current, by=by)
    return step


@transaction.atomic
def propose_third_party(dispute: Dispute, *, name: str, works_for: str, why: str, by) -> Proposal:
    """Somebody who belongs to neither side; brought in when the other side agrees."""
    refuse_if(
        "" if name.strip() else "Enter who it is.",
        "" if why.strip() else "Say why they are independent of both sides.",
        "This is a member of the consortium, so it is not independent."
        if known.is_ours(name, works_for)
        else "",
    )
    values = {"name": name.strip(), "works_for": works_for.strip(), "words": why.strip()}
    return _propose(dispute, ProposalKind.THIRD_PARTY, values, by=by)


@transaction.atomic
def propose_outcome(dispute: Dispute, *, words: str, by) -> Proposal:
    """How it ends; the dispute is settled when the other side agrees to these words."""
    refuse_if("" if words.strip() else "Write the outcome.")
    return _propose(dispute, ProposalKind.OUTCOME, {"words": words.strip()}, by=by)


def _propose(dispute: Dispute, kind: str, values: dict, *, by) -> Proposal:
    current = locked(dispute)
    waiting = current.proposals.waiting().filter(kind=kind)
    refuse_if(
        can_take_part(by, current),
        "" if current.state in GOING_ON else TOO_LATE,
        "One proposal waits for an answer already." if waiting.exists() else "",
    )
    proposal = Proposal.objects.create(
        dispute=current, kind=kind, side=side_of(by, current.body_id), proposed_on=clock.today(),
        proposed_by_id=by.user_id, **values,
    )  # fmt: skip
    audit.record("proposal.made", proposal, after={"kind": kind, "side": proposal.side}, by=by)
    notices.proposed(proposal, by=by)
    return proposal


@transaction.atomic
def agree(proposal: Proposal, *, by) -> Proposal:
    """The other side agrees: the third party comes in, or the dispute is settled."""
    dispute, current = _both_locked(proposal)
    current = _answer(current, dispute, "agree", by=by)
    notices.answered(current, by=by)
    if current.kind == ProposalKind.THIRD_PARTY:
        fire(DISPUTE, dispute, "refer", facts={"third_party": True}, by=by)
    else:
        _end(dispute, "settle", facts={"outcome": True}, by=by)
    return current


@transaction.atomic
def decline(proposal: Proposal, *, why: str, by) -> Proposal:
    dispute, current = _both_locked(proposal)
    refuse_if("" if why.strip() else "Say why not.")
    current = _answer(current, dispute, "decline", answer=why.strip(), by=by)
    notices.answered(current, by=by)
    return current


@transaction.atomic
def take_back(proposal: Proposal, *, by) -> Proposal:
    dispute, current = _both_locked(proposal)
    current = _answer(current, dispute, "take_back", by=by)
    notices.answered(current, by=by)
    return current


@transaction.atomic
def withdraw(dispute: Dispute, *, why: str, by) -> Dispute:
    """The side that opened it lets it go; what was written stays, and so does the reason."""
    current = locked(dispute)
    refuse_if("" if why.strip() else "Say why.", *DISPUTE.reasons(current, "withdraw", by))
    Step.objects.create(
        dispute=current, on=clock.today(), words=why.strip(), written_by_id=by.user_id,
        side=side_of(by, current.body_id),
    )  # fmt: skip
    return _end(current, "withdraw", facts={}, by=by)


def _both_locked(proposal: Proposal) -> tuple[Dispute, Proposal]:
    """The dispute first, so that answering and withdrawing wait for each other."""
    dispute = locked(proposal.dispute)
    current = locked(proposal)
    current.dispute = dispute
    return dispute, current


def _answer(proposal: Proposal, dispute: Dispute, move: str, *, answer: str = "", by) -> Proposal:
    """One update: the words of the answer are kept beside the state, not in the audit."""
    facts = {"dispute_state": dispute.state}
    refuse_if(*PROPOSAL.reasons(proposal, move, by, **facts))
    before = proposal.state
    proposal.state = PROPOSAL.move(move).target
    proposal.answered_on, proposal.answered_by_id = clock.today(), by.user_id
    proposal.answered_side = side_of(by, dispute.body_id)
    proposal.answer = answer
    proposal.save(
        update_fields=["state", "answered_on", "answered_by_id", "answered_side", "answer"]
    )
    audit.record(
        f"proposal.{move}", proposal, before={"state": before}, after={"state": proposal.state},
        by=by,
    )  # fmt: skip
    return proposal


def _end(dispute: Dispute, move: str, *, facts: dict, by) -> Dispute:
    """Whatever still waits for an answer is taken off the table, and nobody is prompted."""
    dispute.ended_on = clock.today()
    found = fire(DISPUTE, dispute, move, facts=facts, fields=("ended_on",), by=by)
    for each in found.proposals.waiting():
        each.state, each.answered_on = ProposalState.WITHDRAWN, clock.today()
        each.save(update_fields=["state", "answered_on"])
        audit.record("proposal.fell_away", each, by=by)
    due.cancel(PROMPT, found)
    notices.ended(found, by=by)
    return found


@transaction.atomic
def keep_copy(dispute: Dispute, *, content: bytes, by) -> StoredFile:
    """Freeze the summary that was made of it as PDF; who made it is on record (R54)."""
    current = locked(dispute)
    refuse_if(can_take_part(by, current))
    name = f"dispute-{current.pk}-{clock.today().isoformat()}.pdf"
    kept = files.keep(content, name, owner=current, by=by)
    audit.record("dispute.copied", current, after={"file": kept.pk}, by=by)
    return kept
