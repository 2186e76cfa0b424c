"""Long lists by key: a page starts after a row, so page 1,800 costs what page 1 costs.

Nothing is counted. The address says where one is: `?older=2026-07-20_4711`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

SIZE = 50
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Page:
    """Rows in their order; `newer` and `older` are the cursors of the neighbours, or ""."""

    rows: list
    newer: str = ""
    older: str = ""

    def links(self, query: Mapping) -> dict[str, str]:
        """Query strings of the neighbours that keep the filters of this one: `c-pager`'s urls."""
        kept = query.copy()
        for name in ("newer", "older"):
            kept.pop(name, None)
        return {
            f"{name}_url": f"?{_with(kept, name, cursor)}" if cursor else ""
            for name, cursor in (("newer", self.newer), ("older", self.older))
        }


def _with(query, name: str, cursor: str) -> str:
    query = query.copy()
    query[name] = cursor
    return query.urlencode()


def by_key(
    queryset: QuerySet, query: Mapping, *, fields: Sequence[str] = ("-id",), size: int = SIZE
) -> Page:
    """One page of a queryset in the order of `fields`, all rising or all falling.

    The last field is unique; an index in this order makes the page flat in time.
    `query` is request.GET; a cursor that makes no sense gives the first page.
    """
    names, falling = [name.removeprefix("-") for name in fields], fields[0].startswith("-")
    back = "newer" in query
    after = _read(queryset, names, query.get("newer" if back else "older", ""))
    ordered = queryset.order_by(*fields)
    if after and back:
        ordered = ordered.reverse()
    if after:
        ordered = ordered.filter(_beyond(names, after, lower=falling != back))
    rows = list(ordered[: size + 1])
    if not after:
        return first_page(rows, fields=fields, size=size)
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    if not rows:
        return Page([])
    first, last = _cursor(rows[0], names), _cursor(rows[-1], names)
    if back:
        return Page(rows, newer=first if more else "", older=last)
    return Page(rows, newer=first, older=last if more else "")


def is_first(query: Mapping) -> bool:
    """Does the address ask for the first page?"""
    return not ("newer" in query or "older" in query)


def first_page(rows: list, *, fields: Sequence[str] = ("-id",), size: int = SIZE) -> Page:
    """The first page of `rows`, which hold one more than it shows where there are more."""
    names = [name.removeprefix("-") for name in fields]
    return Page(rows[:size], older=_cursor(rows[size - 1], names) if len(rows) > size else "")


def _beyond(names: Sequence[str], values: Sequence[Any], *, lower: bool) -> Q:
    """Rows after a key, said so that an index in this order can be used."""
    compare = "lt" if lower else "gt"
    name, value = names[0], values[0]
    if len(names) == 1:
        return Q(**{f"{name}__{compare}": value})
    deeper = _beyond(names[1:], values[1:], lower=lower)
    return Q(**{f"{name}__{compare}e": value}) & (Q(**{f"{name}__{compare}": value}) | deeper)


def _read(queryset: QuerySet, names: Sequence[str], cursor: str) -> list | None:
    parts = cursor.split("_") if cursor else []
    if len(parts) != len(names):
        return None
    try:
        values = [
            queryset.model._meta.get_field(name).to_python(part)
            for name, part in zip(names, parts, strict=True)
        ]
    except (ValidationError, ValueError, OverflowError):
        return None
    return None if any(isinstance(v, int) and abs(v) > LARGEST for v in values) else values


def _cursor(row: Any, names: Sequence[str]) -> str:
    return "_".join(
        str(row[name] if isinstance(row, dict) else getattr(row, name)) for name in names
    )
