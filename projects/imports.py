"""Budgets and outputs pasted from a spreadsheet: read, every fault named by its row.

Nothing is saved here: the verbs take the rows when there are no faults.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from consortium.core.money import MoneyError, parse_pence
from members.models import Organisation
from projects.actions import BudgetRow, OutputRow
from projects.funds.models import Grant

from .models import Project

MOST_ROWS = 5_000
MOST_TEXT = 2_000_000
QUARTERS = ("q1", "q2", "q3", "q4")
# What a column may be called, in small letters; the first word is its own name.
BUDGET_COLUMNS = {
    "project": ("project", "project number", "project name"),
    "partner": ("partner", "organisation", "member"),
    "heading": ("heading", "cost heading", "budget heading"),
    "strand": ("strand",),
}
OUTPUT_COLUMNS = {
    "project": BUDGET_COLUMNS["project"],
    "partner": BUDGET_COLUMNS["partner"],
    "code": ("code", "number", "no."),
    "name": ("output", "name", "description"),
    "unit": ("unit", "units"),
}
OPTIONAL = {"strand"}


@dataclass
class Pasted:
    """What was read: `rows` for the verb when `faults` is empty."""

    rows: list = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def fault(self, row: int, words: str) -> None:
        self.faults.append(f"Row {row}: {words}")


def read_budget(text: str, grant: Grant) -> Pasted:
    """Rows of project, partner, heading, strand and four quarters in pounds."""
    found = Pasted()
    projects, partners = _projects(), _partners()
    headings = _by_names(grant.headings.all(), lambda h: (h.name, h.slug))
    for number, cells in _table(text, BUDGET_COLUMNS, found):
        project = _named(found, number, "project", cells["project"], projects)
        partner = _named(found, number, "partner", cells["partner"], partners)
        heading = _named(found, number, "heading of this grant", cells["heading"], headings)
        quarters = _four(found, number, cells, _pounds)
        if project and partner and heading and quarters:
            found.rows.append(
                BudgetRow(project, partner, heading, quarters, strand=cells.get("strand", ""))
            )
    return found


def read_outputs(text: str) -> Pasted:
    """Rows of project, code, output, unit, partner and four quarters' targets.

    Rows of one project and code are the shares of one output.
    """
    found = Pasted()
    projects, partners = _projects(), _partners()
    outputs: dict[tuple, OutputRow] = {}
    for number, cells in _table(text, OUTPUT_COLUMNS, found):
        project = _named(found, number, "project", cells["project"], projects)
        partner = _named(found, number, "partner", cells["partner"], partners)
        quarters = _four(found, number, cells, _count)
        if not cells["code"] or not cells["name"]:
            found.fault(number, "enter the output's code and name")
        elif project and partner and quarters:
            _add_share(found, number, outputs, cells, project, partner, quarters)
    found.rows = list(outputs.values())
    return found


def _add_share(found: Pasted, number: int, outputs: dict, cells, project, partner, quarters):
    key = (project.pk, cells["code"])
    if key not in outputs:
        outputs[key] = OutputRow(
            project=project,
            code=cells["code"][:10],
            name=cells["name"][:160],
            unit=cells["unit"][:40],
            shares={},
        )
    shares = outputs[key].shares
    if partner in shares:
        found.fault(number, f"{partner.short_name} stands twice at output {cells['code']}")
    shares[partner] = quarters  # type: ignore[index]


def _table(text: str, columns: Mapping[str, tuple], found: Pasted) -> Iterable[tuple[int, dict]]:
    """(row number, {column: text}) of every row under the headings."""
    if len(text) > MOST_TEXT:
        found.faults.append("This is too much text at once. Paste one project at a time.")
        return
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return
    delimiter = "\t" if "\t" in lines[0] else ","
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter))
    except csv.Error:
        found.faults.append("A cell is too long. Copy the rows again, without notes.")
        return
    places = _places(rows[0], columns)
    missing = [
        name for name in (*columns, *QUARTERS) if name not in places and name not in OPTIONAL
    ]
    if missing:
        wanted = ", ".join(name.upper() if name in QUARTERS else name for name in missing)
        found.faults.append(f"Row 1 names the columns. These are missing: {wanted}")
        return
    if len(rows) - 1 > MOST_ROWS:
        found.faults.append(f"There are {len(rows) - 1:,} rows. {MOST_ROWS:,} is the most at once.")
        return
    for number, row in enumerate(rows[1:], start=2):
        yield (
            number,
            {name: row[at].strip() if at < len(row) else "" for name, at in places.items()},
        )


def _places(headings: list[str], columns: Mapping[str, tuple]) -> dict[str, int]:
    """Where each column stands. "Q2 2026/27" is the second quarter's."""
    places: dict[str, int] = {}
    for at, heading in enumerate(headings):
        word = " ".join(heading.replace("\ufeff", "").lower().split())
        names = [name for name, words in columns.items() if word in words]
        names += [quarter for quarter in QUARTERS if word.split(" ")[:1] == [quarter]]
        for name in names:
            places.setdefault(name, at)
    return places


def _four(found: Pasted, number: int, cells: Mapping[str, str], read: Callable) -> tuple | None:
    amounts = []
    for name in QUARTERS:
        try:
            amounts.append(read(cells[name]))
        except ValueError as error:
            found.fault(number, f"{name.upper()}: {error}")
    return tuple(amounts) if len(amounts) == len(QUARTERS) else None


def _pounds(text: str) -> int:
    """Pence; an empty cell and a dash are nothing."""
    return 0 if text in ("", "-", "–") else parse_pence(text)


def _count(text: str) -> int:
    digits = text.replace(",", "")
    if text in ("", "-", "–"):
        return 0
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise MoneyError("enter a whole number, like 12")
    return int(digits)


def _named(found: Pasted, number: int, what: str, text: str, known: Mapping[str, Any]) -> Any:
    record = known.get(_key(text))
    if record is None:
        found.fault(number, f"enter the {what}" if not text else f"there is no {what} “{text}”")
    return record


def _key(text: str) -> str:
    return " ".join(str(text).lower().replace("'", "’").split())


def _by_names(records: Iterable, names: Callable) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for record in records:
        for name in names(record):
            known.setdefault(_key(name), record)
    return known


def _projects() -> dict[str, Any]:
    """Projects by number, name and every other name they go by (R129)."""
    return _by_names(
        Project.objects.prefetch_related("aliases"),
        lambda p: (p.number, p.name, str(p), *(alias.name for alias in p.aliases.all())),
    )


def _partners() -> dict[str, Any]:
    return _by_names(
        Organisation.objects.all(), lambda o: (o.short_name, o.name, o.slug, *o.other_names)
    )
