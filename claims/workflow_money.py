"""The lives of bank details, runs, payments, releases and funder claims, as tables."""

from claims import permissions_money as may
from claims.states import AccountState as A
from claims.states import FunderClaimState as F
from claims.states import PaymentState as P
from claims.states import RetentionState as K
from claims.states import RunState as R
from consortium.core.workflow import Move, Workflow


def stops_are_cleared(record, facts):
    """`facts["stops"]`: payments that may not go, each as a sentence."""
    return list(facts.get("stops", ()))


def has_payments(run, facts):
    return None if facts.get("payments") else "There is nothing to pay in this run."


def ties_to_the_ledger(funder_claim, facts):
    """`facts["differences"]`: where claim and ledger differ, each with where to look."""
    return list(facts.get("differences", ()))


def both_have_signed(funder_claim, facts):
    if funder_claim.second_signed_by_id is None:
        return "Two people sign a funder claim before it is sent."
    return None


def how_is_told(account, facts):
    if not facts.get("how"):
        return "Say how you checked the details, for example by calling a number you knew before."
    return None


def bank_has_its_file(run, facts):
    """Transfers of the accountable body to itself need none."""
    if run.total and not run.bank_file_sha256:
        return "Make the bank file before you mark the run as sent."
    return None


def was_not_released(run, facts):
    return "This run was released before." if run.released_at else None


def was_released(run, facts):
    released = run.released_at and not run.exported_at
    return None if released else "This run was not just released before."


def was_exported(run, facts):
    return None if run.exported_at else "This run had no bank file before."


ACCOUNT = Workflow(
    name="bank details",
    field="state",
    moves=(
        Move(
            name="verify",
            label="Verify",
            sources=frozenset({A.WAITING}),
            target=A.VERIFIED,
            who=may.can_verify_account,
            guards=(how_is_told, stops_are_cleared),
        ),
        Move(
            name="verify_again",
            label="Verify once more",
            sources=frozenset({A.VERIFIED}),
            target=A.VERIFIED,
            who=may.can_verify_account,
            guards=(how_is_told, stops_are_cleared),
        ),
        Move(
            name="refuse",
            label="Refuse",
            sources=frozenset({A.WAITING}),
            target=A.REFUSED,
            who=may.can_verify_account,
            needs_reason=True,
        ),
        Move(
            name="replace",
            label="Replace",
            sources=frozenset({A.VERIFIED}),
            target=A.REPLACED,
            who=may.can_verify_replacement,
        ),
        Move(
            name="overtake",
            label="Replace by newer ones",
            sources=frozenset({A.WAITING}),
            target=A.REPLACED,
            who=may.can_overtake_account,
        ),
    ),
)

RUN = Workflow(
    name="payment run",
    field="state",
    moves=(
        Move(
            name="release",
            label="Release",
            sources=frozenset({R.PREPARED}),
            target=R.RELEASED,
            who=may.another_than_preparer,
            guards=(has_payments, stops_are_cleared),
        ),
        Move(
            name="export",
            label="Make the bank file",
            sources=frozenset({R.RELEASED}),
            target=R.EXPORTED,
            who=may.an_officer,
            guards=(stops_are_cleared,),
        ),
        Move(
            name="send",
            label="Mark as sent to the bank",
            sources=frozenset({R.RELEASED, R.EXPORTED}),
            target=R.SENT,
            who=may.an_officer,
            guards=(bank_has_its_file,),
        ),
        Move(
            name="finish",
            label="Finish",
            sources=frozenset({R.SENT}),
            target=R.FINISHED,
            who=may.an_officer,
            guards=(stops_are_cleared,),
        ),
        Move(
            name="ask_void",
            label="Ask to void the run",
            sources=frozenset({R.PREPARED, R.RELEASED, R.EXPORTED}),
            target=R.VOID_ASKED,
            who=may.an_officer,
            needs_reason=True,
        ),
        Move(
            name="void",
            label="Void the run",
            sources=frozenset({R.VOID_ASKED}),
            target=R.VOID,
            who=may.another_than_who_asked_to_void,
        ),
        Move(
            name="keep_prepared",
            label="Keep the run",
            sources=frozenset({R.VOID_ASKED}),
            target=R.PREPARED,
            who=may.an_officer,
            guards=(was_not_released,),
        ),
        Move(
            name="keep_released",
            label="Keep the run",
            sources=frozenset({R.VOID_ASKED}),
            target=R.RELEASED,
            who=may.an_officer,
            guards=(was_released,),
        ),
        Move(
            name="keep_exported",
            label="Keep the run",
            sources=frozenset({R.VOID_ASKED}),
            target=R.EXPORTED,
            who=may.an_officer,
            guards=(was_exported,),
        ),
    ),
)

PAYMENT = Workflow(
    name="payment",
    field="state",
    moves=(
        Move(
            name="release",
            label="Release",
            sources=frozenset({P.PREPARED}),
            target=P.RELEASED,
            who=may.can_move_payment,
        ),
        Move(
            name="confirm",
            label="Mark as paid",
            sources=frozenset({P.RELEASED}),
            target=P.CONFIRMED,
            who=may.can_confirm_payment,
            guards=(stops_are_cleared,),
        ),
        Move(
            name="fail",
            label="Mark as failed",
            sources=frozenset({P.RELEASED}),
            target=P.FAILED,
            who=may.can_confirm_payment,
            guards=(stops_are_cleared,),
            needs_reason=True,
        ),
        Move(
            name="void",
            label="Void",
            sources=frozenset({P.PREPARED, P.RELEASED}),
            target=P.VOID,
            who=may.can_move_payment,
        ),
    ),
)

RETENTION = Workflow(
    name="retention",
    field="state",
    moves=(
        Move(
            name="agree",
            label="Agree",
            sources=frozenset({K.ASKED}),
            target=K.AGREED,
            who=may.another_than_who_asked_to_release,
            guards=(stops_are_cleared,),
        ),
        Move(
            name="refuse",
            label="Refuse",
            sources=frozenset({K.ASKED}),
            target=K.REFUSED,
            who=may.an_officer,
            needs_reason=True,
        ),
    ),
)

FUNDER_CLAIM = Workflow(
    name="funder claim",
    field="state",
    moves=(
        Move(
            name="sign",
            label="Sign",
            sources=frozenset({F.ASSEMBLED}),
            target=F.SIGNED,
            who=may.can_sign_funder_claim,
            guards=(ties_to_the_ledger,),
        ),
        Move(
            name="unsign",
            label="Open again to change",
            sources=frozenset({F.ASSEMBLED, F.SIGNED}),
            target=F.ASSEMBLED,
            who=may.an_officer,
            needs_reason=True,
        ),
        Move(
            name="send",
            label="Freeze and send",
            sources=frozenset({F.SIGNED}),
            target=F.SENT,
            who=may.an_officer,
            guards=(both_have_signed, ties_to_the_ledger),
        ),
        Move(
            name="query",
            label="Record the funder's question",
            sources=frozenset({F.SENT, F.QUERIED}),
            target=F.QUERIED,
            who=may.an_officer,
            needs_reason=True,
        ),
        Move(
            name="replace",
            label="Make a new version",
            sources=frozenset({F.SENT, F.QUERIED}),
            target=F.REPLACED,
            who=may.an_officer,
            needs_reason=True,
        ),
        Move(
            name="agree",
            label="Record that the funder agrees",
            sources=frozenset({F.SENT, F.QUERIED}),
            target=F.AGREED,
            who=may.an_officer,
            guards=(stops_are_cleared,),
        ),
        Move(
            name="receive_part",
            label="Record part of the money",
            sources=frozenset({F.SENT, F.QUERIED, F.AGREED, F.PART_RECEIVED}),
            target=F.PART_RECEIVED,
            who=may.an_officer,
        ),
        Move(
            name="receive",
            label="Record the money",
            sources=frozenset({F.SENT, F.QUERIED, F.AGREED, F.PART_RECEIVED}),
            target=F.RECEIVED,
            who=may.an_officer,
        ),
        Move(
            name="abandon",
            label="Throw this draft away",
            sources=frozenset({F.ASSEMBLED}),
            target=F.ABANDONED,
            who=may.an_officer,
        ),
    ),
)
