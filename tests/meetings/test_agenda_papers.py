"""The agenda lists under each item the papers that its reader may know of (S15, R54)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.meetings.actions import circulation, papers
from members.meetings.states import Mark
from tests.factories import meetings as make
from tests.factories import papers as files
from tests.factories.meetings import TODAY

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=35)


@pytest.fixture
def meeting(here):
    return make.meeting(on=LATER)


@pytest.fixture
def item(meeting):
    return make.item(meeting, title="Shared training")


def page(client, meeting) -> str:
    return client.get(meeting.get_absolute_url()).content.decode()


def sent(here, meeting) -> None:
    circulation.circulate(meeting, number=1, by=here.secretariat)


def test_a_paper_stands_under_its_item_with_its_mark_once_it_went_out(
    here, meeting, item, sign_in_as
):
    plan = files.paper(meeting, item=item, title="Budget", mark=Mark.MEMBERS, by=here.secretariat)
    member = sign_in_as(here.members[2].representative)
    assert "Budget" not in page(member, meeting)
    sent(here, meeting)
    found = page(member, meeting)
    assert f'<a href="{plan.get_absolute_url()}">Budget</a>' in found
    listed = found.partition('aria-label="Papers for Shared training"')[2].partition("</ul>")[0]
    assert "Budget" in listed
    assert "Members" in listed


def test_who_may_not_read_a_paper_is_not_told_of_it(here, meeting, item, sign_in_as):
    for mark in (Mark.MEMBERS, Mark.RESTRICTED, Mark.MEETING):
        named = [here.members[3].representative] if mark == Mark.RESTRICTED else []
        files.paper(meeting, item=item, title=f"About {mark}", mark=mark, readers=named,
                    by=here.secretariat)  # fmt: skip
    sent(here, meeting)
    adviser = page(sign_in_as(here.adviser), meeting)
    member = page(sign_in_as(here.members[2].representative), meeting)
    office = page(sign_in_as(here.office.secretariat), meeting)
    reader = page(sign_in_as(here.members[3].representative), meeting)
    told = [[f"About {mark}" in each for mark in ("meeting", "members", "restricted")]
            for each in (adviser, member, reader, office)]  # fmt: skip
    assert told == [[True, False, False], [True, True, False], [True] * 3, [True] * 3]


def test_what_is_for_no_item_stands_below_and_what_was_taken_off_nowhere(
    here, meeting, item, sign_in_as
):
    files.paper(meeting, title="Forecast", by=here.secretariat)
    off = files.paper(meeting, item=item, title="Old plan", by=here.secretariat)
    papers.take_off(off, why="There is a newer one.", by=here.secretariat)
    sent(here, meeting)
    found = page(sign_in_as(here.office.secretariat), meeting)
    assert "Forecast" in found.partition("Papers for the whole meeting")[2]
    assert "Old plan" not in found


def test_the_secretariat_sees_there_what_has_not_come(here, meeting, item, sign_in_as):
    files.ask(meeting, item=item, title="Report", by=here.secretariat)
    assert "Report" in page(sign_in_as(here.office.secretariat), meeting)
    assert "Report" not in page(sign_in_as(here.members[2].representative), meeting)


def test_three_items_with_papers_take_as_many_queries_as_one(here, meeting, item, sign_in_as):
    client = sign_in_as(here.office.secretariat)

    def queries() -> int:
        page(client, meeting)
        with CaptureQueriesContext(connection) as seen:
            page(client, meeting)
        return len(seen)

    files.paper(meeting, item=item, by=here.secretariat)
    one = queries()
    for title in ("Bids", "Premises"):
        each = make.item(meeting, title=title)
        for number in range(3):
            files.paper(meeting, item=each, title=f"{title} {number}", by=here.secretariat)
    assert queries() == one
