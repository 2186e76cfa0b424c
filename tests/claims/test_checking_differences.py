"""What changed between two submissions, told from their snapshots alone."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from claims.rules.differences import differences

LINE = {
    "number": 1,
    "project": 3,
    "heading": "Training",
    "supplier": "Luton Print",
    "description": "Leaflets",
    "invoice_number": "1187",
    "invoice_date": "2026-08-01",
    "date_paid": "2026-08-14",
    "gross": 100_00,
    "recoverable_vat": 0,
    "share": 10_000,
    "method": "",
    "claimed": 100_00,
    "late_reason": "",
    "evidence": [1],
    "evidence_due": None,
}
CLAIM = {
    "claimed": 100_00,
    "lines": [LINE],
    "evidence": [{"number": 1, "name": "invoice.pdf"}],
    "sections": [
        {
            "project": 3,
            "name": "Volunteering",
            "achieved": "Two forums",
            "outputs": [{"code": "3.1", "name": "Forums held", "unit": "meetings", "actual": 2}],
            "headings": [{"heading": "Training", "forecast": 50_00, "reason": ""}],
        }
    ],
}


def changed(**at_line):
    after = deepcopy(CLAIM)
    after["lines"][0] |= at_line
    return after


def told(before, after):
    """[(title, what, before, after)] of everything that differs."""
    return [
        (one.title, each.what, each.before, each.after)
        for one in differences(before, after)
        for each in one.changes
    ]


def test_the_same_claim_twice_has_no_differences():
    assert differences(CLAIM, deepcopy(CLAIM)) == []


def test_amounts_days_and_shares_are_told_in_words():
    after = changed(claimed=80_00, date_paid="2026-08-15", share=5_000, evidence=[1, 2])
    title = "Line 1, Luton Print"
    assert told(CLAIM, after) == [
        (title, "Date paid", "14 August 2026", "15 August 2026"),
        (title, "Share", "100%", "50%"),
        (title, "Amount claimed", "£100.00", "£80.00"),
        (title, "Evidence", "1", "1, 2"),
    ]


def test_lines_and_files_that_came_or_went_are_marked():
    after = deepcopy(CLAIM)
    after["lines"] = [LINE | {"number": 2, "supplier": "Town hall"}]
    after["evidence"].append({"number": 2, "name": "receipt.jpg"})
    found = {one.title: one for one in differences(CLAIM, after)}
    assert found["Line 1, Luton Print"].removed
    assert found["Line 2, Town hall"].added
    assert found["Evidence 2: receipt.jpg"].added


def test_narrative_outputs_and_forecast_are_told_by_project():
    after = deepcopy(CLAIM)
    section = after["sections"][0]
    section["achieved"] = "Three forums"
    section["outputs"][0]["actual"] = 3
    section["headings"][0]["forecast"] = 60_00
    assert told(CLAIM, after) == [
        ("Volunteering", "What was achieved", "Two forums", "Three forums"),
        ("Volunteering: Forums held", "Meetings", "2", "3"),
        ("Volunteering: Training", "Forecast", "£50.00", "£60.00"),
    ]


@given(st.sampled_from(sorted(set(LINE) - {"number", "project"})), st.integers(0, 10_000))
def test_whatever_changes_on_a_line_is_told_and_told_backwards_alike(name, value):
    typed = {"evidence": [value], "evidence_due": "2026-11-01"}.get(name)
    if typed is None:
        typed = "2026-08-02" if name in ("invoice_date", "date_paid") else value
    after = changed(**{name: typed})
    there, back = told(CLAIM, after), told(after, CLAIM)
    assert [(t, w, b, a) for t, w, a, b in back] == there or name == "supplier"
    assert bool(there) == (after != CLAIM and str(LINE[name]) != str(typed))


def test_an_empty_snapshot_is_no_reason_to_fail():
    assert differences({}, {}) == []
    assert differences({}, CLAIM)
