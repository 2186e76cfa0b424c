"""The clock's doors into papers and replies, and the jobs that make packs and named copies."""

from consortium.core import clock, files
from consortium.core.actor import SYSTEM
from consortium.core.due import handles
from consortium.core.jobs import JobFailed, job
from consortium.core.models import StoredFile
from consortium.core.pdfbook import NotJoined
from members.models import User

from .actions import packs, paper_planning, replies
from .facts.packs import audiences_of, contents_of
from .models import Meeting, Paper
from .notices import papers as notices
from .reports.packs import AUDIENCES, render_named, render_pack
from .states import LIVE

NOT_JOINED = (
    "One of the papers cannot be put into one file with the others. Save it as a PDF again and "
    "add it as a new version; until then the papers can be read one by one."
)


@job(packs.PACKS)
def make_packs(current, meeting_id: int) -> str:
    """Make the pack of each audience anew where something is new in it."""
    meeting = Meeting.objects.get(pk=meeting_id)
    wanted = audiences_of(meeting)
    for step, (audience, item) in enumerate(wanted):
        who = item.title if item else AUDIENCES[audience].lower()
        current.progress(step, len(wanted), f"Putting together: {who}")
        contents = contents_of(meeting, audience, item)
        if packs.same_pack(contents) is None:
            content, pages = _joined(lambda found=contents: render_pack(found))
            packs.keep_pack(contents, content, pages=pages, by=current.actor)
    current.progress(len(wanted), len(wanted), "All are there")
    return f"{meeting.get_absolute_url()}papers/"


@job(packs.COPY)
def make_copy(current, file_id: int, url: str) -> str:
    """Make the copy of a PDF that names who asked for it; gives where it is handed out."""
    current.progress(0, 1, "Making your copy")
    stored, reader = StoredFile.objects.get(pk=file_id), User.objects.get(pk=current.owner_id)
    if packs.copy_of(stored, reader_id=reader.pk) is None:
        content = _joined(lambda: render_named(files.content_of(stored), reader))
        packs.keep_copy(stored, content, by=current.actor)
    current.progress(1, 1, "Your copy is there")
    return url


def _joined(make):
    try:
        return make()
    except NotJoined as error:
        raise JobFailed(NOT_JOINED) from error


@handles(paper_planning.PAPER_SOON)
def remind_of_a_paper(item, late: bool) -> None:
    """Seven working days before; a meeting that was put off is reminded of on its new day."""
    paper = Paper.objects.standing().select_related("meeting", "owner").filter(pk=item.object_id)
    found = paper.filter(meeting__state__in=LIVE, versions=None).first()
    if found is None or found.meeting.on < clock.today():
        return
    if paper_planning.paper_day(found.meeting) > clock.today():
        paper_planning.plan_paper(found)
        return
    notices.paper_soon(found, by=SYSTEM)


@handles(paper_planning.REPLIES_SOON)
def ask_who_comes(item, late: bool) -> None:
    """Three working days before, those of whom nothing was heard; put off with the meeting."""
    found = Meeting.objects.filter(pk=item.object_id, state__in=LIVE).first()
    if found is None or found.on < clock.today():
        return
    if paper_planning.reply_day(found) > clock.today():
        paper_planning.plan_replies(found)
        return
    replies.remind(found, by=SYSTEM)
