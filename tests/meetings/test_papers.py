"""Papers: asked by a day, brought in versions, read by their mark (R54, R71, A17)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.filetypes import FileRefused
from consortium.core.models import AuditRow, Message, StoredFile
from consortium.core.models.due import DueItem
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from members.meetings import tasks, todos  # noqa: F401 - the handlers of tasks
from members.meetings.actions import circulation, paper_planning, papers, replies, schedule
from members.meetings.facts.papers import lines, missing, visible
from members.meetings.models import Paper, PaperVersion
from members.meetings.states import Mark, MeetingState
from tests.factories import meetings as make
from tests.factories import papers as files
from tests.factories.meetings import TODAY

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=35)


@pytest.fixture
def meeting(here):
    found = make.meeting(on=LATER)
    make.item(found, title="Training")
    return found


def kinds(user) -> list[str]:
    found = Message.objects.filter(recipient_user_id=user.pk, kind__startswith="meetings.paper")
    return [each.kind for each in found.order_by("pk")]


def states(meeting, actor) -> list[str]:
    return [each.state for each in lines(meeting, actor, today=clock.today())]


def test_the_secretariat_asks_somebody_for_a_paper_by_a_day(here, meeting):
    owner = here.members[0].representative
    due_on = LATER - timedelta(days=14)
    paper = files.ask(meeting, owner=owner, due_on=due_on, by=here.secretariat)
    assert (paper.asked_on, paper.owner, kinds(owner)) == (TODAY, owner, ["meetings.paper_asked"])
    assert missing(meeting) == [paper]
    row = audit.history(paper).get()
    assert (row.action, row.after["owner"]) == ("paper.asked", owner.pk)
    assert owner.name not in str(list(AuditRow.objects.values_list()))


def test_only_the_secretariat_asks_and_it_says_what_is_wrong(here, meeting):
    other = make.item(make.meeting(on=LATER + timedelta(days=7)))
    for fields, words in (
        ({"title": " "}, "Enter the title"),
        ({"due_on": LATER}, "before the meeting"),
        ({"due_on": TODAY - timedelta(days=1)}, "today or later"),
        ({"mark": Mark.RESTRICTED}, "Name who may read"),
        ({"item": other}, "item of this meeting"),
    ):
        with pytest.raises(Refused, match=words):
            files.ask(meeting, by=here.secretariat, **fields)
    with pytest.raises(Refused, match="Only the secretariat"):
        files.ask(meeting, by=here.members[0].by)
    over = make.meeting(on=TODAY - timedelta(days=7), state=MeetingState.HELD)
    with pytest.raises(Refused, match="is over"):
        files.ask(over, by=here.secretariat)
    assert not Paper.objects.exists()


def test_its_owner_or_the_secretariat_brings_it_and_nobody_else(here, meeting):
    owner = here.members[0]
    paper = files.ask(meeting, owner=owner.representative, by=here.secretariat)
    with pytest.raises(Refused, match="Only the owner"):
        files.bring(paper, by=here.members[2].by)
    first = files.bring(paper, by=owner.by)
    assert first.number == 1
    assert kinds(here.office.secretariat) == ["meetings.paper_brought"]
    with pytest.raises(Refused, match="what has changed"):
        files.bring(paper, words="Second", by=owner.by)
    second = files.bring(paper, words="Second", note="New budget", by=here.secretariat)
    assert (second.number, second.note) == (2, "New budget")
    with pytest.raises(Refused, match="here already"):
        files.bring(paper, words="Second", note="Again", by=owner.by)
    assert missing(meeting) == []


def test_a_file_that_is_no_document_is_not_taken(here, meeting):
    paper = files.ask(meeting, by=here.secretariat)
    with pytest.raises(FileRefused):
        papers.bring(paper, SimpleUploadedFile("a.exe", b"MZ\x90"), by=here.secretariat)
    assert not PaperVersion.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_version_stays_as_it_was_brought(here, meeting):
    version = files.bring(files.ask(meeting, by=here.secretariat), by=here.secretariat)
    for act in (
        lambda: PaperVersion.objects.filter(pk=version.pk).update(note="Other"),
        lambda: PaperVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_each_mark_is_read_by_whom_it_is_for(here, meeting):
    reader = here.members[2]
    for mark in Mark:
        files.paper(
            meeting, title=mark.label, mark=mark, by=here.secretariat,
            readers=[reader.representative] if mark == Mark.RESTRICTED else [],
        )  # fmt: skip
    adviser = make.make.actor_of(here.adviser)
    everybody = (here.secretariat, here.chair, here.members[0].by, reader.by, adviser)

    def marks(actor):
        return [each.mark for each in visible(meeting.papers.order_by("pk"), actor)]

    before = [marks(each) for each in everybody]
    assert before == [list(Mark), ["public", "meeting", "members"], [], [], []]
    circulation.circulate(meeting, by=here.secretariat)
    after = [marks(each) for each in everybody]
    assert after == [
        list(Mark), ["public", "meeting", "members"], ["public", "meeting", "members"],
        list(Mark), ["public", "meeting"],
    ]  # fmt: skip
    assert marks(None) == ["public"]


def test_what_stands_under_a_members_item_is_not_for_advisers(here, meeting):
    item = make.item(meeting, title="Pay", mark=Mark.MEMBERS)
    files.paper(meeting, item=item, by=here.secretariat)
    circulation.circulate(meeting, by=here.secretariat)
    adviser = make.make.actor_of(here.adviser)
    assert not visible(meeting.papers.all(), adviser).exists()
    assert visible(meeting.papers.all(), here.members[3].by).count() == 1


def test_another_ones_change_is_not_overwritten(here, meeting):
    paper = files.ask(meeting, by=here.secretariat)
    values = {"title": "New", "owner": None, "due_on": None, "mark": Mark.PUBLIC}
    papers.change_paper(paper, **values, version=1, by=here.secretariat)
    with pytest.raises(Stale):
        papers.change_paper(paper, **values, version=1, by=here.secretariat)
    with pytest.raises(Refused):
        papers.change_paper(paper, **values, by=here.members[0].by)


def test_a_new_owner_is_told(here, meeting):
    one, two = here.members[0].representative, here.members[2].representative
    paper = files.ask(meeting, owner=one, by=here.secretariat)
    papers.change_paper(
        paper, title=paper.title, owner=two, due_on=None, mark=Mark.MEETING, by=here.secretariat
    )
    assert (kinds(one), kinds(two)) == (["meetings.paper_asked"], ["meetings.paper_asked"])


def test_one_that_is_taken_off_says_why_and_is_not_missing(here, meeting):
    paper = files.ask(meeting, by=here.secretariat)
    with pytest.raises(Refused, match="Say why"):
        papers.take_off(paper, why=" ", by=here.secretariat)
    papers.take_off(paper, why="Not ready.", by=here.secretariat)
    assert missing(meeting) == []
    assert states(meeting, here.secretariat) == ["off"]
    with pytest.raises(Refused, match="taken off"):
        files.bring(paper, by=here.secretariat)


def test_its_owner_is_reminded_seven_working_days_before_unless_it_came(here, meeting):
    one, two = here.members[0], here.members[2]
    files.ask(meeting, title="A", owner=one.representative, by=here.secretariat)
    came = files.ask(meeting, title="B", owner=two.representative, by=here.secretariat)
    files.bring(came, by=two.by)
    day = paper_planning.paper_day(meeting)
    clock.set_today(day, by=SYSTEM)
    due.sweep(today=day)
    assert kinds(one.representative)[-1] == "meetings.paper_soon"
    assert "meetings.paper_soon" not in kinds(two.representative)


def test_a_reminder_follows_a_meeting_that_was_put_off(here, meeting):
    one = here.members[0]
    files.ask(meeting, owner=one.representative, by=here.secretariat)
    first = paper_planning.paper_day(meeting)
    meeting.on += timedelta(days=14)
    meeting.save(update_fields=["on"])
    due.sweep(today=first)
    assert "meetings.paper_soon" not in kinds(one.representative)
    day = paper_planning.paper_day(meeting)
    clock.set_today(day, by=SYSTEM)
    due.sweep(today=day)
    due.sweep(today=day)
    assert kinds(one.representative).count("meetings.paper_soon") == 1


def test_the_list_says_of_each_what_becomes_of_it(here, meeting):
    files.ask(meeting, title="A", due_on=TODAY, by=here.secretariat)
    files.paper(meeting, title="B", by=here.secretariat)
    asked = files.ask(meeting, title="C", by=here.secretariat)
    papers.bring(asked, files.upload("C"), by=here.secretariat)
    assert states(meeting, here.secretariat) == ["asked", "in", "checking"]
    circulation.circulate(meeting, by=here.secretariat)
    clock.set_today(TODAY + timedelta(days=1), by=SYSTEM)
    files.bring(Paper.objects.get(title="B"), words="B2", note="New", by=here.secretariat)
    assert states(meeting, here.secretariat) == ["overdue", "changed", "checking"]
    assert states(meeting, here.members[3].by) == ["changed"]
    shown = lines(meeting, here.members[3].by, today=TODAY)[0]
    assert shown.version.number == 1  # the new one has not gone out


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_many(
    here, meeting, count, django_assert_max_num_queries
):
    for number in range(count):
        files.paper(meeting, title=f"Paper {number}", by=here.secretariat)
    by = here.secretariat
    with django_assert_max_num_queries(2):
        assert len(lines(meeting, by, today=TODAY)) == count


def test_todays_list_says_what_to_bring_to_send_and_to_answer(here, meeting):
    one = here.members[3]
    files.ask(meeting, title="Figures", owner=one.representative, by=here.secretariat)
    assert titles(one.by) == ["Bring a paper: Figures"]
    near = make.meeting(on=TODAY + timedelta(days=14))
    make.item(near)
    assert "Circulate the papers for 24 December 2026" in titles(here.secretariat)
    circulation.circulate(near, by=here.secretariat)
    assert "Circulate the papers for 24 December 2026" not in titles(here.secretariat)
    assert "Say whether you are coming on 24 December 2026" in titles(one.by)
    replies.reply(
        near, user=one.representative, organisation=one.organisation, answer="coming", by=one.by
    )
    assert titles(one.by) == ["Bring a paper: Figures"]


def titles(actor) -> list[str]:
    own = ("Bring a paper", "Circulate", "Say whether")
    found = todos.todos(actor, today=TODAY)
    return [each.title for each in found if each.title.startswith(own)]


def test_reminders_follow_a_meeting_that_is_moved_forward_or_called_off(here, meeting):
    one = here.members[0]
    paper = files.ask(meeting, owner=one.representative, by=here.secretariat)
    earlier = meeting.on - timedelta(days=7)
    plan = schedule.Plan(
        on=earlier, starts_at=meeting.starts_at, ends_at=meeting.ends_at, place=meeting.place
    )
    moved = schedule.change_meeting(
        meeting, plan, why="Snow.", version=meeting.version, by=here.secretariat
    )
    assert days_planned(paper) == [paper_planning.paper_day(moved)]
    schedule.cancel_meeting(moved, why="Snow.", by=here.secretariat)
    assert days_planned(paper) == []


def days_planned(paper) -> list:
    rows = DueItem.objects.filter(kind=paper_planning.PAPER_SOON, object_id=str(paper.pk))
    rows = rows.filter(cancelled_at__isnull=True, handled_at__isnull=True)
    return list(rows.values_list("due_at", flat=True))
