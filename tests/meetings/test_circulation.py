"""Circulation: once, with proof, on time or late with a reason (R71, R93; A4, GV10; J5)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from consortium.core import audit, clock, workingdays
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.periods import LONDON
from consortium.core.workflow import Refused
from members.meetings.actions import circulation, papers
from members.meetings.facts.circulating import outline
from members.meetings.facts.moments import told
from members.meetings.facts.timing import clear_days, timing_of
from members.meetings.models import Circulation, Paper, Receipt, ReceivedVersion, SentVersion
from members.meetings.rules_notice import Notice
from members.meetings.states import Mark, MeetingState
from members.models import MeetingBusiness
from tests.factories import meetings as make
from tests.factories import papers as files
from tests.factories.meetings import TODAY

pytestmark = pytest.mark.django_db
ON = date(2027, 1, 5)  # a Tuesday: the last day in time is Wednesday 23 December (A4)
LAST = date(2026, 12, 23)


@pytest.fixture
def meeting(here):
    found = make.meeting(on=ON)
    make.item(found, title="Training")
    return found


def at(day: date, hour: int = 12, minute: int = 0):
    clock.set_today(day, by=SYSTEM)
    return told(datetime.combine(day, time(hour, minute), tzinfo=LONDON))


def send(meeting, here, **given) -> Circulation:
    return circulation.circulate(meeting, by=here.secretariat, **given)


def guest(meeting, **fields):
    business = MeetingBusiness.objects.create(
        kind="applications.admission", object_kind="x", object_id="1", title="Admit a member",
        raised_on=TODAY, invited=[{"name": "Kim Guest", "email": "kim@example.org"}],
    )  # fmt: skip
    return make.item(meeting, title="Admission", business=business, **fields)


@pytest.mark.parametrize(
    ("meeting_on", "last"),
    [
        (date(2009, 3, 24), date(2009, 3, 16)),
        (ON, LAST),
        (date(2026, 9, 7), date(2026, 8, 27)),
        (date(2027, 3, 31), date(2027, 3, 19)),
    ],
)
def test_the_last_day_in_time_and_the_one_after_it(meeting_on, last):
    notice, noon = Notice(), time(12)
    in_time = timing_of(meeting_on, at=datetime.combine(last, noon, LONDON), notice=notice)
    assert (in_time.late, in_time.clear) == (False, 5)
    assert in_time.sentence == "On time: 5 clear working days"
    after = workingdays.add_working_days(last, 1)
    late = timing_of(meeting_on, at=datetime.combine(after, noon, LONDON), notice=notice)
    assert (late.late, late.clear, late.tone) == (True, 4, "lenient")
    assert late.sentence.startswith("Late by 1 working day: 4 clear working days.")


def test_late_and_fewer_than_five_clear_days_are_the_same_thing_on_every_day():
    notice = Notice()
    for meeting_on in (date(2024, 1, 4) + timedelta(weeks=n) for n in range(365)):
        for back in range(16):
            day = meeting_on - timedelta(days=back)
            for hour in (16, 18):
                at = datetime.combine(day, time(hour), LONDON)
                found = timing_of(meeting_on, at=at, notice=notice)
                assert found.late == (found.clear < 5), (meeting_on, at)


def test_clear_days_are_never_below_nothing():
    assert clear_days(date(2026, 12, 10), date(2026, 12, 10)) == 0
    assert clear_days(date(2026, 12, 14), date(2026, 12, 10)) == 0


def test_it_goes_to_everybody_who_is_to_have_it_once(here, meeting):
    item = guest(meeting)
    files.paper(meeting, title="All", by=here.secretariat)
    files.paper(meeting, title="Guests", item=item, by=here.secretariat)
    files.paper(meeting, title="Members", mark=Mark.MEMBERS, by=here.secretariat)
    files.paper(
        meeting, title="Named", mark=Mark.RESTRICTED, by=here.secretariat,
        readers=[here.members[2].representative, here.office.finance],
    )  # fmt: skip
    shown = outline(meeting)
    got = {each.who: [one.paper.title for one in each.versions] for each in shown.recipients}
    assert len(shown.recipients) == 6 * 2 + 1 + 1 + 1
    assert got[here.members[0].representative.name] == ["All", "Members", "Guests"]
    assert got[here.members[0].substitute.name] == ["All", "Members", "Guests"]
    assert got[here.members[2].representative.name] == ["All", "Members", "Named", "Guests"]
    assert got[here.adviser.name] == ["All", "Guests"]
    assert got["Kim Guest"] == ["Guests"]
    assert got[here.office.finance.name] == ["Named"]
    sent = send(meeting, here)
    assert sent.receipts.count() == len(shown.recipients)
    kept = {
        str(each): sorted(one.version.paper.title for one in each.received.all())
        for each in sent.receipts.all()
    }
    assert kept == {who: sorted(titles) for who, titles in got.items()}
    mails = Message.objects.filter(kind="meetings.circulated")
    assert mails.count() == len(shown.recipients)
    assert "Named" not in mails.get(to=here.adviser.email).text
    assert "/meetings/reply/" in mails.get(to=here.adviser.email).text
    assert "/meetings/reply/" not in mails.get(to=here.members[0].substitute.email).text
    assert "/meetings/guest/" in mails.get(to="kim@example.org").text


def test_it_is_on_time_until_the_cut_off_and_late_after_it(here, meeting):
    with at(LAST, 17, 0):
        assert outline(meeting).timing.sentence == "On time: 5 clear working days"
    with at(LAST, 17, 1):
        assert outline(meeting).timing.late
        with pytest.raises(Refused, match="why it is late"):
            send(meeting, here)
        sent = send(meeting, here, reason="The printer broke.")
    assert (sent.late, sent.clear_days, sent.reason) == (True, 4, "The printer broke.")
    assert (sent.due_by, sent.counts_for) == (LAST, date(2026, 12, 24))


def test_lateness_never_stops_it_even_on_the_day(here, meeting):
    with at(ON, 9):
        assert send(meeting, here, reason="Snow.").clear_days == 0


def test_pressed_twice_or_by_two_it_goes_out_once(here, meeting):
    number = outline(meeting).number
    send(meeting, here, number=number)
    with pytest.raises(Refused, match="by somebody else, once"):
        send(meeting, here, number=number)
    with pytest.raises(Refused, match="gone out already"):
        send(meeting, here)
    assert Circulation.objects.count() == 1
    assert Message.objects.filter(kind="meetings.circulated").count() == 13


def test_the_same_form_sent_twice_sends_once(here, meeting, sign_in_as):
    client, url = sign_in_as(here.office.secretariat), reverse("circulate", args=[meeting.pk])
    page = client.get(url).content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    given = {"token": token, "number": 1, "words": ""}
    for _ in range(2):
        assert client.post(url, given).status_code == 302
    assert Circulation.objects.count() == 1


def test_later_papers_go_out_by_themselves_and_each_keeps_its_first_time(here, meeting):
    first = files.paper(meeting, title="First", by=here.secretariat)
    with at(LAST - timedelta(days=1)):
        sent = send(meeting, here)
    files.bring(first, words="Second", note="Figures", by=here.secretariat)
    files.paper(meeting, title="Late one", by=here.secretariat)
    with at(ON - timedelta(days=1)):
        again = send(meeting, here, reason="The figures came late.")
    first.refresh_from_db()
    assert (sent.late, again.late, again.number) == (False, True, 2)
    assert first.sent_at == sent.sent_at
    assert Paper.objects.get(title="Late one").sent_at == again.sent_at
    assert SentVersion.objects.filter(circulation=again).count() == 2
    mail = Message.objects.filter(kind="meetings.circulated").order_by("-pk")[0]
    assert "The figures came late." in mail.text
    assert mail.subject.startswith("More papers")


def test_a_paper_that_is_missing_or_not_checked_stops_nothing(here, meeting):
    files.ask(meeting, title="Missing", by=here.secretariat)
    unchecked = files.ask(meeting, title="Unchecked", by=here.secretariat)
    papers.bring(unchecked, files.upload("U"), by=here.secretariat)
    sent = send(meeting, here)
    assert not sent.versions.exists()
    text = Message.objects.filter(kind="meetings.circulated")[0].text
    assert "To follow:\n- Missing" in text


def test_who_may_not_and_what_is_over_is_refused(here, meeting):
    for by in (here.chair, here.members[0].by):
        with pytest.raises(Refused, match="Only the secretariat"):
            circulation.circulate(meeting, by=by)
    with pytest.raises(Refused, match="nothing on the agenda"):
        send(make.meeting(on=ON + timedelta(days=7)), here)
    off = make.meeting(on=ON + timedelta(days=8), state=MeetingState.CANCELLED)
    with pytest.raises(Refused, match="called off"):
        send(off, here)


def test_what_went_out_stays_on_record(here, meeting):
    paper = files.paper(meeting, by=here.secretariat)
    sent = send(meeting, here)
    for act in (
        lambda: Circulation.objects.update(sent_at=clock.now()),
        lambda: Circulation.objects.all().delete(),
        lambda: SentVersion.objects.all().delete(),
        lambda: ReceivedVersion.objects.all().delete(),
        lambda: Receipt.objects.all().delete(),
        lambda: Paper.objects.update(sent_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    row = audit.history(sent).get()
    assert row.after["versions"] == [paper.versions.get().pk]
    assert here.adviser.name not in str(row.after)


def test_opened_counts_when_somebody_looks_signed_in_and_the_first_time_stays(
    here, meeting, sign_in_as
):
    files.paper(meeting, by=here.secretariat)
    send(meeting, here)
    one = here.members[0]
    url = reverse("meeting_papers", args=[meeting.pk])
    assert Client().get(url).status_code == 302  # a scanner of mail lands at the sign-in page
    assert not Receipt.objects.filter(opened_at__isnull=False).exists()
    client = sign_in_as(one.substitute)
    client.get(url)
    first = Receipt.objects.get(opened_at__isnull=False)
    assert first.user == one.substitute
    client.get(url)
    assert Receipt.objects.get(pk=first.pk).opened_at == first.opened_at


def test_a_guest_sees_the_papers_of_one_item_and_opening_the_link_does_not_count(here, meeting):
    item = guest(meeting)
    files.paper(meeting, title="Ours", by=here.secretariat)
    mine = files.paper(meeting, title="Form", item=item, by=here.secretariat)
    files.paper(meeting, title="Secret", item=item, mark=Mark.MEMBERS, by=here.secretariat)
    send(meeting, here)
    receipt = Receipt.objects.get(email="kim@example.org")
    link = Message.objects.get(to="kim@example.org").link
    client = Client()
    page = client.get(link).content.decode()
    assert "Form" in page
    assert "Ours" not in page
    assert "Secret" not in page
    receipt.refresh_from_db()
    assert receipt.opened_at is None
    version = mine.versions.get()
    assert client.get(f"{link}paper/{version.pk}/").status_code == 200
    receipt.refresh_from_db()
    assert receipt.opened_at is not None
    others = [each.pk for each in files.PaperVersion.objects.exclude(pk=version.pk)]
    assert {client.get(f"{link}paper/{pk}/").status_code for pk in others} == {404}


def test_a_guests_link_ends_with_the_meeting_or_the_item_and_opens_nothing_when_altered(
    here, meeting
):
    item = guest(meeting)
    send(meeting, here)
    link = Message.objects.get(to="kim@example.org").link
    assert Client().get(link[:-2] + "x/").status_code == 410
    with at(ON, 23):
        assert Client().get(link).status_code == 200
    with at(ON + timedelta(days=1), 9):
        assert "over" in Client().get(link).content.decode()
    clock.set_today(TODAY, by=SYSTEM)
    item.state, item.why = "withdrawn", "Not now."
    item.save()
    assert Client().get(link).status_code == 410


def test_the_page_names_who_got_what_and_who_opened_it(here, meeting, sign_in_as):
    files.paper(meeting, title="Plan", by=here.secretariat)
    sent = send(meeting, here)
    url = reverse("circulation", args=[meeting.pk, sent.pk])
    page = sign_in_as(here.office.secretariat).get(url).content.decode()
    assert here.adviser.name in page
    assert "Plan (1)" in page
    assert "0 of 13" in page
    assert sign_in_as(here.members[3].representative).get(url).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_as_many_queries_for_many(
    here, meeting, count, django_assert_max_num_queries
):
    for number in range(count):
        files.paper(meeting, title=f"Paper {number}", by=here.secretariat)
    with django_assert_max_num_queries(11):
        assert len(outline(meeting).versions) == count


def test_a_paper_that_is_kept_to_members_since_is_behind_no_guests_link(here, meeting):
    item = guest(meeting)
    mine = files.paper(meeting, title="Form", item=item, by=here.secretariat)
    send(meeting, here)
    link = Message.objects.get(to="kim@example.org").link
    file = f"{link}paper/{mine.versions.get().pk}/"
    assert Client().get(file).status_code == 200
    mine.refresh_from_db()
    papers.change_paper(
        mine, title="Form", owner=None, due_on=None, mark=Mark.MEMBERS, item=item,
        by=here.secretariat,
    )  # fmt: skip
    assert "Form" not in Client().get(link).content.decode()
    assert Client().get(file).status_code == 404
