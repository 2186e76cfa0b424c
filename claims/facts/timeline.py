"""A claim's history in the words people read: from the audit rows, nothing else (AU6)."""

from dataclasses import dataclass
from datetime import datetime

from claims.models import Claim
from claims.states import ClaimState, Decision
from claims.workflow import CLAIM
from consortium.core import audit
from consortium.core.models.audit import AuditRow
from consortium.core.money import format_pence
from members.behalf import Names, names_for

WORDS = {
    "claim.started": "Claim started",
    "claim.pass_on": "Sent to the representative for sign-off",
    "claim.take_back": "Taken back to change",
    "claim.send_back": "Sent back by the representative",
    "claim.sign": "Signed and sent",
    "claim.answer": "Changes made, signed and sent again",
    "claim.withdraw": "Withdrawn",
    "claim.start_again": "Started again",
    "claim.ask_changes": "Changes requested",
    "claim.check": "Marked as checked",
    "claim.uncheck": "Back to checking",
    "claim.approve": "Approved",
    "claim.approved_first": "First approval",
    "claim.reject": "Rejected",
    "claim.wait": "Waits for the funder's money",
    "claim.cash_came": "The money has come",
    "claim.join_run": "Put in a payment run",
    "claim.leave_run": "Taken out of the payment run",
    "claim.pay": "Paid",
    "claim.settle": "Finished: nothing to pay",
    "claim.retention_released": "What was kept back is released",
    "claim.lines_accepted": "Lines accepted",
    "claim.duplicate_cleared": "Said not to be a duplicate",
    "claim.outputs_accepted": "Reason given for outputs behind their profile",
    "claim.hold_overridden": "Hold overridden",
    "claim.rule_overridden": "A rule of approval overridden by the chair",
    "claim.override_wanted": "The chair was asked for an override",
    "claim.reviewer_named": "Reviewer from another member named",
    "claim.reviewer_ended": "Reviewer relieved",
    "claim.looked_at": "Looked at by the outside approver",
    "claim.chased": "Reminder sent",
    "claim.noted": "Note",
}
STATES = {f"claim.{move.name}": ClaimState(move.target).label for move in CLAIM.moves}
MOST = 300


@dataclass(frozen=True)
class Event:
    what: str
    who: str
    when: datetime
    reason: str = ""
    state: str = ""
    note: bool = False


def timeline_of(claim: Claim, *, most: int = MOST) -> list[Event]:
    """What happened to the claim since it was passed on, newest first; two queries.

    Typing in a draft is left out: what a member typed is in the submissions.
    """
    rows = list(
        audit.history(claim)
        .filter(action__in=[*WORDS, "claim.line_decided"])
        .order_by("-sequence")[:most]
    )
    names = names_for(rows, also=map(_named, rows))
    return [_event(row, names) for row in rows]


def _named(row: AuditRow) -> int | None:
    after = row.after or {}
    return after.get("reviewer_id") or after.get("approver_id")


def _event(row: AuditRow, names: Names) -> Event:
    return Event(
        what=_what(row, names.people),
        who=names.who(row),
        when=row.at,
        reason=row.reason,
        state=STATES.get(row.action, ""),
        note=row.action == "claim.noted",
    )


def _what(row: AuditRow, names: dict[int, str]) -> str:
    after = row.after or {}
    if row.action == "claim.line_decided":
        return _decision(after)
    words = WORDS[row.action]
    if row.action == "claim.lines_accepted":
        return f"{_runs(after.get('lines', []))} accepted in full"
    if row.action == "claim.approved_first" and "amount" in after:
        return f"{words}, {format_pence(after['amount'])}; a second is wanted"
    if row.action == "claim.approve" and "approved" in after:
        return f"{words} for {format_pence(after['approved'])}"
    if row.action == "claim.looked_at":
        return f"{words}: {after.get('at', '')}"
    if name := names.get(_named(row)):
        return f"{words}: {name}"
    return words


def _runs(numbers: list[int]) -> str:
    """Line numbers in few words: "Lines 1 to 4, 7, 9 to 12"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f"{'Line' if len(numbers) == 1 else 'Lines'} {', '.join(words)}"


def _decision(after: dict) -> str:
    label = Decision(after.get("decision", "pending")).label.lower()
    words = f"Line {after.get('line')} {label}"
    if after.get("decision") == Decision.REDUCED:
        words += f" to {format_pence(after.get('approved') or 0)}"
    return words
