"""The life of a resignation as a table."""

from consortium.core.workflow import Move, Workflow

from .permissions import can_confirm, can_end, can_withdraw
from .states import ResignationState as S


def another_body_is_accountable(resignation, facts):
    """`facts["accountable"]`: why the accountable body cannot leave yet, empty for others."""
    return facts.get("accountable") or None


def it_has_not_taken_effect(resignation, facts):
    """`facts["over"]`: why it is too late."""
    return facts.get("over") or None


RESIGNATION = Workflow(
    name="resignation",
    field="state",
    moves=(
        Move(
            name="confirm",
            label="Confirm the resignation",
            sources=frozenset({S.RECEIVED}),
            target=S.CONFIRMED,
            who=can_confirm,
            guards=(another_body_is_accountable,),
        ),
        Move(
            name="withdraw",
            label="Withdraw the resignation",
            sources=frozenset({S.RECEIVED, S.CONFIRMED}),
            target=S.WITHDRAWN,
            who=can_withdraw,
            guards=(it_has_not_taken_effect,),
            needs_reason=True,
        ),
        Move(
            name="end",
            label="End the membership",
            sources=frozenset({S.CONFIRMED}),
            target=S.ENDED,
            who=can_end,
        ),
    ),
)
