"""The addresses of claims, payments and funder claims."""

from django.urls import include, path

urlpatterns = [
    path("", include("claims.views.member_urls")),
    path("", include("claims.views.checking_urls")),
    path("", include("claims.views.money_urls")),
]
