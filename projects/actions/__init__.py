"""The verbs of projects, budgets and outputs."""

from .aims import tag_aims
from .budgets import BudgetRow, load_budget, reprofile
from .outputs import OutputRow, record_achieved, set_outputs
from .partners import create_project, end_partnership, join_project, set_status
from .spending import lock_budget_lines, spend
from .virements import agree_virement, propose_virement, refuse_virement

__all__ = [
    "BudgetRow",
    "OutputRow",
    "agree_virement",
    "create_project",
    "end_partnership",
    "join_project",
    "load_budget",
    "lock_budget_lines",
    "propose_virement",
    "record_achieved",
    "refuse_virement",
    "reprofile",
    "set_outputs",
    "set_status",
    "spend",
    "tag_aims",
]
