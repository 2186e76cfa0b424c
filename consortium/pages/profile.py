"""One organisation: its people, as members have them, and its parts in projects."""

from dataclasses import dataclass
from datetime import date

from django.shortcuts import render
from django.views.decorators.http import require_safe

from consortium.core.access import signed_in
from members.models import Organisation
from members.views import organisations
from projects.models import Partnership

PAST = 50  # earlier parts shown on one page


@dataclass(frozen=True)
class Parts:
    """Partnerships of one organisation around a day."""

    now: list[Partnership]
    earlier: list[Partnership]


def parts_of(organisation: Organisation, day: date) -> Parts:
    """What it leads and delivers on `day`, by project, and what ended before; one query."""
    found = Partnership.objects.filter(organisation=organisation, starts__lte=day)
    parts = found.select_related("project").order_by("project__number", "starts")
    ended = [part for part in parts if part.ends and part.ends < day]
    return Parts(
        now=[part for part in parts if part not in ended],
        earlier=sorted(ended, key=lambda part: part.ends, reverse=True)[:PAST],
    )


@require_safe
@signed_in
def organisation(request, pk: int):
    """Profile, people on a day, offices held, and its parts in projects."""
    context = organisations.about(request, pk)
    context["parts"] = parts_of(context["organisation"], context["day"])
    return render(request, "pages/organisation.html", context)
