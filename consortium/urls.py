"""Every address of the site."""

from django.urls import include, path

handler500 = "consortium.core.views.fault"

urlpatterns = [
    path("", include("consortium.pages.urls")),
    path("", include("consortium.core.urls")),
    path("", include("members.roll.urls")),
    path("", include("members.agreement.urls")),
    path("", include("members.applications.urls")),
    path("", include("members.registers.urls")),
    path("", include("members.meetings.urls")),
    path("", include("members.working.urls")),
    path("", include("members.urls")),
    path("", include("projects.urls")),
    path("", include("projects.funds.urls")),
    path("", include("projects.strategy.urls")),
    path("", include("projects.bids.urls")),
    path("", include("claims.urls")),
]
