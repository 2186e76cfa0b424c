"""Seats on other bodies: giving, changing and ending them, and reporting back (4.3)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.versions import check_version
from members.actions.business import raise_business
from members.registers import notices
from members.registers.models import ReportBack, Representation
from members.registers.permissions import can_report, can_seat

from .checks import locked, refuse_if
from .keeping import kept, put

REPORT = "representation.report_due"
BUSINESS = "report_back"
FIELDS = (
    "body", "seat", "organisation", "person", "position", "mandate", "starts", "report_by",
)  # fmt: skip


def _wrong(values: dict) -> list[str]:
    nobody = not values.get("person") and not values.get("position", "").strip()
    early = values.get("report_by") and values["report_by"] < values["starts"]
    return [
        "Choose who sits there, or say in which position." if nobody else "",
        "The report cannot be due before the first day." if early else "",
    ]


@transaction.atomic
def give_seat(*, values: dict, by) -> Representation:
    """Record who sits where for the consortium.

    `values`: body, seat, organisation, person, position, mandate, starts, report_by.
    """
    refuse_if(can_seat(by), *_wrong(values))
    found = Representation(recorded_by_id=by.user_id)
    put(found, FIELDS, values)
    found.save(force_insert=True)
    audit.record("representation.given", found, after=kept(found, FIELDS), by=by)
    _plan(found)
    notices.seated(found, by=by)
    return found


@transaction.atomic
def change_seat(found: Representation, *, values: dict, version, by) -> Representation:
    """Put right who sits there and what for. Somebody who follows is a new seat."""
    current = locked(found)
    check_version(current, version)
    refuse_if(can_seat(by), "It has ended." if current.ends else "", *_wrong(values))
    before, sat = kept(current, FIELDS), (current.person_id, current.organisation_id)
    put(current, FIELDS, values)
    current.version += 1
    current.save(update_fields=[*FIELDS, "version"])
    audit.record(
        "representation.changed", current, before=before, after=kept(current, FIELDS), by=by
    )
    _plan(current)
    if sat != (current.person_id, current.organisation_id):
        notices.seated(current, by=by)
    return current


@transaction.atomic
def end_seat(found: Representation, *, on: date, by) -> Representation:
    """The last day in that seat. History stays."""
    current = locked(found)
    refuse_if(
        can_seat(by),
        "It has ended already." if current.ends else "",
        "It cannot end before it began." if on < current.starts else "",
    )
    current.ends = on
    current.save(update_fields=["ends"])
    audit.record("representation.ended", current, after={"ends": on}, by=by)
    due.cancel(REPORT, current)
    return current


@transaction.atomic
def report(
    found: Representation,
    *,
    on_day: date,
    attended: bool,
    words: str,
    for_agenda: bool,
    next_by: date | None = None,
    by,
) -> ReportBack:
    """Say what was brought back from that body's meeting; with `for_agenda` it waits for ours."""
    current, today = locked(found), clock.today()
    refuse_if(
        can_report(by, current),
        "" if words.strip() else "Write what you bring back.",
        "The meeting is later than today." if on_day > today else "",
        "The next report is due later than today." if next_by and next_by <= today else "",
        "That meeting is reported already."
        if current.reports.filter(on_day=on_day).exists() else "",
    )  # fmt: skip
    made = ReportBack.objects.create(
        representation=current, on_day=on_day, attended=attended, words=words.strip(),
        for_agenda=for_agenda, recorded_on=today, recorded_by_id=by.user_id,
    )  # fmt: skip
    current.report_by = next_by
    current.save(update_fields=["report_by"])
    after = {"on_day": on_day, "attended": attended, "for_agenda": for_agenda}
    audit.record("representation.reported", current, after=after, by=by)
    _plan(current)
    if for_agenda:
        title = f"Report back from {current.body}"
        raise_business(BUSINESS, made, title=title, reason="The register of representation", by=by)
    return made


def _plan(found: Representation) -> None:
    due.cancel(REPORT, found)
    if found.report_by:
        due.plan(REPORT, found, found.report_by)
