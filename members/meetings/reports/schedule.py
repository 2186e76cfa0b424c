"""The year's schedule on one page (R90)."""

import hashlib
from dataclasses import asdict

from django.core.cache import cache

from consortium.core import pdf
from consortium.core.periods import FinancialYear
from members.meetings.facts.notice import with_days
from members.meetings.models import Meeting
from members.models import Consortium

KEEP_SECONDS = 24 * 60 * 60


def schedule_pdf(year: FinancialYear) -> bytes:
    """Dates, places, until when items are proposed and papers go out; what was cancelled too."""
    rows = with_days(Meeting.objects.of_year(year.label).order_by("on", "starts_at"))
    names, title = Consortium.names(), f"Meetings {year.label}"
    seen = [(each.pk, each.version, each.state, each.is_last, asdict(each.days)) for each in rows]
    sum_of = hashlib.sha256(repr([seen, names]).encode()).hexdigest()
    key = f"meetings.schedule.{year.year}.{sum_of}"
    found = cache.get(key)
    if found is None:
        context = {"meetings": rows, "year": year, "title": title, "reference": title, **names}
        found = pdf.render_pdf("pdf/meetings/schedule.html", context, title=title)
        cache.set(key, found, KEEP_SECONDS)
    return found
