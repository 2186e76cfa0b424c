"""The claim to a funder as a spreadsheet: the same figures as its PDF, made from the same dict."""

import io
from collections.abc import Sequence
from datetime import date, datetime

from consortium.core.periods import Quarter

Column = tuple[str, str, str, int]  # heading, name in the dict, kind, width

HEADINGS: Sequence[Column] = (
    ("Heading", "heading", "text", 28),
    ("Budget for the year", "budget", "money", 16),
    ("Planned this quarter", "planned", "money", 16),
    ("This claim", "now", "money", 16),
    ("Variance", "variance", "money", 14),
    ("To date", "to_date", "money", 16),
    ("Forecast to the year's end", "forecast", "money", 16),
    ("Outturn", "outturn", "money", 16),
)
PARTNERS: Sequence[Column] = (
    ("Project", "project", "whole", 8),
    ("Name", "name", "text", 36),
    ("Member", "organisation", "text", 36),
    ("Budget for the year", "budget", "money", 16),
    ("This claim", "now", "money", 16),
    ("To date", "to_date", "money", 16),
)
LINES: Sequence[Column] = (
    ("No.", "number", "whole", 6),
    ("Member", "organisation", "text", 14),
    ("Claim", "reference", "text", 26),
    ("Line", "claim_line", "whole", 6),
    ("Quarter", "quarter", "text", 10),
    ("Project", "project", "whole", 8),
    ("Heading", "heading", "text", 22),
    ("Supplier or post", "supplier", "text", 28),
    ("Description", "description", "text", 36),
    ("Invoice", "invoice_number", "text", 16),
    ("Date paid", "date_paid", "day", 12),
    ("Gross", "gross", "money", 13),
    ("Share", "share", "percent", 9),
    ("Claimed by member", "claimed", "money", 13),
    ("In this claim", "amount", "money", 13),
    ("Evidence", "evidence", "list", 18),
)
ROWS: Sequence[Column] = (
    ("Kind", "label", "text", 28),
    ("Heading", "heading", "text", 24),
    ("Cause", "cause", "text", 60),
    ("Amount", "amount", "money", 14),
)
OUTPUTS: Sequence[Column] = (
    ("Project", "project", "whole", 8),
    ("Code", "code", "text", 8),
    ("Output", "name", "text", 44),
    ("Unit", "unit", "text", 18),
    ("Target for the year", "target", "whole", 12),
    ("Target this quarter", "target_now", "whole", 12),
    ("Delivered this quarter", "actual_now", "whole", 12),
    ("Target to date", "target_to_date", "whole", 12),
    ("Delivered to date", "actual_to_date", "whole", 12),
)
EVIDENCE: Sequence[Column] = (
    ("Evidence", "ref", "text", 16),
    ("Claim", "reference", "text", 28),
    ("File", "name", "text", 44),
    ("Bytes", "size", "whole", 12),
    ("SHA-256", "sha256", "text", 68),
)
LEFT_OUT: Sequence[Column] = (
    ("Member", "organisation", "text", 40),
    ("Claim", "reference", "text", 28),
    ("Amount", "amount", "money", 14),
    ("Reason", "reason", "text", 60),
)


def render_sheet(statement: dict, *, made_at: datetime) -> bytes:
    """XLSX bytes; the same dict and moment give the same bytes."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": statement["reference"], "created": made_at.replace(tzinfo=None)})
    writer = Writer(book)
    writer.cover(statement)
    headings = statement["headings"]
    writer.table(
        "By heading", HEADINGS, headings["rows"], {"heading": "Total", **headings["total"]}
    )
    partners = statement["partners"]
    writer.table(
        "By project and member", PARTNERS, _flat(partners), {"name": "Total", **partners["total"]}
    )
    total = {"supplier": "Total from members", "amount": statement["from_members"]}
    writer.table("Transactions", LINES, statement["lines"], total)
    if statement["rows"]:
        writer.table(
            "Own rows", ROWS, statement["rows"], {"label": "Total", "amount": statement["own_rows"]}
        )
    writer.table("Outputs", OUTPUTS, statement["outputs"])
    writer.table("Evidence", EVIDENCE, statement["evidence"])
    writer.table("Not included", LEFT_OUT, statement["not_included"])
    book.close()
    return out.getvalue()


def _flat(partners: dict) -> list[dict]:
    return [
        {"project": row["project"] or None, "name": row["name"], **partner}
        for row in partners["rows"]
        for partner in row["partners"]
    ]


class Writer:
    """Writes tables of dicts to sheets of one book."""

    def __init__(self, book):
        self.book = book
        self.formats = {
            "head": book.add_format(
                {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
            ),
            "money": book.add_format({"num_format": "#,##0.00;[Red](#,##0.00)"}),
            "total": book.add_format(
                {"num_format": "#,##0.00;[Red](#,##0.00)", "bold": True, "top": 1}
            ),
            "day": book.add_format({"num_format": "d mmm yyyy"}),
            "whole": book.add_format({"num_format": "#,##0"}),
            "percent": book.add_format({"num_format": "0.##%"}),
            "bold": book.add_format({"bold": True, "top": 1}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "text": None,
            "list": None,
        }

    def cover(self, statement: dict) -> None:
        page = self.book.add_worksheet("Claim")
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 60)
        quarter = Quarter.parse(statement["quarter"])
        page.write_string(0, 0, f"Claim to {statement['funder']}", self.formats["title"])
        facts = [
            ("Grant", statement["grant"]["name"]),
            ("Reference", statement["reference"]),
            ("Period", quarter.label),
            ("Accountable body", statement["accountable_body"]),
            ("Consortium", statement.get("consortium_name", "")),
            ("Its formal name", statement.get("consortium_formal_name", "")),
            ("Made on", date.fromisoformat(statement["made_on"])),
            ("Signed by", ", ".join(each["name"] for each in statement["signatures"])),
            ("What changed", statement["what_changed"]),
            ("Figures", "Example figures" if statement["example"] else ""),
            ("From members' claims", statement["from_members"]),
            ("Own rows", statement["own_rows"]),
            ("Total", statement["total"]),
        ]
        row = 2
        for label, value in facts:
            if value == "":
                continue
            page.write_string(row, 0, label, self.formats["head"])
            self._cell(
                page,
                row,
                1,
                "money" if isinstance(value, int) else "day" if isinstance(value, date) else "text",
                value,
            )
            row += 1

    def table(self, name: str, columns: Sequence[Column], rows: Sequence[dict], total=None) -> None:
        page = self.book.add_worksheet(name)
        for number, (heading, _, kind, width) in enumerate(columns):
            page.set_column(number, number, width, self.formats[kind])
            page.write_string(0, number, heading, self.formats["head"])
        page.freeze_panes(1, 0)
        for place, row in enumerate(rows, start=1):
            for number, (_, key, kind, _) in enumerate(columns):
                self._cell(page, place, number, kind, row.get(key))
        if rows:
            page.autofilter(0, 0, len(rows), len(columns) - 1)
        if total:
            self._total(page, len(rows) + 1, columns, total)

    def _total(self, page, place: int, columns, total: dict) -> None:
        for number, (_, key, kind, _) in enumerate(columns):
            if key not in total:
                continue
            if kind == "money":
                page.write_number(place, number, total[key] / 100, self.formats["total"])
            elif isinstance(total[key], str):
                page.write_string(place, number, total[key], self.formats["bold"])

    def _cell(self, page, place: int, number: int, kind: str, value) -> None:
        if value is None or value == "" or value == []:
            return
        style = self.formats[kind]
        if kind == "money":
            page.write_number(place, number, value / 100, style)
        elif kind == "percent":
            page.write_number(place, number, value / 10_000, style)
        elif kind == "whole":
            page.write_number(place, number, value, style)
        elif kind == "day":
            day = date.fromisoformat(value) if isinstance(value, str) else value
            page.write_datetime(place, number, datetime(day.year, day.month, day.day), style)  # noqa: DTZ001 - a cell has no time zone
        else:
            page.write_string(place, number, ", ".join(value) if kind == "list" else str(value))
