"""What a circulation would send to whom (R71; J5)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F

from consortium.core import clock
from members.meetings.models import (
    AgendaItem,
    Circulation,
    Meeting,
    Paper,
    PaperVersion,
    Receipt,
    SentVersion,
)
from members.meetings.states import Mark
from members.models import Organisation, Seat, User
from members.offices import chair_on
from members.states import Role

from . import moments
from .notice import notice
from .papers import missing
from .timing import Timing, timing_of

A = Receipt.Audience
FOR_ALL = frozenset({Mark.PUBLIC, Mark.MEETING})
MARKS = {A.MEMBERS: FOR_ALL | {Mark.MEMBERS}, A.ADVISERS: FOR_ALL, A.ITEM: FOR_ALL}


@dataclass
class Recipient:
    """Somebody and what they get; `user` None for a guest, who has `name` and `email`."""

    part: str
    audience: str
    user: User | None = None
    name: str = ""
    email: str = ""
    organisation_id: int | None = None
    item: AgendaItem | None = None
    asked: bool = False  # whether they come: representatives and advisers
    versions: list[PaperVersion] = field(default_factory=list)

    @property
    def who(self) -> str:
        return self.user.name if self.user else self.name

    def gets(self, all_versions: list[PaperVersion], *, first: bool) -> str:
        """In words, what of all that goes out: "Agenda, all papers but “Terms”"."""
        words = ["Invitation" if self.item else "Agenda"] if first and not self.reads_only else []
        titles = [each.paper.title for each in self.versions]
        left_out = [each.paper.title for each in all_versions if each not in self.versions]
        if titles and not left_out:
            words.append("all papers")
        elif titles and len(left_out) < len(titles):
            words.append("all papers but " + ", ".join(f"“{each}”" for each in left_out))
        else:
            words += titles
        return ", ".join(words)

    @property
    def reads_only(self) -> bool:
        return self.audience == A.READERS


@dataclass(frozen=True)
class Outline:
    """All that the page before a circulation shows."""

    number: int
    timing: Timing
    recipients: list[Recipient]
    versions: list[PaperVersion]
    missing: list[Paper]
    unchecked: list[PaperVersion]

    @property
    def rows(self) -> list[tuple[Recipient, str]]:
        """Everybody with what they get, in words."""
        return [(each, each.gets(self.versions, first=self.is_first)) for each in self.recipients]

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def empty(self) -> bool:
        """Everything has gone out already."""
        return not self.is_first and not self.versions


def outline(meeting: Meeting) -> Outline:
    """What would go out now. A fixed number of queries, whatever the number of papers."""
    number = 1 + Circulation.objects.filter(meeting=meeting).count()
    waiting, unchecked = _waiting(meeting)
    everybody = [
        each
        for each in recipients_of(meeting, waiting)
        if each.versions or (number == 1 and each.audience != A.READERS)
    ]
    timing = timing_of(meeting.on, at=moments.now(), notice=notice())
    return Outline(number, timing, everybody, waiting, missing(meeting), unchecked)


def _waiting(meeting: Meeting) -> tuple[list[PaperVersion], list[PaperVersion]]:
    """The newest version of each paper where it has not gone out: checked, and not yet."""
    rows = PaperVersion.objects.filter(paper__meeting=meeting, paper__withdrawn_why="")
    rows = rows.select_related("file", "paper__item").order_by(
        F("paper__item__position").asc(nulls_first=True), "paper_id", "-number"
    )
    sent = set(SentVersion.objects.filter(version__in=rows).values_list("version_id", flat=True))
    newest: dict[int, PaperVersion] = {}
    for each in rows:
        newest.setdefault(each.paper_id, each)
    fresh = [each for each in newest.values() if each.pk not in sent]
    ready = [each for each in fresh if each.file.may_be_served]
    return ready, [each for each in fresh if not each.file.may_be_served]


def recipients_of(meeting: Meeting, versions: Iterable[PaperVersion]) -> list[Recipient]:
    """Everybody whom papers go to, each once, with what they get of `versions`."""
    versions = list(versions)
    found = [*people_of(meeting), *guests_of(meeting)]
    named = _named(versions)
    known = {each.user.pk for each in found if each.user}
    for user in {user.pk: user for users in named.values() for user in users}.values():
        if user.pk not in known:
            found.append(Recipient("Named reader", A.READERS, user=user))
    for each in found:
        each.versions = [one for one in versions if _gets(each, one, named)]
    return found


def _named(versions: list[PaperVersion]) -> dict[int, list[User]]:
    """The named readers of restricted papers, by paper. One query, or none."""
    papers = [each.paper_id for each in versions if each.paper.mark == Mark.RESTRICTED]
    if not papers:
        return {}
    rows = Paper.readers.through.objects.filter(paper_id__in=papers, user__is_active=True)
    found: dict[int, list[User]] = {}
    for row in rows.select_related("user").order_by("user__name"):
        found.setdefault(row.paper_id, []).append(row.user)
    return found


def _gets(one: Recipient, version: PaperVersion, named: dict[int, list[User]]) -> bool:
    paper = version.paper
    if paper.mark == Mark.RESTRICTED:
        return one.user is not None and one.user in named.get(paper.pk, [])
    marks = MARKS.get(A(one.audience), frozenset())
    if paper.mark not in marks:
        return False
    if one.audience == A.ITEM:
        return paper.item_id == one.item.pk
    return paper.item is None or one.audience == A.MEMBERS or paper.item.mark in marks


def people_of(meeting: Meeting) -> list[Recipient]:
    """Members' representatives and substitutes, co-opted advisers, the chair. Two queries."""
    today = clock.today()
    voting = Organisation.objects.voting_on(today).values("pk")
    seats = Seat.objects.on(today).filter(user__is_active=True)
    speaks = seats.filter(role__in=[Role.REPRESENTATIVE, Role.SUBSTITUTE], organisation__in=voting)
    rows = (speaks | seats.filter(role=Role.ADVISER)).select_related("user", "organisation")
    found: dict[int, Recipient] = {}
    order = [Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.ADVISER]
    for seat in sorted(rows, key=lambda each: (order.index(each.role), each.organisation.name)):
        audience = A.ADVISERS if seat.role == Role.ADVISER else A.MEMBERS
        words = f"{seat.get_role_display()}, {seat.organisation.name}"
        one = Recipient(
            words[:80], audience, user=seat.user, organisation_id=seat.organisation_id,
            asked=seat.role != Role.SUBSTITUTE,
        )  # fmt: skip
        found.setdefault(seat.user_id, one)
    term = chair_on(today)
    if term and term.holder_id not in found and term.holder.is_active:
        found[term.holder_id] = Recipient("Chairperson", A.MEMBERS, user=term.holder)
    return list(found.values())


def guests_of(meeting: Meeting) -> list[Recipient]:
    """Outsiders who come for one item alone (5.3, R33). One query."""
    items = meeting.items.standing().filter(business__isnull=False).select_related("business")
    return [
        Recipient(
            f"Guest for “{item.title}”"[:80], A.ITEM, name=who.get("name", "")[:120],
            email=who["email"], item=item,
        )
        for item in items
        for who in item.business.invited
        if who.get("email")
    ]  # fmt: skip
