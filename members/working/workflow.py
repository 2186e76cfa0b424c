"""The life of a dispute, of a proposal in it, and of a group's report, as tables."""

from consortium.core.workflow import Move, Workflow

from .permissions import can_answer, can_end, can_excuse, can_report, can_take_back, can_take_part
from .states import GOING_ON, DisputeState, ProposalState, ReportState

D, P, R = DisputeState, ProposalState, ReportState


def a_third_party_is_agreed(dispute, facts):
    return None if facts.get("third_party") else "Both sides agree on the third party first."


def an_outcome_is_agreed(dispute, facts):
    return None if facts.get("outcome") else "Both sides agree on the outcome first."


def it_goes_on(proposal, facts):
    """`facts["dispute_state"]`: a proposal in a dispute that is over is answered no more."""
    return None if facts.get("dispute_state") in GOING_ON else "The dispute is over."


DISPUTE = Workflow(
    name="dispute",
    field="state",
    moves=(
        Move(
            name="refer",
            label="Bring in the third party",
            sources=GOING_ON,
            target=D.WITH_THIRD,
            who=can_take_part,
            guards=(a_third_party_is_agreed,),
        ),
        Move(
            name="settle",
            label="Settle",
            sources=GOING_ON,
            target=D.SETTLED,
            who=can_take_part,
            guards=(an_outcome_is_agreed,),
        ),
        Move(
            name="withdraw",
            label="Withdraw the dispute",
            sources=GOING_ON,
            target=D.WITHDRAWN,
            who=can_end,
        ),
    ),
)

PROPOSAL = Workflow(
    name="proposal",
    field="state",
    moves=(
        Move(
            name="agree",
            label="Agree",
            sources=frozenset({P.PROPOSED}),
            target=P.AGREED,
            who=can_answer,
            guards=(it_goes_on,),
        ),
        Move(
            name="decline",
            label="Decline",
            sources=frozenset({P.PROPOSED}),
            target=P.DECLINED,
            who=can_answer,
            guards=(it_goes_on,),
        ),
        Move(
            name="take_back",
            label="Take it back",
            sources=frozenset({P.PROPOSED}),
            target=P.WITHDRAWN,
            who=can_take_back,
        ),
    ),
)


def it_has_words(report, facts):
    return None if report.text else "Write the report."


REPORT = Workflow(
    name="group_report",
    field="state",
    moves=(
        Move(
            name="send",
            label="Send the report",
            sources=frozenset({R.ASKED}),
            target=R.SENT,
            who=can_report,
            guards=(it_has_words,),
        ),
        Move(
            name="excuse",
            label="Not needed any more",
            sources=frozenset({R.ASKED}),
            target=R.EXCUSED,
            who=can_excuse,
            needs_reason=True,
        ),
    ),
)
