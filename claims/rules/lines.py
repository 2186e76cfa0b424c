"""What a spend line may say: pure, on plain values, amounts in pence, shares in basis points.

A draft may have gaps; what stands there must already hold. `gaps` names what is
still missing before the claim can be sent, `faults` what can never be right.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from consortium.core.days import day_range, long_day
from consortium.core.money import format_pence

WHOLE = 10_000


@dataclass(frozen=True)
class Fault:
    """Something to put right: the field of the line it is about ("" for the line), in words."""

    field: str
    words: str


@dataclass(frozen=True)
class Terms:
    """What the quarter and the grant ask of every line; days are local."""

    starts: date
    ends: date
    grant_starts: date
    grant_ends: date
    today: date
    late_items_allowed: bool = True


@dataclass(frozen=True)
class LineWords:
    """One line as typed and read; None or "" where nothing stands.

    `other_shares` and `other_claimed` sum the item's other live lines, in this
    claim and elsewhere. `correctable` is what a correction can still take back.
    """

    supplier: str = ""
    description: str = ""
    invoice_number: str = ""
    invoice_date: date | None = None
    date_paid: date | None = None
    gross: int | None = None
    recoverable_vat: int = 0
    share: int = WHOLE
    method: str = ""
    claimed: int | None = None
    late_item: bool = False
    late_reason: str = ""
    other_shares: int = 0
    other_claimed: int = 0
    correction: bool = False
    correctable: int = 0

    @property
    def claimable(self) -> int | None:
        """What of it may be claimed at all (M29)."""
        return None if self.gross is None else self.gross - self.recoverable_vat

    @property
    def called(self) -> str:
        """How to speak of it: by its invoice where it has one."""
        return f"invoice {self.invoice_number}" if self.invoice_number else self.supplier


def most_claimable(claimable: int, share: int) -> int:
    """The most that a share of an item can come to; a started penny counts as one."""
    return -(-claimable * share // WHOLE)


def key_of(text: str) -> str:
    """The plain letters and digits of a name or number, for finding look-alikes (M15).

    >>> key_of("St. John's Café Ltd"), key_of("INV-0042/b")
    ('stjohnscafeltd', 'inv0042b')
    """
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]", "", flat)


def faults(line: LineWords, terms: Terms) -> list[Fault]:
    """What cannot stand, not even in a draft (M11, M14, M29)."""
    if line.correction:
        return _correction_faults(line)
    return [*_date_faults(line, terms), *_amount_faults(line), *_share_faults(line)]


def gaps(line: LineWords) -> list[Fault]:
    """What is still missing before the line can be sent."""
    missing = []
    if not line.supplier:
        missing.append(Fault("supplier", "enter the supplier or post"))
    if line.claimed is None:
        missing.append(Fault("claimed", "enter the amount claimed"))
    if line.correction:
        return missing
    if not line.description:
        missing.append(Fault("description", "enter what it was for"))
    if line.gross is None:
        missing.append(Fault("gross", "enter the gross amount"))
    if line.date_paid is None:
        missing.append(Fault("date_paid", "enter the date paid"))
    if line.share < WHOLE and not line.method:
        missing.append(Fault("method", "enter how the share was worked out"))
    return missing


def _correction_faults(line: LineWords) -> list[Fault]:
    if line.claimed is None:
        return []
    if line.claimed > 0:
        words = "A correction takes money back, so its amount must be £0.00 or less, like (120.00)"
        return [Fault("claimed", words)]
    if -line.claimed > line.correctable:
        most = format_pence(line.correctable)
        words = f"The correction must be {most} or less, what is left of what was approved"
        return [Fault("claimed", words)]
    return []


def _date_faults(line: LineWords, terms: Terms) -> list[Fault]:
    paid = line.date_paid
    if paid is None:
        return []
    if paid > terms.today:
        return [Fault("date_paid", f"Date paid must be today, {long_day(terms.today)}, or earlier")]
    if paid < terms.grant_starts:
        words = f"Date paid must be {long_day(terms.grant_starts)} or later, when the grant starts"
        return [Fault("date_paid", words)]
    if paid > terms.grant_ends:
        words = f"Date paid must be {long_day(terms.grant_ends)} or earlier, when the grant ends"
        return [Fault("date_paid", words)]
    if paid < terms.starts:
        return _late_item_faults(line, terms)
    if paid > terms.ends:
        return [Fault("date_paid", f"Date paid must be {_between(terms)}")]
    return []


def _late_item_faults(line: LineWords, terms: Terms) -> list[Fault]:
    if not terms.late_items_allowed:
        words = f"Date paid must be {_between(terms)}. This grant takes no late items"
        return [Fault("date_paid", words)]
    if not line.late_item:
        words = (
            f"Date paid must be {_between(terms)}. If it was paid earlier and never claimed, "
            "mark it as a late item"
        )
        return [Fault("date_paid", words)]
    if not line.late_reason:
        return [Fault("late_reason", "Enter why it was not claimed in its own quarter")]
    return []


def _between(terms: Terms) -> str:
    return f"between {day_range(terms.starts, terms.ends)}".replace(" to ", " and ")


def _amount_faults(line: LineWords) -> list[Fault]:
    found = []
    if line.recoverable_vat < 0:
        found.append(Fault("recoverable_vat", "VAT you can recover must be £0.00 or more"))
    if line.gross is not None and line.recoverable_vat > line.gross:
        most = format_pence(line.gross)
        words = f"VAT you can recover must be {most} or less, the gross amount"
        found.append(Fault("recoverable_vat", words))
    if line.claimed is not None and line.claimed < 0:
        found.append(Fault("claimed", "Amount claimed must be £0.00 or more"))
    return found


def _share_faults(line: LineWords) -> list[Fault]:
    if not 0 < line.share <= WHOLE:
        return [Fault("share", "Share must be more than 0% and no more than 100%")]
    if line.share + line.other_shares > WHOLE:
        return [Fault("share", shares_words(line.called, line.share + line.other_shares))]
    if line.claimed is None or line.claimable is None or line.claimable < 0:
        return []
    most = most_claimable(line.claimable, line.share)
    left = line.claimable - line.other_claimed
    if line.claimed > most:
        return [Fault("claimed", _too_much(most, line))]
    if line.claimed > left:
        words = (
            f"Amount claimed must be {format_pence(left)} or less, what is left of {line.called}"
        )
        return [Fault("claimed", words)]
    return []


def shares_words(called: str, shares: int) -> str:
    return f"Shares of {called} add up to {percent(shares)}. They must be 100% or less"


def percent(basis_points: int) -> str:
    """As in "33.33%" or "50%"."""
    return f"{basis_points / 100:g}%"


def _too_much(most: int, line: LineWords) -> str:
    of = "the gross amount" if line.share == WHOLE else f"{percent(line.share)} of the gross amount"
    less = " less the VAT you can recover" if line.recoverable_vat else ""
    return f"Amount claimed must be {format_pence(most)} or less, {of}{less}"
