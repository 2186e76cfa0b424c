"""Tables that leave the house as CSV and XLSX, row by row.

What a spreadsheet would take for a formula stays text; amounts are pounds with
two decimals, negatives with a minus, so that a column can be added up.
"""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils.text import slugify

from .files import OUR_KINDS
from .periods import local_date

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_ROWS = 1_048_575  # of an XLSX sheet, its heading left out
CHUNK = 500


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it shows of a row, and "text", "money", "day" or "whole"."""

    heading: str
    value: Callable[[Any], Any]
    kind: str = "text"
    width: int = 14


def plain_text(value: Any) -> str:
    """Text that no spreadsheet runs: a quote mark goes before what looks like a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def pounds(pence: int | None) -> str:
    """ "1234.50" or "-120.00": for machines, without sign of pound or thousands."""
    if pence is None:
        return ""
    whole, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{whole}.{rest:02d}"


def csv_response(name: str, columns: Sequence[Column], rows: Iterable) -> StreamingHttpResponse:
    """A CSV download, UTF-8 with a mark so that spreadsheets read it right; streamed."""
    response = StreamingHttpResponse(
        _csv_chunks(columns, rows), content_type="text/csv; charset=utf-8"
    )
    return _as_download(response, name, "csv")


class _Echo:
    def write(self, text: str) -> str:
        return text


def _csv_chunks(columns: Sequence[Column], rows: Iterable) -> Iterator[str]:
    writer = csv.writer(_Echo())
    lines = ["\ufeff" + writer.writerow([column.heading for column in columns])]
    for row in rows:
        lines.append(writer.writerow([_csv_cell(column, row) for column in columns]))
        if len(lines) >= CHUNK:
            yield "".join(lines)
            lines = []
    yield "".join(lines)


def _csv_cell(column: Column, row: Any) -> str:
    value = column.value(row)
    if column.kind == "money":
        return pounds(value)
    if column.kind == "day":
        return _day(value).isoformat() if value else ""
    if column.kind == "whole":
        return "" if value is None else str(value)
    return plain_text(value)


def xlsx_response(
    name: str, columns: Sequence[Column], rows: Iterable, *, sheet: str = "Sheet1"
) -> FileResponse:
    """An XLSX download with a frozen, filtered heading; in constant memory."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write_xlsx(file, columns, rows, sheet=sheet)
    file.seek(0)
    return _as_download(FileResponse(file, content_type=OUR_KINDS["xlsx"]), name, "xlsx")


def write_xlsx(file, columns: Sequence[Column], rows: Iterable, *, sheet: str = "Sheet1") -> int:
    """Write a sheet to an open binary file and give how many rows it has."""
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "money": book.add_format({"num_format": "#,##0.00;[Red](#,##0.00)"}),
        "day": book.add_format({"num_format": "d mmm yyyy"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "text": None,
    }
    page = book.add_worksheet(sheet[:31])
    for number, column in enumerate(columns):
        page.set_column(number, number, column.width, formats[column.kind])
    page.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        page.write_string(0, number, column.heading, formats["head"])
    count = _write_rows(page, columns, rows, formats)
    page.autofilter(0, 0, max(count, 1), len(columns) - 1)
    book.close()
    return count


def _write_rows(page, columns: Sequence[Column], rows: Iterable, formats: dict) -> int:
    count = 0
    for row in rows:
        if count >= MOST_ROWS:
            break
        count += 1
        for number, column in enumerate(columns):
            value = column.value(row)
            if value is None or value == "":
                continue
            if column.kind == "money":
                page.write_number(count, number, value / 100, formats["money"])
            elif column.kind == "day":
                page.write_datetime(count, number, _midnight(value), formats["day"])
            elif column.kind == "whole":
                page.write_number(count, number, value, formats["whole"])
            else:
                page.write_string(count, number, str(value))
    return count


def _midnight(value: date | datetime) -> datetime:
    day = _day(value)
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a cell has no time zone


def _day(value: date | datetime) -> date:
    return local_date(value) if isinstance(value, datetime) else value


def _as_download(response, name: str, ending: str):
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "table"}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
