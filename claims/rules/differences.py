"""What changed between two submissions of a claim: two frozen snapshots, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.rules.lines import percent
from consortium.core.days import long_day
from consortium.core.money import format_pence

LINE_WORDS = {
    "heading": "Heading",
    "supplier": "Supplier or post",
    "description": "Description",
    "invoice_number": "Invoice number",
    "invoice_date": "Invoice date",
    "date_paid": "Date paid",
    "gross": "Gross",
    "recoverable_vat": "VAT recovered",
    "share": "Share",
    "method": "How the share was worked out",
    "claimed": "Amount claimed",
    "late_reason": "Late item",
    "evidence": "Evidence",
    "evidence_due": "Evidence to follow by",
}
SECTION_WORDS = {
    "achieved": "What was achieved",
    "not_achieved": "What was not achieved",
    "next_quarter": "Next quarter",
    "equality": "Equality and diversity",
}
MONEY = frozenset({"gross", "recoverable_vat", "claimed", "forecast"})
DAYS = frozenset({"invoice_date", "date_paid", "evidence_due"})


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was. Both sides in words; "" where nothing stood."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """A line, an output or a section with what changed in it."""

    title: str
    changes: tuple[Change, ...] = ()
    added: bool = False
    removed: bool = False


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """Everything that differs between two snapshots, in the order of the claim."""
    found = [
        *_totals(before, after),
        *_lines(before, after),
        *_sections(before, after),
        *_evidence(before, after),
    ]
    return [one for one in found if one.changes or one.added or one.removed]


def _totals(before, after) -> Iterator[Changed]:
    yield Changed("The whole claim", tuple(_changes({"claimed": "Amount claimed"}, before, after)))


def _lines(before, after) -> Iterator[Changed]:
    old, new = _by(before, "lines", "number"), _by(after, "lines", "number")
    for number in sorted({*old, *new}):
        one, other = old.get(number), new.get(number)
        title = f"Line {number}, {(other or one or {}).get('supplier') or 'no supplier'}"
        changes = tuple(_changes(LINE_WORDS, one or {}, other or {}))
        yield Changed(title, changes, added=one is None, removed=other is None)


def _sections(before, after) -> Iterator[Changed]:
    old, new = _by(before, "sections", "project"), _by(after, "sections", "project")
    for project in sorted({*old, *new}):
        one, other = old.get(project, {}), new.get(project, {})
        name = other.get("name") or one.get("name")
        yield Changed(name, tuple(_changes(SECTION_WORDS, one, other)))
        yield from _parts(name, one, other, "outputs", "code", {"actual": "", "note": "Note"})
        words = {"forecast": "Forecast", "reason_kind": "Why it differs", "reason": "Reason"}
        yield from _parts(name, one, other, "headings", "heading", words)


def _parts(name, one, other, where, key, words) -> Iterator[Changed]:
    old, new = _by(one, where, key), _by(other, where, key)
    for code in dict.fromkeys([*old, *new]):
        a, b = old.get(code, {}), new.get(code, {})
        title = (b or a).get("name") or (b or a).get("heading")
        labels = {field: label or (b or a).get("unit", "") for field, label in words.items()}
        yield Changed(f"{name}: {title}", tuple(_changes(labels, a, b)))


def _evidence(before, after) -> Iterator[Changed]:
    old, new = _by(before, "evidence", "number"), _by(after, "evidence", "number")
    for number in sorted(set(new) - set(old)):
        yield Changed(f"Evidence {number}: {new[number].get('name', '')}", added=True)
    for number in sorted(set(old) - set(new)):
        yield Changed(f"Evidence {number}: {old[number].get('name', '')}", removed=True)


def _by(snapshot: Mapping, where: str, key: str) -> dict:
    return {row[key]: row for row in snapshot.get(where) or ()}


def _changes(words: Mapping[str, str], before: Mapping, after: Mapping) -> Iterator[Change]:
    for name, label in words.items():
        one, other = _words(name, before.get(name)), _words(name, after.get(name))
        if one != other:
            yield Change(label[:1].upper() + label[1:], one, other)


def _words(name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if name in MONEY:
        return format_pence(value)
    if name in DAYS:
        return long_day(date.fromisoformat(value))
    if name == "share":
        return percent(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
