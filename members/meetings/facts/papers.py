"""Which papers and versions somebody reads, and what becomes of each paper (R54, R71)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q

from consortium.core.actor import Actor
from members.meetings.models import AgendaItem, Meeting, Paper, PaperVersion
from members.meetings.permissions import marks_read_by
from members.meetings.permissions_papers import prepares
from members.meetings.states import Mark
from members.models import Seat, User
from members.states import Role

READERS = Paper.readers.through
WATERMARKED = frozenset({Mark.MEMBERS, Mark.RESTRICTED})


def visible(papers, actor: Actor | None):
    """The papers of a queryset that this person may know of.

    The secretariat sees all, an owner their own, the chair all but what is for named
    people; everybody else what has gone out and bears a mark that they read. What is
    for named people opens to them, and never through another's eyes.
    """
    if prepares(actor):
        return papers
    marks = marks_read_by(actor)
    item = Q(item=None) | Q(item__mark__in=marks)
    read = Q(mark__in=marks) & item & Q(sent_at__isnull=False)
    if actor is not None and actor.has(Role.CHAIR):
        read |= Q(mark__in=marks)
    if actor is not None and actor.user_id and not actor.impersonator_id:
        named = READERS.objects.filter(paper_id=OuterRef("pk"), user_id=actor.user_id)
        read |= Q(owner_id=actor.user_id)
        read |= Q(Exists(named), mark=Mark.RESTRICTED, sent_at__isnull=False)
    return papers.filter(read)


def sees_drafts(actor: Actor | None, paper: Paper) -> bool:
    """Who reads a version before it goes out: the secretariat, its owner, the chair."""
    if actor is None:
        return False
    if prepares(actor):
        return True
    if not actor.impersonator_id and actor.user_id and actor.user_id == paper.owner_id:
        return True
    return paper.mark != Mark.RESTRICTED and actor.has(Role.CHAIR)


def versions_for(actor: Actor | None, paper: Paper):
    """The versions that this person opens, newest first."""
    found = paper.versions.select_related("file", "added_by")
    return found if sees_drafts(actor, paper) else found.sent()


@dataclass(frozen=True)
class Line:
    """One paper in the list of a meeting, as one person sees it."""

    paper: Paper
    version: PaperVersion | None
    state: str  # "asked", "overdue", "checking", "refused", "in", "sent", "changed", "off"
    late: bool
    may_bring: bool
    mine: bool


def lines(meeting: Meeting, actor: Actor, *, today: date) -> list[Line]:
    """The papers of a meeting for one person, in the order of the agenda. Two queries."""
    versions = PaperVersion.objects.select_related("file", "sent__circulation")
    papers = visible(meeting.papers.all(), actor).select_related("item", "owner")
    found = papers.prefetch_related(Prefetch("versions", versions))
    shown = found if prepares(actor) else found.filter(withdrawn_why="")
    return [_line(each, actor, today) for each in shown]


def put_under(
    items: list[AgendaItem], meeting: Meeting, actor: Actor | None, *, today: date
) -> list[Line]:
    """Give each item its `paper_lines` that this person may know of; what is left is for the whole
    meeting. Two queries, whatever the number of items."""
    found = lines(meeting, actor, today=today) if actor else []
    standing = [each for each in found if each.state != "off"]
    own = {item.pk for item in items}
    for item in items:
        item.paper_lines = [each for each in standing if each.paper.item_id == item.pk]
    return [each for each in standing if each.paper.item_id not in own]


def _line(paper: Paper, actor: Actor, today: date) -> Line:
    drafts, all_versions = sees_drafts(actor, paper), list(paper.versions.all())
    sent = [each for each in all_versions if hasattr(each, "sent")]
    chosen = (all_versions if drafts else sent)[:1]
    first = sent[-1].sent.circulation if sent else None
    own = actor.user_id == paper.owner_id and not actor.impersonator_id
    return Line(
        paper=paper,
        version=chosen[0] if chosen else None,
        state=state_of(paper, all_versions, today=today),
        late=bool(first and first.late),
        may_bring=(own or prepares(actor)) and meeting_is_live(paper),
        mine=own,
    )


def meeting_is_live(paper: Paper) -> bool:
    return paper.meeting.is_live and not paper.withdrawn_why


def state_of(paper: Paper, versions: list[PaperVersion], *, today: date) -> str:
    """In one word, what becomes of a paper; `versions` newest first, with file and sending."""
    if paper.withdrawn_why:
        return "off"
    if not versions:
        return "overdue" if paper.due_on and paper.due_on < today else "asked"
    newest = versions[0]
    if hasattr(newest, "sent"):
        return "sent"
    if not newest.file.may_be_served:
        return "refused" if newest.file.state == "infected" else "checking"
    return "changed" if len(versions) > 1 and paper.sent_at else "in"


def missing(meeting: Meeting) -> list[Paper]:
    """Papers that were asked for and have not come. One query."""
    without = ~Exists(PaperVersion.objects.filter(paper=OuterRef("pk")))
    found = meeting.papers.standing().filter(without).select_related("owner", "item")
    return list(found.order_by("due_on", "pk"))


def names_its_reader(paper: Paper, version: PaperVersion) -> bool:
    """Whether what is handed out bears the name of who asked for it (R54)."""
    return paper.mark in WATERMARKED and version.file.extension == "pdf"


def people_to_name(day: date):
    """Who can own a paper or be named as its reader: everybody with an account and a role."""
    seats = Seat.objects.on(day).values("user_id")
    return User.objects.filter(is_active=True, pk__in=seats).order_by("name")
