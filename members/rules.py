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


# --- For whom something is done (10.2) ------------------------------------------------

CONSORTIUM, BODY, MEMBER = "the consortium", "the accountable body", "member"
# Records of money and of where it goes: by the beginning of their kind.
MONEY_KINDS = ("claims.", "funds.", "projects.budget", "projects.virement")
# What clause 5.3 leaves to the accountable body: its view of an applicant's points.
BODYS_ACTS = frozenset({"application.judged"})
# A reviewer from another member does these in the chair's place; for its own member none.
IN_THE_CHAIRS_PLACE = frozenset(
    {"claim.approve", "claim.approved_first", "claim.looked_at", "claim.reject",
     "claim.ask_changes", "claim.outputs_accepted", "claim.hold_overridden"}
)  # fmt: skip
HANDLES_MONEY = ("finance_officer", "second_approver")
SPEAKS_FOR_A_MEMBER = (
    "representative", "substitute", "claims_person", "information_officer", "adviser", "reviewer",
)  # fmt: skip


def done_for(*, kind: str, action: str, roles: Iterable[str]) -> tuple[str, str]:
    """In which role something was done, and for whom: `CONSORTIUM`, `BODY`, `MEMBER` or "".

    `kind` is that of the record ("funds.journal"), `roles` those of the hat that was worn.
    Both are "" for the clock, for outsiders, and for who has no role; an auditor acts for
    nobody.

    >>> done_for(kind="working.group", action="group.set_up", roles=["secretariat"])
    ('secretariat', 'the consortium')
    """
    held = frozenset(roles)
    if action in IN_THE_CHAIRS_PLACE and "reviewer" in held:
        return "reviewer", CONSORTIUM
    for role in ("chair", "strategic_officer"):
        if role in held:
            return role, CONSORTIUM
    bodys = kind.startswith(MONEY_KINDS) or action in BODYS_ACTS
    if "secretariat" in held and not (bodys and held.intersection(HANDLES_MONEY)):
        return "secretariat", BODY if bodys else CONSORTIUM
    for role in HANDLES_MONEY:
        if role in held:
            return role, BODY
    if "auditor" in held:
        return "auditor", ""
    return next(((role, MEMBER) for role in SPEAKS_FOR_A_MEMBER if role in held), ("", ""))
