"""The days of feedback, as the secretariat settles them."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import audit
from consortium.core.models import DueItem
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from consortium.core.workingdays import add_working_days
from members.registers.actions import handling
from members.registers.actions.settling import settle
from members.registers.models import FeedbackSettings

from .conftest import TODAY

pytestmark = pytest.mark.django_db
DAYS = {"acknowledge_days": 2, "answer_days": 10, "forget_days": 90}


def test_until_somebody_settles_the_environment_holds(settings):
    settings.FEEDBACK_ACKNOWLEDGE_WORKING_DAYS = 4
    assert FeedbackSettings.current().acknowledge_days == 4
    assert not FeedbackSettings.objects.exists()


def test_what_comes_from_now_on_has_the_new_days(give, secretariat):
    before = give()
    settle(**DAYS, version=1, by=secretariat)
    after = give()
    before.refresh_from_db()
    assert before.answer_by == add_working_days(TODAY, 20)
    assert after.acknowledge_by == add_working_days(TODAY, 2)
    assert after.answer_by == add_working_days(TODAY, 10)
    ended = handling.end(after, "drop", reason="Spam.", by=secretariat)
    forget = DueItem.objects.get(kind=handling.FORGET, object_id=str(ended.pk))
    assert (forget.due_at - TODAY).days == 90


def test_it_is_on_record_and_nobody_overwrites_another(secretariat):
    found = settle(**DAYS, version=1, by=secretariat)
    (row,) = audit.history(found)
    assert (row.before["answer_days"], row.after["answer_days"]) == (20, 10)
    with pytest.raises(Stale):
        settle(**DAYS, version=1, by=secretariat)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"acknowledge_days": 0}, "one working day"),
        ({"answer_days": 2}, "later than the acknowledgement"),
        ({"answer_days": 61}, "within 60"),
        ({"forget_days": 29}, "30 to 365"),
        ({"forget_days": 366}, "30 to 365"),
    ],
    ids=["none", "together", "long", "at once", "never"],
)
def test_days_that_make_no_sense_are_refused(more, why, secretariat):
    with pytest.raises(Refused, match=why):
        settle(**{**DAYS, **more}, version=1, by=secretariat)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackSettings.objects.create(pk=1, acknowledge_days=5, answer_days=5)


def test_the_secretariat_alone_settles_them(secretariat, representative, chair):
    for by in (representative, chair, replace(secretariat, impersonator_id=9)):
        with pytest.raises(Refused):
            settle(**DAYS, version=1, by=by)


def test_they_are_changed_on_a_page_and_the_public_reads_them(sign_in_as, posted, office, client):
    url = reverse("feedback_settings")
    secretary = sign_in_as(office.secretariat)
    wrong = posted(secretary, url, {"acknowledge_days": "x", "answer_days": 5, "forget_days": 90})
    assert wrong.status_code == 200
    values = {"acknowledge_days": 2, "answer_days": 11, "forget_days": 90}
    assert posted(secretary, url, values).headers["Location"] == reverse("feedback_list")
    public = client.get(reverse("feedback_give")).content.decode()
    assert "within 2 working days and answer within 11" in public
    assert sign_in_as(office.finance).get(url).status_code == 403
