"""Addresses of the roll: profiles, standing, what is published."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>

from .views import profiles

ONE = "members/<id:pk>/"

urlpatterns = [
    path("members/policies/", profiles.policy_register, name="policy_register"),
    path("members/policies.csv", profiles.policy_register_csv, name="policy_register_csv"),
    path("members/skills/", profiles.skills, name="skills"),
    path("members/places/", profiles.areas, name="areas"),
    path("members/places/<id:pk>/end/", profiles.area_end, name="area_end"),
    path(f"{ONE}profile/", profiles.profile, name="profile"),
    path(f"{ONE}profile/change/", profiles.profile_change, name="profile_change"),
    path(f"{ONE}policies/change/", profiles.policies_change, name="policies_change"),
]
