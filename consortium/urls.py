"""Every address of the site."""

from django.urls import path

from consortium.pages import styleguide

urlpatterns = [
    path("styleguide/", styleguide.page, name="styleguide"),
]
