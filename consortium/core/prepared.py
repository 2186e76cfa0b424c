"""Queries whose SQL is put together once, and asked again with other values.

For a query with sub-queries Django takes several times as long to write the SQL as
the database takes to answer it. `@prepared` keeps the SQL, never an answer: every
call asks the database.
"""

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Prefetch, QuerySet

from . import clock


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """Makes of a function that gives a queryset one that gives its rows.

    Its arguments are given by name. Whole numbers, texts and dates are put into the
    SQL that is kept; so are tuples of ids, of which an empty one finds nothing. For
    every other value (None, True, a frozenset of states) SQL of its own is kept, so
    there may only be a few of them. A value must reach the database as it is: where
    `build` reckons with it, asks the clock, or prefetches with a queryset of its own,
    which could hold one, the first call raises `ValueError`.
    """
    kept: dict[tuple, _Kept | None] = {}

    @wraps(build)
    def ask(**values: Any) -> list:
        known = {name: _padded(value) for name, value in values.items()}
        if () in known.values():
            return []
        shape = tuple((name, _shape(known[name])) for name in sorted(known))
        if shape not in kept:
            kept[shape] = _put_together(build, known)
        found = kept[shape]
        return [] if found is None else found.rows(known)

    return ask


@dataclass(frozen=True)
class _Kept:
    """A compiled queryset; `places` says which parameter is which value."""

    queryset: QuerySet
    compiler: Any
    sql: str
    params: tuple
    places: dict[int, tuple[str, int]]

    def rows(self, values: dict) -> list:
        queryset = self.queryset._chain()
        compiler = copy(self.compiler)
        compiler.connection = connections[queryset.db]
        own = {name: _as_params(value, compiler.connection) for name, value in values.items()}
        params = list(self.params)
        for place, (name, index) in self.places.items():
            params[place] = own[name][index]
        compiler.as_sql = lambda *_, **__: (self.sql, tuple(params))
        queryset.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(queryset)


def _put_together(build: Callable[..., QuerySet], values: dict) -> _Kept | None:
    """Compiled for two sets of stand-ins: what differs between them must be a stand-in itself."""
    first, second = (_stand_ins(values, start) for start in (20_000, 26_000))
    try:
        queryset, compiler, sql, params = _compiled(build, first)
        _, _, other_sql, other_params = _compiled(build, second)
    except EmptyResultSet:  # whatever the values are
        return None
    names = {
        stood_in: (name, index)
        for name in values
        for index, stood_in in enumerate(
            zip(
                _as_params(first[name], compiler.connection),
                _as_params(second[name], compiler.connection),
                strict=True,
            )
        )
    }
    pairs = list(zip(params, other_params, strict=True))
    strange = [pair for pair in pairs if pair[0] != pair[1] and pair not in names]
    if sql != other_sql or strange:
        raise ValueError(f"{build.__qualname__} reckons with its values, so it cannot be prepared")
    places = {place: names[pair] for place, pair in enumerate(pairs) if pair in names}
    unused = {n for n, v in values.items() if _is_param(v)} - {name for name, _ in places.values()}
    if unused:
        raise ValueError(f"{build.__qualname__} does not ask with {', '.join(sorted(unused))}")
    return _Kept(queryset, compiler, sql, tuple(params), places)


def _compiled(build: Callable[..., QuerySet], values: dict) -> tuple:
    with clock.hidden():  # a day in the SQL would be that day for ever
        queryset = build(**values)
        if any(isinstance(each, Prefetch) for each in queryset._prefetch_related_lookups):
            raise ValueError(f"{build.__qualname__} prefetches, so it cannot be prepared")
        compiler = queryset.query.get_compiler(using=queryset.db)
        return queryset, compiler, *compiler.as_sql()


def _stand_ins(values: dict, start: int) -> dict:
    """Another value of each kind, no two alike; those that decide the shape as they are."""
    found = {}
    for number, (name, value) in enumerate(values.items()):
        own = start + 500 * number
        found[name] = _stand_in(value, own)
    return found


def _stand_in(value: Any, number: int) -> Any:
    if not _is_param(value):
        return value
    if isinstance(value, tuple):
        return tuple(range(number, number + len(value)))
    if isinstance(value, str):
        return f"stands in {number}"
    return date.fromordinal(number) if isinstance(value, date) else number


def _is_param(value: Any) -> bool:
    return isinstance(value, int | str | date | tuple) and not isinstance(value, bool | datetime)


def _shape(value: Any) -> Any:
    """What of a value decides the SQL."""
    if not _is_param(value):
        return value
    if isinstance(value, tuple):
        return len(value)
    return next(kind for kind in (int, str, date) if isinstance(value, kind))


def _padded(value: Any) -> Any:
    """Ids as a tuple whose length is a power of two, so that few lengths are kept."""
    if isinstance(value, str | frozenset) or not isinstance(value, Collection):
        return value
    ids = tuple(value)
    full = 1 << (len(ids) - 1).bit_length() if ids else 0
    return ids + ids[-1:] * (full - len(ids))


def _as_params(value: Any, connection: Any) -> tuple:
    """A value as the parameters it becomes."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, date):
        return (connection.ops.adapt_datefield_value(value),)
    return (value,)
