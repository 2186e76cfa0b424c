"""Rules of elections on plain values: who can stand, when nominations run, and the lot (9.1)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from consortium.core.days import long_day
from consortium.core.workingdays import add_working_days

OPENS, CLOSES = 40, 15
LOT = "sha256-lowest-1"
LOT_WORDS = (
    "For each tied candidate, take the SHA-256 of the text “seed:key” in UTF-8, written in "
    "hexadecimal. The lot falls on the lowest."
)


@dataclass(frozen=True)
class Standing:
    """What decides whether somebody can stand, on the first day of the term and today."""

    active: bool
    member: bool  # their organisation is a full member
    represents: bool  # they are its representative, today and on the first day of the term
    substitute: bool  # they are a named substitute only
    of_body: bool  # their organisation is the accountable body of the term
    seat_at_body: bool  # they have a role there during the term


def why_not(them: Standing, *, starts: date) -> str:
    """Why somebody cannot be chair from `starts` on, with the clause; empty where they can.

    The body that counts is that of the coming term (A6); it is left out as an organisation, so
    nobody who has a role there can stand either (A5).
    """
    if not them.active:
        return "Their account is closed."
    if not them.member:
        return "9.1: the chair comes from a full member."
    if not them.represents:
        if them.substitute:
            return "9.1: a substitute is not the member’s representative."
        return f"9.1: they are not a member’s representative today and on {long_day(starts)}."
    if them.of_body:
        return "9.1: the accountable body of that term cannot hold the chair."
    if them.seat_at_body:
        return "9.1: they have a role at the accountable body of that term."
    return ""


@dataclass(frozen=True)
class Timetable:
    """First and last day of nominations, both included. `late`: there was no time for both."""

    opens: date
    closes: date


def timetable(
    meeting_on: date, *, today: date, opens: int = OPENS, closes: int = CLOSES
) -> Timetable:
    """`opens` and `closes` working days before the meeting; at short notice from today on, and to
    the day before the meeting at the latest."""
    first = max(add_working_days(meeting_on, -opens), today)
    last = max(add_working_days(meeting_on, -closes), first)
    day_before = add_working_days(meeting_on, -1)
    last = min(last, max(day_before, first))
    return Timetable(min(first, last), last)


def draw(seed: str, keys: Iterable[str]) -> str:
    """On whom the lot falls: `LOT_WORDS`, method `LOT`."""
    return min(sorted(keys), key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).hexdigest())


def next_step(*, tied: Sequence[str], round: int) -> str:
    """After a ballot without a result: "again" among the tied, "lot", or "" where nobody has a
    vote."""
    if len(tied) < 2:
        return ""
    return "again" if round < 2 else "lot"
