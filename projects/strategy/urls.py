"""Addresses of the library."""

from django.urls import path

from consortium.core import paths  # noqa: F401 - registers the converters

from . import views

urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/aims/", views.aims, name="library_aims"),
    path("library/objectives/", views.objectives, name="library_objectives"),
    path("library/outcomes/", views.outcomes, name="library_outcomes"),
    path("library/needs/", views.needs, name="library_needs"),
    path("library/needs/<id:pk>.csv", views.needs_csv, name="needs_csv"),
    path("library/research/", views.research, name="library_research"),
    path("library/policies/", views.policies, name="library_policies"),
    path("library/plans/", views.plans, name="library_plans"),
]
