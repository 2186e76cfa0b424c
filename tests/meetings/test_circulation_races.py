"""The secretariat presses circulate twice, or two do at once: it goes out once (J5; C).

`circulate` locks the meeting, and says which number it expects. Two versions of a paper that
come at once, and two replies of one person, each have one outcome as well.
"""

from datetime import timedelta
from functools import partial

import pytest

from consortium.core.models import Message
from consortium.core.workflow import Refused
from members.meetings.actions import circulation, papers, replies
from members.meetings.models import Circulation, PaperVersion, Receipt, Reply
from tests.factories import meetings as make
from tests.factories import papers as files
from tests.factories.meetings import TODAY
from tests.together import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def of():
    return make.consortium(members=4)


@pytest.fixture
def meeting(of):
    found = make.meeting(on=TODAY + timedelta(days=28))
    make.item(found)
    return found


def test_pressed_by_four_at_once_it_goes_out_once(of, meeting):
    files.paper(meeting, by=of.secretariat)
    press = partial(circulation.circulate, meeting, number=1, by=of.secretariat)
    results = all_at_once([press] * 4)
    assert sum(isinstance(each, Circulation) for each in results) == 1
    assert all("once" in str(each) for each in results if isinstance(each, Refused))
    people = Receipt.objects.count()
    assert people == Message.objects.filter(kind="meetings.circulated").count() == 9


def test_two_versions_at_once_are_two_numbers(of, meeting):
    paper = files.ask(meeting, by=of.secretariat)
    add = [
        partial(papers.bring, paper, files.upload(f"V{n}"), note="Other figures", by=of.secretariat)
        for n in range(3)
    ]
    results = all_at_once(add)
    assert all(isinstance(each, PaperVersion) for each in results)
    numbers = PaperVersion.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]


def test_two_replies_of_one_person_at_once_leave_one(of, meeting):
    one = of.members[2]
    say = partial(
        replies.reply, meeting, user=one.representative, organisation=one.organisation, by=one.by
    )
    results = all_at_once([partial(say, answer=each) for each in ("coming", "remote", "apologies")])
    assert all(isinstance(each, Reply) for each in results)
    assert Reply.objects.count() == 1
