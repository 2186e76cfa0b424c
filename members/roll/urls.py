"""Addresses of the roll: profiles, standing, what is published."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>

from .views import content, criteria, profiles, publishing, standing

ONE = "members/<id:pk>/"

urlpatterns = [
    path("directory/", publishing.directory, name="directory"),
    path("directory.csv", publishing.directory_csv, name="directory_csv"),
    path("directory/copy/", publishing.directory_ask, name="directory_ask"),
    path("directory/copy/<str:token>/", publishing.directory_copy, name="directory_copy"),
    path("directory/of/<slug:slug>/", publishing.directory_entry, name="directory_entry"),
    path("members/directory/", publishing.directory_requests, name="directory_requests"),
    path("members/directory/new/", publishing.directory_log, name="directory_log"),
    path("members/directory/<id:pk>/", publishing.directory_file, name="directory_file"),
    path("members/pages/", content.content_list, name="content_list"),
    path("members/pages/<slug:page>/", content.content_review, name="content_review"),
    path("account/directory/", publishing.publishing, name="publishing"),
    path(
        "members/people/<id:pk>/directory/", publishing.person_publishing, name="person_publishing"
    ),
    path("members/policies/", profiles.policy_register, name="policy_register"),
    path("members/policies.csv", profiles.policy_register_csv, name="policy_register_csv"),
    path("members/skills/", profiles.skills, name="skills"),
    path("members/places/", profiles.areas, name="areas"),
    path("members/places/<id:pk>/end/", profiles.area_end, name="area_end"),
    path(f"{ONE}profile/", profiles.profile, name="profile"),
    path(f"{ONE}profile/change/", profiles.profile_change, name="profile_change"),
    path(f"{ONE}policies/change/", profiles.policies_change, name="policies_change"),
    path(f"{ONE}criteria/", criteria.criteria_find, name="criteria_find"),
    path("members/findings/<id:pk>/settle/", criteria.criteria_settle, name="criteria_settle"),
    path("members/co-opt/", standing.co_opt, name="co_opt"),
    path(f"{ONE}co-option/end/", standing.co_option_end, name="co_option_end"),
    path(
        "members/co-options/<id:pk>/letter.pdf", standing.co_option_letter, name="co_option_letter"
    ),
    path(f"{ONE}name/", standing.person_name, name="person_name"),
    path("members/named/<id:pk>/end/", standing.named_end, name="named_end"),
    path(f"{ONE}resignation/", standing.resignation_record, name="resignation_record"),
    path(
        "members/resignations/<id:pk>/withdraw/",
        standing.resignation_withdraw,
        name="resignation_withdraw",
    ),
    path(
        "members/resignations/<id:pk>/letter/",
        standing.resignation_letter,
        name="resignation_letter",
    ),
]
