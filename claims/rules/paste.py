"""Lines pasted from a spreadsheet: read, their columns guessed, every bad cell named.

Pure: text in, a `Pasted` out; nothing here knows the database. Rows and columns
are named as the spreadsheet does: row 14, column F.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from claims.rules.lines import key_of
from claims.rules.paste_columns import AMOUNTS, DATES, guess_columns, without_time
from consortium.core.days import DayError, parse_day
from consortium.core.money import MoneyError, parse_pence, percent_of

MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 500, 40, 300_000

FIELDS = {
    "supplier": "Supplier or post",
    "description": "What it was for",
    "invoice_number": "Invoice number",
    "invoice_date": "Invoice date",
    "date_paid": "Date paid",
    "gross": "Gross amount",
    "recoverable_vat": "VAT you can recover",
    "share": "Share",
    "method": "How the share was worked out",
    "project": "Project",
    "heading": "Budget heading",
    "claimed": "Amount claimed",
}
TEXTS = {"supplier": 120, "description": 200, "invoice_number": 60, "method": 120}
MISSING = {
    "supplier": "enter the supplier or post",
    "date_paid": "enter the date paid",
    "gross": "enter the gross amount",
    "heading": "enter the budget heading",
}


class PasteError(ValueError):
    """A text that is no table; the message is for the person."""


@dataclass(frozen=True)
class BadCell:
    """A cell to put right. `row` and `column` count from 0; words follow the place."""

    row: int
    column: int | None
    words: str

    def place(self, first_row: int = 1) -> str:
        where = f"Row {self.row + first_row}"
        return f"{where}, column {letter(self.column)}" if self.column is not None else where


@dataclass
class PastedLine:
    """One row as read. `heading` and `project` are as typed; amounts in pence, share in bp."""

    row: int
    values: dict = field(default_factory=dict)
    bad: list[BadCell] = field(default_factory=list)


@dataclass(frozen=True)
class Pasted:
    """A table as read: `rows` with the heading row left out, if there was one."""

    rows: list[list[str]]
    headed: bool
    columns: dict[int, str]
    lines: list[PastedLine]
    width: int

    @property
    def bad(self) -> list[BadCell]:
        return [cell for line in self.lines for cell in line.bad]

    @property
    def first_row(self) -> int:
        """The number of the first data row in the spreadsheet."""
        return 2 if self.headed else 1


def letter(column: int) -> str:
    """As in "F" for 5, "AA" for 26."""
    name, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def rows_of(text: str) -> list[list[str]]:
    """The cells of a pasted text: tabs from a spreadsheet, else commas or semicolons."""
    text = text.replace("\x00", "").strip("\r\n")
    if not text.strip():
        raise PasteError("Paste at least one row")
    if len(text) > MOST_TEXT:
        raise PasteError("That is too much at once. Paste 500 rows or fewer")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        rows = [[" ".join(cell.split()) for cell in row] for row in reader]
    except csv.Error:
        raise PasteError("The rows cannot be read. Copy the cells again and paste them") from None
    rows = _trimmed(rows)
    if len(rows) > MOST_ROWS:
        raise PasteError(f"Paste {MOST_ROWS} rows or fewer at a time. There are {len(rows):,}")
    width = max(map(len, rows))
    if width > MOST_COLUMNS:
        raise PasteError(f"Paste {MOST_COLUMNS} columns or fewer. There are {width}")
    return [row + [""] * (width - len(row)) for row in rows]


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Without empty rows before and after; those between keep their number."""
    filled = [number for number, row in enumerate(rows) if any(row)]
    if not filled:
        raise PasteError("Paste at least one row")
    return rows[filled[0] : filled[-1] + 1]


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    if "\t" in text:
        return "\t"
    return ";" if first.count(";") > first.count(",") else ","


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """The rows as tab-separated text again, so that nothing is lost between two pages."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue()


def read(
    text: str,
    *,
    names: Iterable[str] = (),
    columns: Mapping[int, str] | None = None,
    headed: bool | None = None,
) -> Pasted:
    """The whole table. `columns` and `headed` are what the person said, else they are guessed."""
    rows = rows_of(text)
    guessed_headed, guessed = guess_columns(rows, names)
    headed = guessed_headed if headed is None else headed
    columns = guessed if columns is None else dict(columns)
    data = rows[1:] if headed else rows
    if not data:
        raise PasteError("There is a row of headings, but no row under it")
    lines = [_line(number, row, columns) for number, row in enumerate(data) if any(row)]
    return Pasted(rows=data, headed=headed, columns=columns, lines=lines, width=len(rows[0]))


def _line(number: int, row: Sequence[str], columns: Mapping[int, str]) -> PastedLine:
    line = PastedLine(number)
    places = {name: column for column, name in columns.items()}
    for column, name in columns.items():
        try:
            line.values[name] = _cell(name, row[column])
        except ValueError as error:
            line.bad.append(BadCell(number, column, str(error)))
            line.values[name] = None
    for name, words in MISSING.items():
        if name in places and not row[places[name]]:
            line.bad.append(BadCell(number, places[name], words))
    _fill_claimed(line, places)
    return line


def _cell(name: str, cell: str):
    if name in TEXTS:
        if len(cell) > TEXTS[name]:
            raise ValueError(f"write {TEXTS[name]} characters or fewer")
        return cell
    if not cell:
        return None
    if name in DATES:
        return _day(cell)
    if name in AMOUNTS:
        return _amount(cell)
    return _share(cell) if name == "share" else cell


def _day(cell: str) -> date:
    try:
        return parse_day(without_time(cell))
    except DayError as error:
        raise ValueError(f"the date must {error}") from None


def _amount(cell: str) -> int:
    try:
        return parse_pence(cell)
    except MoneyError as error:
        words = str(error)
        raise ValueError(words[:1].lower() + words[1:]) from None


def _share(cell: str) -> int:
    found = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))? ?%?", cell)
    points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
    if found and points <= 100 and "%" not in cell:
        points *= 100  # 0.5 is how a spreadsheet keeps 50%
    if not 0 < points <= 10_000:
        raise ValueError("enter a share between 0% and 100%, like 50%")
    return points


def _fill_claimed(line: PastedLine, places: Mapping[str, int]) -> None:
    """With no column for it, what is claimed is the whole share of what is claimable."""
    gross = line.values.get("gross")
    if "claimed" in places or gross is None:
        return
    claimable = gross - (line.values.get("recoverable_vat") or 0)
    if claimable >= 0:
        line.values["claimed"] = percent_of(claimable, line.values.get("share") or 10_000)


def unknown_names(lines: Iterable[PastedLine], name: str, known: Iterable[str]) -> list[str]:
    """The projects or headings in the lines that nobody here goes by, each once."""
    keys = set(known)
    found: dict[str, str] = {}
    for line in lines:
        said = line.values.get(name)
        if said and key_of(said) not in keys:
            found.setdefault(key_of(said), said)
    return list(found.values())
