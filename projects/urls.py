"""Addresses of grants, budgets and projects."""

from django.urls import path

from consortium.core import paths  # noqa: F401 - registers the converters

from . import views

urlpatterns = [
    path("grants/", views.grants, name="grants"),
    path("grants/new/", views.grant_new, name="grant_new"),
    path("grants/<id:pk>/", views.grant, name="grant"),
    path("grants/<id:pk>/terms/", views.grant_edit, name="grant_edit"),
    path("grants/<id:pk>/award/", views.grant_award, name="grant_award"),
    path("grants/<id:pk>/conditions/new/", views.grant_condition, name="grant_condition"),
    path("grants/<id:pk>/budget/<year:year>/", views.budget, name="budget"),
    path("grants/<id:pk>/budget/<year:year>/lines.csv", views.budget_csv, name="budget_csv"),
    path("grants/<id:pk>/budget/<year:year>/lines.xlsx", views.budget_xlsx, name="budget_xlsx"),
    path("grants/<id:pk>/budget/<year:year>/load/", views.budget_load, name="budget_load"),
    path("grants/<id:pk>/outputs/<year:year>/load/", views.outputs_load, name="outputs_load"),
    path(
        "grants/<id:pk>/budget/<year:year>/versions/",
        views.budget_versions,
        name="budget_versions",
    ),
    path(
        "grants/<id:pk>/budget/<year:year>/virements/new/",
        views.virement_new,
        name="virement_new",
    ),
    path(
        "grants/<id:pk>/budget/<year:year>/projects/<id:project_pk>/quarters/",
        views.reprofile_new,
        name="reprofile_new",
    ),
    path("virements/<id:pk>/", views.virement, name="virement"),
    path("virements/<id:pk>/agree/", views.virement_agree, name="virement_agree"),
    path("virements/<id:pk>/refuse/", views.virement_refuse, name="virement_refuse"),
    path("projects/", views.projects, name="projects"),
    path("projects/roles/", views.roles_matrix, name="roles_matrix"),
    path("projects/new/", views.project_new, name="project_new"),
    path("projects/<id:pk>/", views.project, name="project"),
    path("projects/<id:pk>/history/", views.project_history, name="project_history"),
    path("projects/<id:pk>/status/", views.project_status, name="project_status"),
    path("projects/<id:pk>/aims/", views.project_aims, name="project_aims"),
    path("meetings/decisions/<id:pk>/aims/", views.decision_aims, name="decision_aims"),
    path("meetings/<id:pk>/aims/", views.meeting_aims, name="meeting_aims"),
    path("projects/<id:pk>/partners/new/", views.partner_add, name="partner_add"),
    path(
        "projects/<id:pk>/partners/<id:partnership_pk>/end/",
        views.partner_end,
        name="partner_end",
    ),
]
