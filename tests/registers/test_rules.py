"""Who handles what, and the figures, as plain rules."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from members.registers import rules
from members.registers.states import FeedbackKind, FeedbackState, Side

ids = st.one_of(st.none(), st.integers(1, 4))
kinds = st.sampled_from(FeedbackKind.values)
days = st.dates(date(2026, 4, 1), date(2027, 3, 31))
lines = st.builds(
    rules.Line,
    kind=kinds,
    about=st.sampled_from(["consortium", "member", "body"]),
    state=st.sampled_from(FeedbackState.values),
    acknowledge_by=days,
    acknowledged_on=st.one_of(st.none(), days),
    answer_by=days,
    answered_on=st.one_of(st.none(), days),
)


@given(kind=kinds, about=ids, body=ids, chair=ids)
def test_nobody_handles_a_grievance_about_their_own_organisation(kind, about, body, chair):
    side = rules.first_side(
        kind=kind, organisation_id=about, body_id=body, chair_organisation_id=chair
    )
    if kind in rules.GRIEVANCES and about is not None:
        assert not (side == Side.OFFICE and about == body)
        assert not (side == Side.CHAIR and about == chair)
    assert (side == Side.CHAIR) <= (chair is not None)


@given(side=st.sampled_from(Side.values), about=ids, chair=ids)
def test_taken_further_it_leaves_the_office_and_never_comes_back(side, about, chair):
    found = rules.next_side(side, organisation_id=about, chair_organisation_id=chair)
    assert found != Side.OFFICE
    assert (found == Side.CHAIR) <= (side == Side.OFFICE and chair not in (None, about))


@given(rows=st.lists(lines, max_size=20), today=days)
def test_the_figures_count_everything_once(rows, today):
    found = rules.tally(rows, today=today)
    counted = [row for row in rows if row.state != "dropped"]
    assert found.total == len(counted)
    assert sum(count for _, count in found.kinds) == found.total
    assert sum(count for _, count in found.abouts) == found.total
    stayed = sum(row.state != "withdrawn" for row in counted)
    assert found.acknowledged.total == found.answered.total == stayed


@given(rows=st.lists(lines, max_size=10), today=days)
def test_figures_of_two_parts_add_up_to_those_of_the_whole(rows, today):
    parts = [rules.tally(part, today=today) for part in (rows[:4], rows[4:])]
    whole = rules.tally(rows, today=today)
    assert whole.total == sum(part.total for part in parts)
    assert whole.answered.late == sum(part.answered.late for part in parts)


def test_the_last_day_is_in_time_and_the_next_is_late():
    day = date(2026, 10, 26)
    line = rules.Line("complaint", "consortium", "answered", day, day, day, day + timedelta(1))
    found = rules.tally([line], today=day)
    assert (found.acknowledged.in_time, found.answered.late) == (1, 1)
