"""Pages about grants, budgets and projects."""

from .aims import decision_aims, meeting_aims
from .budgets import budget, budget_csv, budget_versions, budget_xlsx
from .grants import grant, grant_award, grant_condition, grant_edit, grant_new, grants
from .loading import budget_load, outputs_load
from .projects import (
    partner_add,
    partner_end,
    project,
    project_aims,
    project_history,
    project_new,
    project_status,
    projects,
    roles_matrix,
)
from .reprofiles import reprofile_new
from .virements import virement, virement_agree, virement_new, virement_refuse

__all__ = [
    "budget",
    "budget_csv",
    "budget_load",
    "budget_versions",
    "budget_xlsx",
    "grant",
    "grant_award",
    "grant_condition",
    "grant_edit",
    "grant_new",
    "grants",
    "outputs_load",
    "partner_add",
    "partner_end",
    "project",
    "project_history",
    "project_new",
    "decision_aims",
    "meeting_aims",
    "project_aims",
    "project_status",
    "projects",
    "reprofile_new",
    "roles_matrix",
    "virement",
    "virement_agree",
    "virement_new",
    "virement_refuse",
]
