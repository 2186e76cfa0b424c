"""Who may apply, what is missing, who decides: on plain values (5.1 to 5.3, A7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from consortium.core.days import long_day
from consortium.core.workingdays import add_working_days, is_working_day

from .states import CONDITIONS, SERVICES, Finding, Part, Point, Stance

NEEDED = 3  # services, of five (5.1)
REPLY_WORKING_DAYS = 10  # the agreement gives no period; ours (R31)
ANSWER_WORKING_DAYS = 10
REMIND_WORKING_DAYS = 2
LINK_DAYS = 30
REMIND_LINK_DAYS = 7
LAPSE_DAYS = 60  # after the link of a draft has ended
MOST_FILES = 20


@dataclass(frozen=True)
class Shown:
    """One point as the applicant put it and as the accountable body sees it ("" for not yet)."""

    code: str
    claimed: bool = False
    what: str = ""
    where: str = ""
    finding: str = ""


@dataclass(frozen=True)
class Answer:
    """One member's reply in the consultation; `stance` is "" where none came."""

    member: str
    stance: str = ""
    unclear: bool = False


# --- Before applying ----------------------------------------------------------


def count_words(have: int) -> str:
    """As in "3 of 5 services needed, you have 2"."""
    return f"{NEEDED} of {len(SERVICES)} services needed, you have {have}"


def against_applying(*, third_sector: bool, based_here: bool, services: int) -> list[str]:
    """Why an organisation could not become a member, all reasons; none: it may apply."""
    reasons = []
    if not third_sector:
        reasons.append("Members belong to the third sector.")
    if not based_here:
        reasons.append("Members are based in the area.")
    if services < NEEDED:
        reasons.append(f"{count_words(services)}.")
    return reasons


# --- The form -------------------------------------------------------------------

REQUIRED = (
    (Part.CONTACT, "contact_name", "Enter the name of the person to write to."),
    (Part.ORGANISATION, "name", "Enter the name of your organisation."),
    (Part.ORGANISATION, "legal_form", "Say what kind of organisation it is."),
    (Part.ORGANISATION, "address", "Enter the address of your organisation."),
    (Part.ORGANISATION, "base", "Say whether it is based in the area."),
    (Part.ORGANISATION, "about", "Say in a few sentences what your organisation does."),
)


def missing(values: Mapping, points: Iterable[Shown]) -> list[tuple[str, str]]:
    """(part or point, sentence) of everything that keeps an application from being sent.

    `values`: the plain fields of the form by name, None or "" where empty.
    """
    points = list(points)
    found = [(str(part), words) for part, field, words in REQUIRED if not values.get(field)]
    found += _conditions_missing(values, points)
    found += _services_missing(points)
    if not any(values.get(name) for name in ("staff_hours", "work_budget", "volunteers")):
        found.append((str(Part.WORK), "Say how much work you put into these services."))
    return found


def _conditions_missing(values: Mapping, points: list[Shown]):
    claimed = {each.code for each in points if each.claimed}
    if Point.THIRD_SECTOR not in claimed and values.get("legal_form"):
        yield str(Part.ORGANISATION), "Members belong to the third sector. Tick it if yours does."
    if Point.BASED_HERE not in claimed and values.get("base"):
        yield str(Part.ORGANISATION), "Members are based in the area, and yours is not."


def _services_missing(points: list[Shown]):
    claimed = [each for each in points if each.claimed and each.code in SERVICES]
    for each in claimed:
        if not each.what.strip():
            yield each.code, f"{Point(each.code).label}: say what you do."
    if len(claimed) < NEEDED:
        yield "services", f"{count_words(len(claimed))}."


# --- The accountable body's view ----------------------------------------------------


def services_met(points: Iterable[Shown]) -> int:
    return sum(each.finding == Finding.MET and each.code in SERVICES for each in points)


def not_judged(points: Iterable[Shown]) -> list[str]:
    """The names of points that the applicant claims and nobody has judged."""
    return [Point(each.code).label for each in points if each.claimed and not each.finding]


def against_admission(points: Iterable[Shown]) -> list[str]:
    """Why nobody can admit the applicant: three services at least, without waiver (5.1)."""
    points = list(points)
    found = {each.code: each.finding for each in points}
    reasons = [
        f"“{point.label}” is not found met." for point in CONDITIONS if found.get(point) != "met"
    ]
    have = services_met(points)
    if have < NEEDED:
        reasons.append(f"{NEEDED} services must be found met, and {have} {_are(have)}.")
    return reasons


def doubts(points: Iterable[Shown]) -> list[str]:
    """What is unclear about the points, or not met where it has to be."""
    points = list(points)
    unclear = [each for each in points if each.claimed and each.finding == Finding.UNCLEAR]
    reasons = [f"“{Point(each.code).label}” is unclear." for each in unclear]
    unclear_codes = {each.code for each in unclear}
    for each in points:
        condition = each.code in CONDITIONS and each.code not in unclear_codes
        if condition and each.finding != Finding.MET:
            reasons.append(f"“{Point(each.code).label}” is not found met.")
    have = services_met(points)
    if have < NEEDED:
        reasons.append(f"{NEEDED} services must be found met, and {have} {_are(have)}.")
    return reasons


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


# --- The consultation and who decides ------------------------------------------------


def default_reply_day(today: date) -> date:
    """Ten working days from today (R31)."""
    return add_working_days(today, REPLY_WORKING_DAYS)


def reply_day_refusal(day: date, *, today: date) -> str:
    """Why members cannot be asked to reply by `day`; empty when they can."""
    first = add_working_days(today, 1)
    if day < first:
        return f"Reply by must be {long_day(first)} or later, so that members can answer."
    if not is_working_day(day):
        return "Reply by must be a working day."
    return ""


def is_open(*, reply_by: date | None, today: date) -> bool:
    """May members still reply? The whole of the last day counts (T5)."""
    return reply_by is not None and today <= reply_by


def not_closable(answers: Iterable[Answer], *, reply_by: date, today: date) -> str:
    """Why a consultation cannot be closed yet; empty when it can."""
    if today > reply_by:
        return ""
    waiting = [each.member for each in answers if not each.stance]
    if not waiting:
        return ""
    names = waiting[0] if len(waiting) == 1 else f"{len(waiting)} members"
    return f"{names} can still reply until {long_day(reply_by)}."


def grounds_for_meeting(
    points: Iterable[Shown], answers: Iterable[Answer], *, chair: bool
) -> list[str]:
    """Why the chair cannot decide alone (5.3, A7): any objection, anything unclear, no chair."""
    answers = list(answers)
    reasons = [f"{each.member} objects." for each in answers if each.stance == Stance.OBJECT]
    reasons += [
        f"{each.member} wants something cleared up first."
        for each in answers
        if each.stance == Stance.COMMENT and each.unclear
    ]
    reasons += doubts(points)
    if not chair:
        reasons.append("Nobody holds the chair.")
    return reasons


def meeting_day_refusal(day: date, *, raised: date, today: date) -> str:
    """Why a meeting of `day` cannot have decided what was put to it on `raised`."""
    if day < raised:
        return f"It was put to the next meeting on {long_day(raised)}, so the meeting was later."
    if day > today:
        return "A decision can be recorded on the day of the meeting or later."
    return ""
