from .grants import Condition, CostHeading, Funder, Grant, GrantAward
from .journals import Journal, JournalCounter, JournalLine, ReversalRequest
from .standing import Balance, Fund, GrantBalance, OverdraftApproval, Period, Position

__all__ = [
    "Balance",
    "Condition",
    "CostHeading",
    "Fund",
    "Funder",
    "Grant",
    "GrantAward",
    "GrantBalance",
    "Journal",
    "JournalCounter",
    "JournalLine",
    "OverdraftApproval",
    "Period",
    "Position",
    "ReversalRequest",
]
