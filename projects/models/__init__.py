from .budgets import BudgetLine, BudgetProfile, BudgetVersion, Virement, VirementChange
from .outputs import Output, OutputProfile, OutputShare
from .projects import Partnership, Project, ProjectAlias

__all__ = [
    "BudgetLine",
    "BudgetProfile",
    "BudgetVersion",
    "Output",
    "OutputProfile",
    "OutputShare",
    "Partnership",
    "Project",
    "ProjectAlias",
    "Virement",
    "VirementChange",
]
