"""The registers on paper: feedback in figures, who represents us where, prospects, events."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from consortium.core import clock, pdf
from members.models import Consortium

from . import event_facts, facts, prospect_facts
from .event_notices import when
from .models import Event

KEEP_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Seat:
    """One line of the register of representation as its PDF shows it."""

    body: str
    seat: str
    who: str
    organisation: str
    mandate: str
    starts: date
    report_by: date | None


def summary_pdf(summary: facts.Summary) -> bytes:
    title = f"Feedback in {summary.year.label}"
    return _once("summary", repr(summary), {"summary": summary}, title=title)


def representation_pdf(given: dict) -> bytes:
    """The register as filtered, on one paper (R7)."""
    protocol = facts.protocol_of_representation()
    seats = [
        Seat(
            each.body, each.seat, each.who, each.organisation.name, each.mandate, each.starts,
            each.report_by,
        )
        for each in facts.representation(given)
    ]  # fmt: skip
    context = {"seats": seats, "protocol": str(protocol) if protocol else "", "on": clock.today()}
    return _once("representation", repr(context), context, title="Register of representation")


def prospects_pdf(figures: prospect_facts.Figures) -> bytes:
    """On one page, without people, to take to a meeting (R123)."""
    return _once("prospects", repr(figures), {"figures": figures}, title="Looking for new members")


def event_pdf(event: Event) -> bytes:
    """Who was asked, who came by organisation, and the notes; without people (R80)."""
    report = event_facts.report_of(event)
    context = {"report": report, "about": event.about, "notes": event.notes,
               "when": when(event), "where": event.place or "Remotely",
               "friendly": event.is_friendly, "reported_on": event.reported_on}  # fmt: skip
    return _once("event", repr([event.title, context]), context, title=event.title)


def _once(name: str, said: str, context: dict, *, title: str) -> bytes:
    names = Consortium.names()
    key = f"registers.{name}.{hashlib.sha256(repr([said, names]).encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        context = {**context, "title": title, "reference": title, **names}
        found = pdf.render_pdf(f"pdf/registers/{name}.html", context, title=title)
        cache.set(key, found, KEEP_SECONDS)
    return found


def as_download(response, name: str):
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
