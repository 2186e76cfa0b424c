"""Access needs: between a person and the secretariat, and gone with the name (R92)."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from consortium.core import audit
from consortium.core.models import AuditRow
from consortium.core.workflow import Refused
from consortium.pages.persondata import data_of
from members.actions.erasing import ALSO
from members.meetings.actions import access
from members.meetings.models import AccessCheck, AccessNeed
from tests.factories import meetings as make
from tests.factories.meetings import TODAY

pytestmark = pytest.mark.django_db
WORDS = "A hearing loop, and breaks every hour."


@pytest.fixture
def meeting(here):
    return make.meeting(on=TODAY + timedelta(days=28))


def test_people_write_their_own_and_nobody_elses(here, meeting):
    one = here.members[0]
    access.write_need(one.representative, text=WORDS, by=one.by)
    for by in (here.secretariat, here.members[2].by):
        with pytest.raises(Refused, match="their own needs"):
            access.write_need(one.representative, text="Other", by=by)
    access.write_need(one.representative, text="Large print", meeting=meeting, by=one.by)
    assert AccessNeed.objects.count() == 2
    access.write_need(one.representative, text="", meeting=meeting, by=one.by)
    assert AccessNeed.objects.get().text == WORDS
    assert "hearing" not in str(list(AuditRow.objects.values_list()))


def test_only_the_person_and_the_secretariat_read_it(here, meeting, sign_in_as):
    one = here.members[0]
    access.write_need(one.representative, text=WORDS, by=one.by)
    url = reverse("meeting_access", args=[meeting.pk])
    assert WORDS in sign_in_as(one.representative).get(url).content.decode()
    assert WORDS in sign_in_as(here.office.secretariat).get(url).content.decode()
    chair = here.members[1]
    hats = ((here.members[3].representative, ""), (here.adviser, ""), (here.office.finance, ""),
            (chair.representative, f"chair:{chair.organisation.pk}"))  # fmt: skip
    for user, hat in hats:
        assert WORDS not in sign_in_as(user, hat).get(url).content.decode()


def test_it_is_saved_from_the_page_for_always_and_for_one_meeting(here, meeting, sign_in_as):
    one = here.members[3]
    client, url = sign_in_as(one.representative), reverse("meeting_access", args=[meeting.pk])
    token = client.get(url).content.decode().split('name="token" value="')[1].split('"')[0]
    client.post(url, {"lasting": WORDS, "here": "Parking", "token": token})
    saved = {each.meeting_id: each.text for each in AccessNeed.objects.all()}
    assert saved == {None: WORDS, meeting.pk: "Parking"}
    own = reverse("access_needs")
    token = client.get(own).content.decode().split('name="token" value="')[1].split('"')[0]
    client.post(own, {"lasting": "", "token": token})
    assert AccessNeed.objects.get().meeting == meeting


def test_it_is_in_the_persons_copy_and_goes_with_the_name(here, meeting):
    one = here.members[0]
    access.write_need(one.representative, text=WORDS, by=one.by)
    assert WORDS in json.dumps(data_of(one.representative).as_dict())
    assert WORDS not in json.dumps(data_of(here.members[2].representative).as_dict())
    for forget in ALSO:
        forget(one.representative, by=here.secretariat)
    assert not AccessNeed.objects.exists()


def test_the_check_list_is_the_secretariats(here, meeting, sign_in_as):
    with pytest.raises(Refused, match="Only the secretariat"):
        access.check_access(meeting, {"venue": (True, "")}, by=here.members[0].by)
    with pytest.raises(Refused, match="no such point"):
        access.check_access(meeting, {"moon": (True, "")}, by=here.secretariat)
    client = sign_in_as(here.office.secretariat)
    page = client.get(reverse("meeting_access", args=[meeting.pk])).content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    url = reverse("access_check", args=[meeting.pk])
    client.post(url, {"venue_done": "on", "venue_note": "Ramp at the back", "token": token})
    found = AccessCheck.objects.get()
    assert (found.point, found.done, found.note) == ("venue", True, "Ramp at the back")
    assert audit.history(meeting).filter(action="access.checked").count() == 1
    access.check_access(meeting, {"venue": (True, "Ramp at the back")}, by=here.secretariat)
    assert audit.history(meeting).filter(action="access.checked").count() == 1
