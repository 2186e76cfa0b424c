"""The addresses of meetings, a module a noun."""

urlpatterns: list = []
