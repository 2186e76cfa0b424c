"""Which line a file proves, by a number in its name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from claims.rules.lines import key_of


@dataclass(frozen=True)
class Matchable:
    pk: int
    number: int
    invoice_key: str


def line_for(name: str, lines: Iterable[Matchable]) -> int | None:
    """The one line that a file's name speaks of, or None where it is not certain.

    An invoice number in the name decides first ("Acme inv 1187.pdf"), then "line 4"
    or "L4", then a number at the start ("04 rent.pdf").
    """
    stem = name.rpartition(".")[0] or name
    lines = list(lines)
    for wanted in (_by_invoice(stem, lines), _by_line_number(stem, lines)):
        if len(wanted) == 1:
            return wanted.pop()
        if wanted:
            return None
    return None


def _by_invoice(stem: str, lines: list[Matchable]) -> set[int]:
    """Lines whose invoice number stands in the name as a word, or as words joined."""
    words = [key_of(word) for word in re.split(r"[^0-9A-Za-z/-]+", stem)]
    parts = words + [key_of(word) for word in re.split(r"[^0-9A-Za-z]+", stem)]
    whole = key_of(stem)
    exact = {line.pk for line in lines if line.invoice_key and line.invoice_key in parts}
    if exact:
        return exact
    return {line.pk for line in lines if len(line.invoice_key) >= 4 and line.invoice_key in whole}


def _by_line_number(stem: str, lines: list[Matchable]) -> set[int]:
    found = re.search(r"(?:^|[^a-z])(?:line|l)[ _.-]*0*(\d{1,4})(?!\d)", stem, re.IGNORECASE)
    found = found or re.match(r"\s*0*(\d{1,3})(?![\d/-])", stem)
    return {line.pk for line in lines if found and line.number == int(found[1])}
