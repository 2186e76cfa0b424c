from .grants import Condition, CostHeading, Funder, Grant, GrantAward
from .journals import Journal, JournalLine
from .standing import Balance, Fund, OverdraftApproval, Period, Position

__all__ = [
    "Balance",
    "Condition",
    "CostHeading",
    "Fund",
    "Funder",
    "Grant",
    "GrantAward",
    "Journal",
    "JournalLine",
    "OverdraftApproval",
    "Period",
    "Position",
]
