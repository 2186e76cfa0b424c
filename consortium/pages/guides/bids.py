"""How a bid goes to a funder."""

from members.states import Role

from .guide import Guide, Step

BIDS = (
    Guide(
        "make-a-bid",
        "Make a bid",
        "What a funder is asked for, agreed by the consortium before it is sent.",
        (Role.FINANCE_OFFICER, Role.STRATEGIC_OFFICER),
        (
            Step(
                "Begin it, with its deadline",
                "Under Projects, choose Bids and New bid. You and whoever drafts it are reminded "
                "fourteen, seven and one days before the deadline.",
            ),
            Step(
                "An open competition needs its route first",
                "Put the route to a meeting. It decides whether the consortium applies together, "
                "or each member by itself.",
            ),
            Step(
                "Enter the figures and partners",
                "Budget, outputs and outcomes. The budget makes the amount asked for, and "
                "partners' shares no more than that.",
            ),
            Step(
                "Have them agreed",
                "Say that the bid is ready and put its figures to a meeting. What it agrees is "
                "linked by itself. Change a figure afterwards, and it needs a new decision.",
            ),
            Step(
                "Record that it is sent",
                "With day and time. If the deadline lies before the next meeting, it can be sent "
                "subject to agreement: the chair is told, and it comes onto the next agenda.",
            ),
            Step("Record the answer", "What the funder awards, or that it gives nothing."),
        ),
        "bids",
        "See the bids",
    ),
)
