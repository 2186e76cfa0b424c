"""One file for each kind of reader, and copies that name who asked for them (R54, R71)."""

import hashlib
import io
from datetime import timedelta

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from consortium.core import audit, clock, files
from consortium.core.models import Job, Message
from consortium.core.workflow import Refused
from members.actions.erasing import ALSO
from members.meetings.actions import circulation, packs
from members.meetings.facts.packs import contents_of, packs_for
from members.meetings.models import NamedCopy, Pack
from members.meetings.reports.packs import render_pack
from members.meetings.states import Mark
from members.models import MeetingBusiness
from tests.factories import meetings as make
from tests.factories import papers as paper_files
from tests.factories.meetings import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(here):
    found = make.meeting(on=TODAY + timedelta(days=28))
    item = make.item(found, title="Training")
    paper_files.paper(found, title="Plan", item=item, pages=2, by=here.secretariat)
    return found


def read(stored):
    return pikepdf.open(io.BytesIO(files.content_of(stored)))


def words_of(document) -> str:
    with document.open_outline() as outline:
        return str([(each.title, [one.title for one in each.children]) for each in outline.root])


def keep(meeting, here, audience="members", item=None) -> Pack:
    contents = contents_of(meeting, audience, item)
    content, pages = render_pack(contents)
    return packs.keep_pack(contents, content, pages=pages, by=here.secretariat)


def test_it_holds_agenda_cover_sheets_and_papers_with_bookmarks(here, meeting):
    paper_files.paper(meeting, title="Table", name="table.csv", by=here.secretariat)
    pack = keep(meeting, here)
    made = read(pack.file)
    assert pack.pages == len(made.pages) == 1 + 1 + 2
    assert words_of(made) == "[('Agenda', []), ('1. Training', ['Plan'])]"
    assert list(made.attachments) == ["1 table.csv"]
    assert made.Root.MarkInfo.Marked  # our pages keep their tags
    assert str(made.Root.Lang) == "en-GB"
    assert b"pdfuaid:part" not in made.Root.Metadata.read_bytes()
    assert pack.file.sha256 == hashlib.sha256(files.content_of(pack.file)).hexdigest()
    assert audit.history(pack).get().after["sha256"] == pack.file.sha256


def test_each_kind_of_reader_gets_what_is_for_them(here, meeting):
    business = MeetingBusiness.objects.create(
        kind="a", object_kind="x", object_id="1", title="Admit", raised_on=TODAY,
        invited=[{"name": "Kim", "email": "kim@example.org"}],
    )  # fmt: skip
    item = make.item(meeting, title="Admission", business=business)
    paper_files.paper(meeting, title="Form", item=item, by=here.secretariat)
    paper_files.paper(meeting, title="Pay", mark=Mark.MEMBERS, by=here.secretariat)
    reader = [here.members[2].representative]
    paper_files.paper(
        meeting, title="Named", mark=Mark.RESTRICTED, readers=reader, by=here.secretariat
    )
    paper_files.ask(meeting, title="Not here", by=here.secretariat)

    def listed(audience, of=None):
        entries = contents_of(meeting, audience, of).entries
        return sorted((each.paper.title, each.how) for each in entries)

    everybody = [("Form", "inside"), ("Not here", "follows"), ("Plan", "inside")]
    assert listed("members") == sorted([*everybody, ("Named", "apart"), ("Pay", "inside")])
    assert listed("advisers") == everybody
    assert listed("item", item) == [("Form", "inside")]


def test_what_has_not_changed_is_not_made_again(here, meeting):
    first = keep(meeting, here)
    assert keep(meeting, here) == first
    paper = meeting.papers.get()
    paper_files.bring(paper, words="New", note="Figures", by=here.secretariat)
    assert keep(meeting, here) != first
    assert Pack.objects.count() == 2


def test_nobody_but_the_secretariat_reads_a_pack_before_it_goes_out(here, meeting):
    pack = keep(meeting, here)
    member, adviser = here.members[3].by, make.make.actor_of(here.adviser)
    assert list(packs_for(meeting, here.secretariat)) == [pack]
    assert not packs_for(meeting, member).exists()
    circulation.circulate(meeting, by=here.secretariat)
    assert list(packs_for(meeting, member)) == [pack]
    assert not packs_for(meeting, adviser).exists()
    paper_files.bring(meeting.papers.get(), words="New", note="More", by=here.secretariat)
    assert keep(meeting, here) not in packs_for(meeting, member)


def test_the_job_makes_one_for_each_and_a_broken_file_is_told(
    here, meeting, sign_in_as, django_capture_on_commit_callbacks, monkeypatch
):
    client = sign_in_as(here.office.secretariat)
    page = client.get(reverse("meeting_papers", args=[meeting.pk])).content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("packs_make", args=[meeting.pk]), {"token": token})
    assert answer.status_code == 302
    assert Job.objects.get(kind=packs.PACKS).state == "done"
    assert sorted(Pack.objects.values_list("audience", flat=True)) == ["advisers", "members"]
    with pytest.raises(Refused, match="Only the secretariat"):
        packs.ask_packs(meeting, by=here.chair)
    paper_files.paper(meeting, title="Bad", by=here.secretariat)
    monkeypatch.setattr(files, "content_of", lambda stored: b"%PDF-1.7 broken")
    with django_capture_on_commit_callbacks(execute=True):
        job = packs.ask_packs(meeting, by=here.secretariat)
    job.refresh_from_db()
    assert (job.state, "cannot be put into one file" in job.message) == ("failed", True)


def test_a_members_paper_is_handed_out_as_a_copy_that_names_its_reader(
    here, meeting, sign_in_as, django_capture_on_commit_callbacks
):
    paper = paper_files.paper(meeting, title="Pay", mark=Mark.MEMBERS, by=here.secretariat)
    circulation.circulate(meeting, by=here.secretariat)
    one, version = here.members[3], paper.versions.get()
    client = sign_in_as(one.representative)
    url = reverse("paper_file", args=[meeting.pk, paper.pk, version.pk])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.get(url)
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200  # the page of the job
    copy = NamedCopy.objects.get()
    assert (copy.reader, copy.source) == (one.representative, version.file)
    served = client.get(url)
    assert served.content == files.content_of(copy.file) != files.content_of(version.file)
    made = read(copy.file)
    assert len(made.pages[0].obj.Resources.XObject.keys()) == 1
    assert Job.objects.filter(kind=packs.COPY).count() == 1  # made once for this reader
    for forget in ALSO:
        forget(one.representative, by=here.secretariat)
    assert NamedCopy.objects.get().file.state == "tombstoned"


def test_a_paper_for_all_is_handed_out_as_it_is(here, meeting, sign_in_as):
    circulation.circulate(meeting, by=here.secretariat)
    paper = meeting.papers.get()
    version = paper.versions.get()
    url = reverse("paper_file", args=[meeting.pk, paper.pk, version.pk])
    served = sign_in_as(here.adviser).get(url)
    assert served.content == files.content_of(version.file)
    assert not NamedCopy.objects.exists()


def test_each_look_at_a_paper_for_named_people_is_on_record_and_others_find_nothing(
    here, meeting, sign_in_as, django_capture_on_commit_callbacks
):
    reader, other = here.members[2], here.members[3]
    paper = paper_files.paper(
        meeting, title="Named", mark=Mark.RESTRICTED, readers=[reader.representative],
        by=here.secretariat,
    )  # fmt: skip
    circulation.circulate(meeting, by=here.secretariat)
    url = reverse("paper_file", args=[meeting.pk, paper.pk, paper.versions.get().pk])
    own = reverse("paper", args=[meeting.pk, paper.pk])
    for user in (other.representative, here.adviser, reader.substitute):
        client = sign_in_as(user)
        assert {client.get(each).status_code for each in (url, own)} == {404}
    client = sign_in_as(reader.representative)
    with django_capture_on_commit_callbacks(execute=True):
        client.get(url)
    for _ in range(2):
        assert client.get(url).status_code == 200
    looks = audit.history(paper).filter(action="paper.looked")
    assert [row.actor_id for row in looks] == [reader.representative.pk] * 2
    page = sign_in_as(here.office.secretariat).get(own).content.decode()
    assert "Who has looked" in page


def test_a_guest_gets_the_pack_of_the_item(here, meeting):
    business = MeetingBusiness.objects.create(
        kind="a", object_kind="x", object_id="1", title="Admit", raised_on=TODAY,
        invited=[{"name": "Kim", "email": "kim@example.org"}],
    )  # fmt: skip
    item = make.item(meeting, title="Admission", business=business)
    paper_files.paper(meeting, title="Form", item=item, by=here.secretariat)
    circulation.circulate(meeting, by=here.secretariat)
    pack, members = keep(meeting, here, "item", item), keep(meeting, here)
    link = Message.objects.get(to="kim@example.org").link
    assert Client().get(f"{link}pack/{pack.pk}/").status_code == 200
    assert Client().get(f"{link}pack/{members.pk}/").status_code == 404
    assert clock.today() == TODAY


def test_a_paper_that_is_kept_to_members_since_takes_its_packs_from_the_others(here, meeting):
    pack = keep(meeting, here, audience="advisers")
    circulation.circulate(meeting, by=here.secretariat)
    adviser = make.make.actor_of(here.adviser)
    assert list(packs_for(meeting, adviser)) == [pack]
    meeting.papers.update(mark=Mark.MEMBERS)
    assert not packs_for(meeting, adviser).exists()
    assert list(packs_for(meeting, here.secretariat)) == [pack]
