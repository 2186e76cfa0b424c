"""Pasting from a spreadsheet: columns guessed, bad cells named, nothing lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules import paste
from claims.rules.paste_columns import headings_in

HEADED = (
    "Supplier\tDetails\tInvoice no.\tInvoice date\tDate paid\tGross\tVAT\tHeading\n"
    "Acme Halls\tForum room\t1187\t03/07/2026\t17/07/2026\t£1,200.00\t200.00\tVenues\n"
    "Payroll July\tWorker\t\t\t31/07/2026\t2,410.55\t\tStaff\n"
)
NAMES = {"heading:venues", "heading:staff", "project:advice"}


def test_headings_are_matched_by_what_people_call_them():
    pasted = paste.read(HEADED)
    assert pasted.headed
    assert pasted.columns == {
        0: "supplier", 1: "description", 2: "invoice_number", 3: "invoice_date",
        4: "date_paid", 5: "gross", 6: "recoverable_vat", 7: "heading",
    }  # fmt: skip
    first = pasted.lines[0].values
    assert first["date_paid"] == date(2026, 7, 17)
    amounts = first["gross"], first["recoverable_vat"], first["claimed"]
    assert amounts == (1200_00, 200_00, 1000_00)
    assert pasted.bad == []


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Payee", "supplier"),
        ("Payment date", "date_paid"),
        ("Amount (£)", "gross"),
        ("Amount claimed £", "claimed"),
        ("Recoverable VAT", "recoverable_vat"),
        ("% share", "share"),
        ("Cost heading", "heading"),
        ("Inv. No", "invoice_number"),
        ("Date of invoice", "invoice_date"),
        ("1187", None),
        ("", None),
    ],
)
def test_one_heading_by_its_words(heading, name):
    found = headings_in([heading])
    assert found.get(0) == name


def test_without_headings_the_cells_decide():
    text = (
        "Acme Halls\tForum room\tINV-7\t03/07/2026\t17/07/2026\t1200.00\t1000.00\tVenues\t50%\n"
        "Bus Ltd\tMinibus hire\tINV-8\t04/07/2026\t18/07/2026\t80.00\t80.00\tVenues\t100%\n"
    )
    pasted = paste.read(text, names=NAMES)
    assert not pasted.headed
    assert pasted.columns == {
        0: "supplier", 1: "description", 2: "invoice_number", 3: "invoice_date", 4: "date_paid",
        5: "gross", 6: "claimed", 7: "heading", 8: "share",
    }  # fmt: skip
    assert pasted.lines[0].values["share"] == 5_000


def test_a_bad_cell_is_named_as_the_spreadsheet_names_it():
    rows = ["Supplier\tDetails\tInvoice no.\tHeading\tGross\tDate paid"]
    rows += ["Acme\tRoom\t1\tVenues\t10.00\t17/07/2026"] * 12
    rows += ["Acme\tRoom\t1\tVenues\t1e5\t"]
    pasted = paste.read("\n".join(rows))
    said = {cell.place(pasted.first_row): cell.words for cell in pasted.bad}
    assert said["Row 14, column F"] == "enter the date paid"
    assert "with no letter e" in said["Row 14, column E"]
    assert len(said) == 2


@pytest.mark.parametrize(
    "amount", ["1e5", "1_000", "１２３", "NaN", "-5", "(120.00)", "10.005", "1" + "0" * 15, "ten"]
)
def test_no_odd_amount_gets_in(amount):
    pasted = paste.read(f"Supplier\tGross\nAcme\t{amount}")
    assert [cell.column for cell in pasted.bad] == [1]
    assert pasted.lines[0].values["gross"] is None


def test_commas_semicolons_and_quotes_are_read_too():
    comma = 'Supplier,Gross\n"Hall, Town","1,200.00"'
    semicolon = "Supplier;Gross\nHall, Town;1,200.00"
    for text in (comma, semicolon):
        values = paste.read(text).lines[0].values
        assert (values["supplier"], values["gross"]) == ("Hall, Town", 1200_00)


@pytest.mark.parametrize("text", ["", "  \n ", "Supplier\tGross"])
def test_nothing_to_read_is_said_plainly(text):
    with pytest.raises(paste.PasteError):
        paste.read(text)


def test_too_much_at_once_is_refused():
    with pytest.raises(paste.PasteError, match="500 rows"):
        paste.rows_of("a\tb\n" * 501)
    with pytest.raises(paste.PasteError, match="too much"):
        paste.rows_of("x" * 300_001)
    with pytest.raises(paste.PasteError, match="40 columns"):
        paste.rows_of("\t".join("abcdefghij" * 5))


def test_what_the_person_says_about_columns_wins():
    pasted = paste.read("Acme\t17/07/2026\t10.00", columns={0: "description", 2: "gross"})
    assert pasted.lines[0].values == {"description": "Acme", "gross": 10_00, "claimed": 10_00}


def test_unknown_names_are_asked_once_each():
    text = "Supplier\tHeading\nA\tVenues\nB\tRoom Hire\nC\troom-hire\nD\tStaff"
    pasted = paste.read(text)
    assert paste.unknown_names(pasted.lines, "heading", {"venues", "staff"}) == ["Room Hire"]


def test_a_date_with_midnight_behind_it_is_a_date():
    pasted = paste.read("Supplier\tDate paid\nAcme\t2026-07-03 00:00:00")
    assert pasted.lines[0].values["date_paid"] == date(2026, 7, 3)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@given(rows=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6))
def test_nothing_is_lost_on_the_way_to_the_page_and_back(rows):
    """Every cell comes back; only its spaces and line ends may have become one space."""
    wanted = [[" ".join(cell.split()) for cell in row] for row in rows]
    filled = [number for number, row in enumerate(wanted) if any(row)]
    if filled:
        wanted = wanted[filled[0] : filled[-1] + 1]
        assert paste.rows_of(paste.text_of(wanted)) == wanted


@given(text=st.text(max_size=300))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        pasted = paste.read(text)
    except paste.PasteError:
        return
    assert len(pasted.lines) <= len(pasted.rows)


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (5, "F"), (25, "Z"), (26, "AA"), (39, "AN")]
)
def test_columns_have_their_letters(column, name):
    assert paste.letter(column) == name
