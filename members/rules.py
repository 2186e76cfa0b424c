"""Rules about terms and seats on plain values."""

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
