"""Which organisation a page is about, and whether this person may change it."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from members.models import Organisation


def organisation_for(request, pk: int, why_not) -> Organisation:
    """The organisation where `why_not(actor, pk)` finds nothing; another's is 404 (X1)."""
    found = get_object_or_404(Organisation, pk=pk)
    if why_not(request.actor, found.pk):
        raise Http404("Not this organisation's person.")
    return found
