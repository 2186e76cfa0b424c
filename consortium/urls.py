"""Every address of the site."""

from django.urls import include, path

from consortium.pages import styleguide

urlpatterns = [
    path("styleguide/", styleguide.page, name="styleguide"),
    path("", include("consortium.core.urls")),
    path("", include("members.urls")),
    path("", include("projects.urls")),
    path("", include("projects.funds.urls")),
    path("", include("projects.strategy.urls")),
    path("", include("claims.urls")),
]
