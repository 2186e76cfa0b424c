"""Rules about terms and seats on plain values."""

from collections.abc import Iterable
from datetime import date, timedelta

from consortium.core.days import long_day
from consortium.core.periods import FinancialYear


def term_ends(starts: date) -> date:
    """Offices run to 31 March (8.4, 9.2); one filled in mid-year serves out the year (R85)."""
    return FinancialYear.containing(starts).end


def membership_refusal(name: str, joined: date | None, left: date | None, *, starts: date) -> str:
    """Why nobody can be seated at an organisation from `starts`; empty when they can."""
    if joined and starts < joined:
        return f"{name} joined on {long_day(joined)}; a role there cannot start before that day."
    if left and starts > left:
        return f"{name} left on {long_day(left)}; a role there cannot start after that day."
    return ""


def outlasting_refusal(name: str, left: date | None, *, ends: date | None) -> str:
    """Why a role cannot go on to `ends` (None: with no end); empty when it can."""
    if left and (ends is None or ends > left):
        return (
            f"{name} is on the roll until {long_day(left)}. Give the role a last day on or "
            "before that."
        )
    return ""


def quorum(members: int) -> int:
    """How many members make a meeting quorate: two, or the nearest number to one third (10.6).

    The greater of the two (A1). `members`: all full members on the day, with or
    without a representative (A10); who is co-opted is left out. One alone never is.
    """
    return max(2, (members + 1) // 3)


def ending_refusal(*, starts: date, ends: date | None, last: date) -> str:
    """Why a role cannot have `last` as its last day; empty when it can."""
    if last < starts:
        return f"The role starts on {long_day(starts)}; its last day cannot be before that."
    if ends is not None and last > ends:
        return f"The role ends on {long_day(ends)}. To go on after that, give it anew."
    return ""


def auditing_refusal(*, starts: date, ends: date | None) -> str:
    """Why an auditor's seat cannot have these days; empty when it can. A year is the longest."""
    if ends is None:
        return "An auditor's role ends by itself: give its last day, at most a year from the first."
    longest = a_year_on(starts)
    if ends > longest:
        return f"An auditor's role lasts a year at most: to {long_day(longest)} or earlier."
    return ""


def a_year_on(starts: date) -> date:
    """The last day of a year that begins on `starts`."""
    same_day = date(starts.year + 1, starts.month, min(starts.day, 28 if starts.month == 2 else 31))
    return same_day - timedelta(days=1) if same_day.day == starts.day else same_day


def same_number(telephone: str) -> str:
    """A telephone number as its digits, so that two ways of writing one are equal; "" for none.

    >>> same_number("+44 (0)1234 567 890") == same_number("01234-567890")
    True
    """
    digits = "".join(each for each in telephone if each.isdigit())
    for prefix in ("00440", "0044", "440", "44"):
        if digits.startswith(prefix) and (prefix.startswith("00") or "+" in telephone):
            return "0" + digits[len(prefix) :]
    return digits


def new_role_refusal(granted: Iterable[date | None], *, today: date) -> str:
    """Why a role that was given today does not count yet; `granted` is None for one of old (SD6).

    It lets nobody approve or release on the day on which it was given.
    """
    days = list(granted)
    if days and all(day is not None and day >= today for day in days):
        return "This role was given today. It approves and releases from tomorrow on."
    return ""
