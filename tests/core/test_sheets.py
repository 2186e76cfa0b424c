"""Tables that leave the house: nothing in them runs, and columns can be added up."""

import csv
import io
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from consortium.core.sheets import (
    Column,
    csv_response,
    plain_text,
    pounds,
    write_xlsx,
    xlsx_response,
)

COLUMNS = (
    Column("What", lambda row: row[0]),
    Column("Amount", lambda row: row[1], "money"),
    Column("Day", lambda row: row[2], "day"),
    Column("Count", lambda row: row[3], "whole"),
)
ROWS = [
    ("=HYPERLINK(evil)", -1_234_50, date(2026, 7, 1), 3),
    ("Tea, biscuits", 5, datetime(2026, 6, 30, 23, 30, tzinfo=UTC), 0),
    (None, None, None, None),
]


def read_csv(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_csv_says_amounts_with_pence_and_days_as_london_has_them():
    rows = read_csv(csv_response("A list", COLUMNS, ROWS))
    assert rows[1] == ["'=HYPERLINK(evil)", "-1234.50", "2026-07-01", "3"]
    assert rows[2] == ["Tea, biscuits", "0.05", "2026-07-01", "0"]
    assert rows[3] == ["", "", "", ""]


def test_a_spreadsheet_holds_numbers_and_days_and_runs_no_formula():
    file = io.BytesIO()
    assert write_xlsx(file, COLUMNS, ROWS) == 3
    sheet = load_workbook(io.BytesIO(file.getvalue())).active
    first = [cell.value for cell in sheet[2]]
    assert first[:2] == ["=HYPERLINK(evil)", -1234.5]
    assert sheet[2][0].data_type == "s"
    assert first[2].date() == date(2026, 7, 1)
    assert sheet[3][2].value.date() == date(2026, 7, 1)
    assert sheet.freeze_panes == "A2"


@given(st.text(max_size=20))
def test_no_text_is_taken_for_a_formula(text):
    assert not plain_text(text).startswith(("=", "+", "-", "@"))


@given(st.integers(-(10**13), 10**13))
def test_pounds_read_back_as_the_same_pence(pence):
    assert round(float(pounds(pence)) * 100) == pence
    assert pounds(None) == ""


def test_a_large_csv_is_handed_over_in_pieces():
    rows = (("x", number, None, number) for number in range(2_000))
    chunks = list(csv_response("x", COLUMNS, rows).streaming_content)
    assert len(chunks) > 3


def test_downloads_are_private_and_named_plainly():
    for response in (
        csv_response("RF-INF/26 ../lines", COLUMNS, []),
        xlsx_response("RF-INF/26 ../lines", COLUMNS, []),
    ):
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "rf-inf26-lines." in response["Content-Disposition"]
        b"".join(response.streaming_content)
