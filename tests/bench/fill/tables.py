"""Rows written in bulk: COPY on PostgreSQL, executemany on SQLite."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

FULL = 20_000


class Encoded(str):
    """JSON that is text already."""


class Table:
    """One table to fill. Columns that are not named get their field's default.

        lines = Table(ClaimLine, "claim_id", "number", decision="accepted")
        pk = lines.add(claim_id, 3)

    Rows are numbered from 1: only an empty table can be filled. `flush` writes what
    waits; a row goes out with the next full batch of its table, and the rows of the
    table named `after` before it, where a trigger looks for them.
    """

    def __init__(
        self,
        model: type[models.Model],
        *columns: str,
        after: "Table | None" = None,
        **constants: Any,
    ):
        self.model, self.waiting, self.ids, self.after = model, [], count(1), after
        self.total = 0
        fields = {field.attname: field for field in model._meta.concrete_fields}
        own = fields.keys() >= {"id"} and isinstance(fields["id"], models.AutoField)
        self.numbered = own
        given = (["id"] if own else []) + list(columns)
        rest = [name for name in fields if name not in given]
        if unknown := {*columns, *constants} - set(fields):
            raise ValueError(f"{model.__name__} has no {unknown}")
        lacking = [name for name in rest if name not in constants and _must_be_given(fields[name])]
        if lacking:
            raise ValueError(f"{model.__name__} needs {lacking}")
        chosen = [fields[name] for name in [*given, *rest]]
        self.columns = [field.column for field in chosen]
        self.casts = [(place, cast) for place, field in enumerate(chosen) if (cast := _cast(field))]
        self.tail = tuple(constants.get(name, _default(fields[name])) for name in rest)

    def add(self, *values: Any) -> int:
        """One more row, in the order of the columns named; gives its id."""
        pk = next(self.ids)
        head = (pk, *values) if self.numbered else values
        self.waiting.append(head + self.tail)
        if len(self.waiting) >= FULL:
            self.flush()
        return pk

    def flush(self) -> None:
        if not self.waiting:
            return
        if self.after:
            self.after.flush()
        rows = map(self._row, self.waiting) if self.casts else self.waiting
        (_copy if connection.vendor == "postgresql" else _insert)(self, rows)
        self.total += len(self.waiting)
        self.waiting = []

    def _row(self, values: tuple) -> tuple:
        row = list(values)
        for place, cast in self.casts:
            if row[place] is not None:
                row[place] = cast(row[place])
        return tuple(row)


def _must_be_given(field: models.Field) -> bool:
    automatic = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return automatic or not (field.has_default() or field.null or field.blank)


def _default(field: models.Field) -> Any:
    value = field.get_default()
    return str(value) if isinstance(value, str) else value  # a choice as its plain word


def _cast(field: models.Field) -> Callable | None:
    """What this database's driver does not do by itself."""
    if isinstance(field, models.JSONField):
        return lambda value: str(value) if isinstance(value, Encoded) else json.dumps(value)
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return date.isoformat
    return None


def _insert(table: Table, rows: Iterable[tuple]) -> None:
    names = ", ".join(f'"{name}"' for name in table.columns)
    marks = ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table.model._meta.db_table}" ({names}) VALUES ({marks})', list(rows)
        )


def _copy(table: Table, rows: Iterable[tuple]) -> None:
    names = ", ".join(f'"{name}"' for name in table.columns)
    with connection.cursor() as cursor:
        sql = f'COPY "{table.model._meta.db_table}" ({names}) FROM STDIN'
        with cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)


def move_sequences_on(tables: Iterable[Table]) -> None:
    """The next row somebody adds gets a number of its own (PostgreSQL counts apart)."""
    found = [table.model for table in tables if table.numbered]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(statement)
