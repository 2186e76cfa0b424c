"""Groups: who is in them, when they met, what they report; history stays (R89)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow, Message
from consortium.core.workflow import Refused, every_cell
from members.working import tasks
from members.working.actions import group_reports, groups
from members.working.actions.groups import Who
from members.working.models import Group, GroupMeeting, GroupMember, GroupReport
from members.working.states import GroupRole, ReportState
from members.working.workflow import REPORT
from tests.factories import agreement as make
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
STARTED = TODAY - timedelta(days=100)
OUTSIDE = Who(name="Kim Outside", works_for="Example Borough Council", agreed_on=TODAY)


@pytest.fixture
def group(secretariat):
    return groups.set_up(
        name="Volunteering", remit="Plan the volunteers' week.", minute="Minute 4",
        starts=STARTED, review_by=TODAY + timedelta(days=60), by=secretariat,
    )  # fmt: skip


@pytest.fixture
def convenor(group, member, secretariat):
    groups.join(
        group, Who(user=member.representative), role=GroupRole.CONVENOR, starts=STARTED,
        by=secretariat,
    )  # fmt: skip
    return people.actor_of(member.representative)


@pytest.fixture
def report(group, convenor, secretariat):
    return group_reports.ask_report(
        group, title="The week", due_on=TODAY + timedelta(days=28), by=secretariat
    )


def kinds(user) -> list[str]:
    found = Message.objects.filter(recipient_user_id=user.pk, kind__startswith="group.")
    return [each.kind.removeprefix("group.") for each in found.order_by("pk")]


def test_the_secretariat_sets_one_up_by_a_minute(group, secretariat, representative):
    with pytest.raises(Refused) as refused:
        groups.set_up(
            name="volunteering", remit=" ", minute="", starts=TODAY, review_by=TODAY,
            by=representative,
        )  # fmt: skip
    assert len(refused.value.reasons) == 5
    assert group.power_minute == ""  # it advises
    assert [row.action for row in audit.history(group)] == ["group.set_up"]


def test_members_come_from_inside_and_from_outside_with_their_yes(group, convenor, member):
    groups.join(group, Who(organisation=member.organisation), starts=TODAY, by=convenor)
    found = groups.join(group, OUTSIDE, starts=TODAY, by=convenor)
    assert (str(found), found.outside, found.agreed_on) == ("Kim Outside", True, TODAY)
    for who, words in (
        (replace(OUTSIDE, name="Lee", agreed_on=None), "agreed to be named"),
        (replace(OUTSIDE, name="Lee", agreed_on=TODAY + timedelta(days=1)), "today or earlier"),
        (Who(), "Choose a person"),
        (replace(OUTSIDE, organisation=member.organisation), "not both"),
        (replace(OUTSIDE, name="kim  OUTSIDE"), "already"),
    ):
        with pytest.raises(Refused, match=words):
            groups.join(group, who, starts=TODAY, by=convenor)


def test_nobody_is_in_twice_and_one_person_convenes(group, convenor, member, office):
    with pytest.raises(Refused, match="already"):
        groups.join(group, Who(user=member.representative), starts=TODAY, by=convenor)
    with pytest.raises(Refused, match="Somebody else convenes"):
        groups.join(
            group, Who(user=office.finance), role=GroupRole.CONVENOR, starts=TODAY, by=convenor
        )
    with pytest.raises(Refused, match="can sign in"):
        groups.join(group, OUTSIDE, role=GroupRole.CONVENOR, starts=TODAY, by=convenor)


def test_the_database_refuses_days_that_overlap(group, convenor, member, office):
    row = {"group": group, "user": member.representative, "starts": TODAY,
           "who": f"user:{member.representative.pk}"}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMember.objects.create(**row)
    own = GroupMember.objects.get()
    groups.leave(own, on=TODAY - timedelta(days=10), by=convenor)
    again = GroupMember.objects.create(**row)  # the days between are free
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMember.objects.filter(pk=own.pk).update(ends=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMember.objects.filter(pk=again.pk).update(starts=TODAY - timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMember.objects.filter(pk=again.pk).delete()
    convenes = {"group": group, "role": "convenor", "starts": TODAY}
    GroupMember.objects.create(user=office.finance, who=f"user:{office.finance.pk}", **convenes)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMember.objects.create(
            user=office.approver, who=f"user:{office.approver.pk}", **convenes
        )


def test_a_group_that_ended_keeps_its_history_and_takes_nothing_more(
    group, convenor, secretariat, report
):
    groups.record_meeting(group, on=TODAY, place="Luton", notes="We met.", by=convenor)
    with pytest.raises(Refused):
        groups.end_group(group, on=TODAY, why="Done.", by=convenor)
    ended = groups.end_group(group, on=TODAY, why="Minute 9", by=secretariat)
    assert (ended.ends, ended.members.get().ends) == (TODAY, TODAY)
    assert (ended.meetings.count(), ended.reports.count()) == (1, 1)
    later = TODAY + timedelta(days=30)
    for verb in (
        lambda: groups.join(group, OUTSIDE, starts=TODAY, by=secretariat),
        lambda: groups.review_group(group, note="A", review_by=later, by=secretariat),
        lambda: groups.end_group(group, on=TODAY, why="A", by=secretariat),
        lambda: group_reports.ask_report(group, title="A", due_on=later, by=secretariat),
    ):
        with pytest.raises(Refused, match="has ended"):
            verb()
    groups.set_up(
        name="Volunteering", remit="Anew.", minute="Minute 10", starts=TODAY,
        review_by=later, by=secretariat,
    )  # fmt: skip
    assert Group.objects.count() == 2


def test_who_takes_back_their_yes_is_named_no_more(group, convenor):
    found = groups.join(group, OUTSIDE, starts=STARTED, by=convenor)
    groups.forget(found, by=convenor)
    found.refresh_from_db()
    assert (found.name, found.works_for, found.ends) == ("", "", TODAY)
    assert str(found) == "Somebody from outside"
    said = " ".join(str(row) for row in AuditRow.objects.values_list())
    assert "Kim" not in said
    assert "kim" not in said
    with pytest.raises(Refused):
        groups.forget(found, by=convenor)


def test_the_convenor_records_meetings_and_others_do_not(group, convenor, body):
    upload = SimpleUploadedFile("notes.pdf", make.PDF, "application/pdf")
    found = groups.record_meeting(
        group, on=TODAY, place="Luton", notes="", upload=upload, by=convenor
    )
    assert found.file.name == "notes.pdf"
    with pytest.raises(Refused, match="convenor"):
        groups.record_meeting(group, on=TODAY, place="A", notes="B", by=body)
    with pytest.raises(Refused) as refused:
        groups.record_meeting(group, on=TODAY + timedelta(days=1), place="", notes=" ", by=convenor)
    assert len(refused.value.reasons) == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMeeting.objects.filter(pk=found.pk).update(place="Elsewhere")


def test_who_convened_before_no_longer_acts(group, convenor):
    groups.leave(GroupMember.objects.get(), on=TODAY - timedelta(days=1), by=convenor)
    with pytest.raises(Refused):
        groups.record_meeting(group, on=TODAY, place="A", notes="B", by=convenor)


def test_a_report_is_asked_for_reminded_of_and_sent_to_all(
    group, report, convenor, member, office, secretariat
):
    assert group_reports.LATE in due.handlers
    assert tasks
    for day in (TODAY + timedelta(days=21), TODAY + timedelta(days=29)):
        clock.set_today(day, by=SYSTEM)
        due.sweep(today=day)
    assert kinds(member.representative) == [
        "joined", "report_asked", "report_soon", "report_late",
    ]  # fmt: skip
    with pytest.raises(Refused, match="Write the report"):
        group_reports.send_report(report, text=" ", content=make.PDF, by=convenor)
    sent = group_reports.send_report(report, text="It went well.", content=make.PDF, by=convenor)
    assert (sent.state, sent.copy.ours) == (ReportState.SENT, True)
    assert kinds(office.secretariat)[-1] == "report_sent"
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupReport.objects.filter(pk=report.pk).update(text="Else")


def test_the_review_falls_due_and_is_put_off(group, secretariat, office):
    clock.set_today(group.review_by, by=SYSTEM)
    due.sweep(today=group.review_by)
    assert kinds(office.secretariat) == ["review_due"]
    later = group.review_by + timedelta(days=200)
    found = groups.review_group(group, note="Goes on.", review_by=later, by=secretariat)
    assert (found.review_by, found.reviewed_on) == (later, clock.today())


@pytest.mark.parametrize(("state", "move"), every_cell(REPORT, ReportState.values))
def test_each_move_of_a_report(state, move, group, convenor, secretariat, body):
    found = GroupReport(group=group, state=state)
    allowed = {"send": (convenor, secretariat), "excuse": (secretariat,)}[move.name]
    for actor in (convenor, secretariat, body):
        right = state in move.sources and actor in allowed
        assert (move in REPORT.possible(found, actor)) is right
        assert move not in REPORT.possible(found, replace(actor, impersonator_id=5))
