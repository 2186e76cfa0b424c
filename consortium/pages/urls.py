"""Addresses of the first page, search, help and what the site says about itself."""

from django.urls import path

from consortium.core import paths  # noqa: F401 - registers <id:pk>

from . import leaving, profile, roles, styleguide, views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("help/", views.help_index, name="help"),
    path("help/<slug:slug>/", views.help_page, name="help_page"),
    path("members/roles/", roles.access_roles, name="access_roles"),
    path("members/<id:pk>/", profile.organisation, name="organisation"),
    path("members/<id:pk>/membership/", leaving.membership, name="membership"),
    path(
        "members/resignations/<id:pk>/confirm/",
        leaving.resignation_confirm,
        name="resignation_confirm",
    ),
    path("site/", views.site_set_up, name="site_set_up"),
    path("reports/", views.reports, name="reports"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("next-day/", views.next_day, name="next_day"),
    path("styleguide/", styleguide.page, name="styleguide"),
]
