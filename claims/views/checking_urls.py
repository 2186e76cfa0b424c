"""Addresses; filled by their views."""

urlpatterns = []
