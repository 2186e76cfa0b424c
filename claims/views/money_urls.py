"""Addresses of paying, bank details and the funder's claims."""

from django.http import HttpResponse
from django.urls import path

from consortium.core import paths  # noqa: F401 - registers the converters
from consortium.core.access import signed_in


@signed_in
def _to_come(request, **kwargs):
    return HttpResponse("To come")


urlpatterns = [
    path("payments/", _to_come, name="payment_runs"),
    path("payments/<id:pk>/", _to_come, name="payment_run"),
    path("bank-details/", _to_come, name="payee_accounts"),
    path("funder-claims/", _to_come, name="funder_claims"),
    path("funder-claims/<id:pk>/", _to_come, name="funder_claim"),
    path("funder/<str:code>/", _to_come, name="funder_papers"),
    path("money/received/", _to_come, name="money_received"),
]
