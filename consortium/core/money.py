"""Money is whole pence in an int. This is the only place where text becomes money."""

import re
from collections.abc import Sequence

MAX_PENCE = 10**13  # £100 billion: far above any claim, far below what a BIGINT sum can hold

_SPACES = "\u00a0\u2007\u2009\u202f"  # what spreadsheets and web pages put between thousands
_BLANKS = str.maketrans({**dict.fromkeys(_SPACES, " "), "\t": " ", "\n": " ", "\r": " "})
_GROUPED = re.compile(r"[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]*")
_POWER = re.compile(r"[0-9.,]+e[+-]?[0-9]+", re.IGNORECASE)


class MoneyError(ValueError):
    """An amount that cannot be taken as typed; `str(error)` is what to tell the person."""


def parse_pence(text: str, *, allow_negative: bool = False) -> int:
    """Pence from what a person typed: "1,234.5", "£1234.50", " 1 234.50 ".

    "(120)" and "-120" are taken only with `allow_negative`. Everything else,
    "1e5", "1_000" and digits of other scripts among it, raises `MoneyError`
    with a message for the person.
    """
    body, negative = _strip_sign(text.translate(_BLANKS).strip().replace("\u2212", "-"))
    if not body:
        raise MoneyError("Enter an amount, like 1234.50")
    _refuse_what_is_no_number(body)
    pence = _pence(body)
    if negative and pence and not allow_negative:
        raise MoneyError("The amount must be £0.00 or more")
    return -pence if negative else pence


def _strip_sign(text: str) -> tuple[str, bool]:
    """The amount without pound sign, minus or brackets, and whether it was negative."""
    if len(text) > 2 and text.removeprefix("£").lstrip().startswith("(") and text.endswith(")"):
        inner = text.removeprefix("£").strip()[1:-1].strip()
        return inner.removeprefix("£").strip(), True
    negative = text.startswith("-")
    text = text.removeprefix("-").strip().removeprefix("£").strip()
    if not negative and text.startswith("-"):
        negative, text = True, text.removeprefix("-").strip()
    return text, negative


def _refuse_what_is_no_number(body: str) -> None:
    if "_" in body:
        raise MoneyError("Write the amount without underscores, like 1,000")
    if any(c in body for c in "$€") or body.upper().endswith(("EUR", "USD")):
        raise MoneyError("Enter the amount in pounds")
    if any(c.isdigit() or c.isnumeric() for c in body if not c.isascii()):
        raise MoneyError("Use the figures 0 to 9, like 1234.50")
    if _POWER.fullmatch(body):
        raise MoneyError("Write the amount in full, like 100000, with no letter e in it")
    if not any(c in "0123456789" for c in body) or re.search(r"[^0-9., ]", body):
        raise MoneyError("You entered text instead of an amount. Enter figures, like 1234.50")


def _pence(body: str) -> int:
    pounds, point, pence = body.partition(".")
    pounds, pence = pounds.strip(), pence.strip()
    if not _GROUPED.fullmatch(pounds) or (pence and not pence.isdigit()):
        raise MoneyError("Use commas between thousands and a full stop before pence, like 1,234.50")
    if len(pence) > 2:
        raise MoneyError("Enter pounds and pence, with no more than two figures after the point")
    digits = re.sub("[, ]", "", pounds).lstrip("0") or "0"
    if len(digits) > len(str(MAX_PENCE)) or int(digits) * 100 >= MAX_PENCE:
        raise MoneyError(f"The amount must be less than {format_pence(MAX_PENCE)}")
    return int(digits) * 100 + int(pence.ljust(2, "0"))


def format_pence(pence: int) -> str:
    """As in "£1,234.50"; a negative amount stands in brackets, "(£120.00)"."""
    pounds = f"£{bare_pence(abs(pence))}"
    return f"({pounds})" if pence < 0 else pounds


def bare_pence(pence: int) -> str:
    """The same without the pound sign, for columns and boxes that show it already."""
    whole, rest = divmod(abs(pence), 100)
    text = f"{whole:,}.{rest:02d}"
    return f"({text})" if pence < 0 else text


def split_pence(total: int, weights: Sequence[int]) -> list[int]:
    """Parts that sum to `total`, each within a penny of its exact share (M27).

    Largest remainder; equal remainders go to the earlier part. A weight of
    zero gets nothing. Raises ValueError where there is money and no weight.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a share cannot be negative")
    whole = sum(weights)
    if not whole:
        if total:
            raise ValueError("there is nobody to share this amount between")
        return [0] * len(weights)
    sign = -1 if total < 0 else 1
    shares = [divmod(abs(total) * weight, whole) for weight in weights]
    left = abs(total) - sum(share for share, _ in shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-shares[i][1], i))
    lucky = set(by_remainder[:left])
    return [sign * (share + (i in lucky)) for i, (share, _) in enumerate(shares)]


def percent_of(pence: int, basis_points: int) -> int:
    """`basis_points` hundredths of a percent of an amount, to the nearest penny.

    Half a penny goes away from zero, so that the reversal of an amount
    reverses its percentage exactly.
    """
    product = pence * basis_points
    rounded = (abs(product) + 5_000) // 10_000
    return -rounded if product < 0 else rounded
