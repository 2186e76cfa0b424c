"""The member's addresses of claims."""

from django.http import HttpResponse
from django.urls import path

from consortium.core.access import signed_in


@signed_in
def _to_come(request, **kwargs):
    return HttpResponse("To come")


urlpatterns = [
    path("claims/", _to_come, name="claims"),
    path("claims/start/<id:pk>/", _to_come, name="claim_start"),
    path("claims/<id:pk>/", _to_come, name="claim"),
    path("claims/<id:pk>/sign/", _to_come, name="claim_sign"),
]
