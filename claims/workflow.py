"""The life of a claim as a table. `actions` gather the facts, `fire` asks the table."""

from claims.permissions import can_approve, can_check, can_fill_in, can_pay, can_sign
from claims.states import ClaimState as S
from consortium.core.workflow import Move, Workflow


def nothing_missing(claim, facts):
    """`facts["missing"]`: what must be put right before sending, as sentences."""
    return list(facts.get("missing", ()))


def declaration_is_made(claim, facts):
    if not facts.get("declared"):
        return "Tick the declaration to sign the claim."
    return None


def every_line_is_decided(claim, facts):
    undecided = facts.get("undecided", ())
    if undecided:
        return f"Decide these lines first: {', '.join(str(number) for number in undecided)}."
    return None


def duties_are_apart(claim, facts):
    """`facts["collisions"]`: sentences from the duty matrix."""
    return list(facts.get("collisions", ()))


def nothing_forbids_approval(claim, facts):
    """`facts["obstacles"]`: over budget, look-alikes not cleared, outputs low without a reason."""
    return list(facts.get("obstacles", ()))


CLAIM = Workflow(
    name="claim",
    field="state",
    moves=(
        Move(
            name="pass_on",
            label="Send for sign-off",
            sources=frozenset({S.IN_PROGRESS}),
            target=S.AWAITING_SIGN_OFF,
            who=can_fill_in,
            guards=(nothing_missing,),
        ),
        Move(
            name="take_back",
            label="Take back to change",
            sources=frozenset({S.AWAITING_SIGN_OFF}),
            target=S.IN_PROGRESS,
            who=can_fill_in,
        ),
        Move(
            name="send_back",
            label="Send back with a reason",
            sources=frozenset({S.AWAITING_SIGN_OFF}),
            target=S.IN_PROGRESS,
            who=can_sign,
            needs_reason=True,
        ),
        Move(
            name="sign",
            label="Sign and send",
            sources=frozenset({S.AWAITING_SIGN_OFF}),
            target=S.SUBMITTED,
            who=can_sign,
            guards=(nothing_missing, declaration_is_made),
        ),
        Move(
            name="answer",
            label="Sign and send the changes",
            sources=frozenset({S.CHANGES_REQUESTED}),
            target=S.SUBMITTED,
            who=can_sign,
            guards=(nothing_missing, declaration_is_made),
        ),
        Move(
            name="withdraw",
            label="Withdraw",
            sources=frozenset({S.SUBMITTED, S.CHANGES_REQUESTED}),
            target=S.WITHDRAWN,
            who=can_sign,
            needs_reason=True,
        ),
        Move(
            name="start_again",
            label="Start again",
            sources=frozenset({S.WITHDRAWN}),
            target=S.IN_PROGRESS,
            who=can_fill_in,
        ),
        Move(
            name="ask_changes",
            label="Ask for changes",
            sources=frozenset({S.SUBMITTED, S.CHECKED}),
            target=S.CHANGES_REQUESTED,
            who=can_check,
            needs_reason=True,
        ),
        Move(
            name="check",
            label="Mark as checked",
            sources=frozenset({S.SUBMITTED}),
            target=S.CHECKED,
            who=can_check,
            guards=(every_line_is_decided, duties_are_apart),
        ),
        Move(
            name="uncheck",
            label="Back to checking",
            sources=frozenset({S.CHECKED}),
            target=S.SUBMITTED,
            who=can_check,
            needs_reason=True,
        ),
        Move(
            name="approve",
            label="Approve",
            sources=frozenset({S.CHECKED}),
            target=S.APPROVED,
            who=can_approve,
            guards=(duties_are_apart, nothing_forbids_approval),
        ),
        Move(
            name="reject",
            label="Reject",
            sources=frozenset({S.SUBMITTED, S.CHECKED}),
            target=S.REJECTED,
            who=can_check,
            needs_reason=True,
        ),
        Move(
            name="wait",
            label="Wait for the funder's money",
            sources=frozenset({S.APPROVED}),
            target=S.WAITING,
            who=can_pay,
        ),
        Move(
            name="cash_came",
            label="The money has come",
            sources=frozenset({S.WAITING}),
            target=S.APPROVED,
            who=can_pay,
        ),
        Move(
            name="join_run",
            label="Put in a payment run",
            sources=frozenset({S.APPROVED, S.WAITING}),
            target=S.IN_RUN,
            who=can_pay,
        ),
        Move(
            name="leave_run",
            label="Take out of the payment run",
            sources=frozenset({S.IN_RUN}),
            target=S.APPROVED,
            who=can_pay,
        ),
        Move(
            name="pay",
            label="Mark as paid",
            sources=frozenset({S.IN_RUN}),
            target=S.PAID,
            who=can_pay,
        ),
        Move(
            name="settle",
            label="Nothing to pay",
            sources=frozenset({S.APPROVED}),
            target=S.PAID,
            who=can_pay,
        ),
    ),
)
