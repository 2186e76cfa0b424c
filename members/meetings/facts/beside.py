"""The small rows that stand beside a meeting's agenda in the room, all in one query (S17).

Who is in the chair, when there was a quorum, and what belongs to the item and the proposal
that are on. Each kind has a handful of rows with fields of its own, which come as JSON: one
union asks for all of them, where a page that is drawn again with every change asked seven times.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import CharField, F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.urls import reverse

from consortium.core.prepared import prepared
from members.meetings.models import (
    Action,
    AgendaItem,
    Elector,
    Interest,
    Meeting,
    Motion,
    Objection,
    QuorumChange,
    StandIn,
)
from members.meetings.permissions_marks import decisions_read_by
from members.meetings.states import ItemKind
from members.models import Term
from members.states import Office

NONE, NEVER = 0, date.min  # the id of no row; a day before which nothing was
OF_AN_ACTION = {
    "task": "task", "organisation": "organisation__name", "person": "person__name",
    "due_on": "due_on", "mark": "mark",
}  # fmt: skip


@dataclass(frozen=True)
class Chair:
    """The holder of the office on the day of the meeting."""

    holder_id: int | None
    holder: str


@dataclass(frozen=True)
class StandingIn:
    """Who stands in for the chair at this meeting."""

    user_id: int
    user: str


@dataclass(frozen=True)
class Change:
    """From then on there was a quorum, or none."""

    at: datetime
    quorate: bool
    present: int
    members: int


@dataclass(frozen=True)
class Declared:
    """An interest in the item, of a member and the person who declared it."""

    pk: int
    organisation_id: int
    organisation: str
    user_id: int
    user: str
    what: str


@dataclass(frozen=True)
class Disagrees:
    pk: int
    organisation_id: int
    organisation: str
    reason: str


@dataclass(frozen=True)
class Voter:
    """A member of the frozen electorate. `way` is empty until it has voted; `choice` and `at`
    stay empty in a secret vote."""

    organisation_id: int
    name: str
    present: bool
    out: bool
    way: str
    typed: bool
    choice: str
    at: datetime | None


@dataclass(frozen=True)
class ToDo:
    """An action: recorded during the item, or of an earlier meeting and still to do."""

    pk: int
    task: str
    owner: str
    due_on: date

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.pk])


@dataclass(frozen=True)
class Beside:
    """Each list in the order in which its rows came about, voters by name."""

    chair: Chair | None
    stand_in: StandingIn | None
    changes: list[Change]
    interests: list[Declared]
    objections: list[Disagrees]
    voters: list[Voter]
    actions: list[ToDo]
    carried: list[ToDo]


def beside(meeting: Meeting, *, item: AgendaItem | None, motion: Motion | None, by) -> Beside:
    """What stands beside the agenda for one person, of the item and the proposal that are on:
    of an item that is hidden from them no actions. One query."""
    found = defaultdict(list)
    asked = {"meeting": meeting.pk, "item": item.pk if item else NONE}
    asked["motion"] = motion.pk if motion else NONE
    before = meeting.on if item and _has_carried(meeting, item) else NEVER
    for kind, pk, row in _rows(day=meeting.on, before=before, **asked):
        found[kind].append({"pk": pk, **row})
    for rows in found.values():
        rows.sort(key=lambda row: (row.get("at") or "", row["pk"]))
    read = [] if item is None or item.hidden else decisions_read_by(by)
    chair, stand_in = found["chair"], found["stand_in"]
    return Beside(
        chair=Chair(chair[0]["user"], chair[0]["name"] or "") if chair else None,
        stand_in=StandingIn(stand_in[0]["user"], stand_in[0]["name"]) if stand_in else None,
        changes=[_change(row) for row in found["quorum"]],
        interests=[_declared(row) for row in found["interest"]],
        objections=[_disagrees(row) for row in found["objection"]],
        voters=sorted(map(_voter, found["voter"]), key=lambda each: each.name),
        actions=[_to_do(row) for row in found["action"] if row["mark"] in read],
        carried=[_to_do(row) for row in found["carried"] if row["mark"] in read],
    )


def _has_carried(meeting: Meeting, item: AgendaItem) -> bool:
    """At the item for actions also those of earlier meetings, while the meeting is not over."""
    return item.kind == ItemKind.ACTIONS and meeting.is_live


@prepared  # with every look at the room: the SQL is kept, the rows are read anew
def _rows(*, meeting: int, item: int, motion: int, day: date, before: date):
    """(kind, id, fields) of everything that is beside the agenda."""
    first, *others = (
        _of("chair", Term.objects.on(day).filter(office=Office.CHAIR),
            user="holder_id", name="holder__name"),
        _of("stand_in", StandIn.objects.filter(meeting_id=meeting, ended_at__isnull=True),
            user="user_id", name="user__name"),
        _of("quorum", QuorumChange.objects.filter(meeting_id=meeting),
            at="at", quorate="quorate", present="present", members="members"),
        _of("interest", Interest.objects.filter(item_id=item, struck_at__isnull=True),
            at="declared_at", organisation="organisation_id", name="organisation__name",
            user="user_id", person="user__name", what="what"),
        _of("objection", Objection.objects.filter(motion_id=motion, withdrawn_at__isnull=True),
            at="at", organisation="organisation_id", name="organisation__name",
            reason="reason"),
        _of("voter", _electorate(motion),
            organisation="organisation_id", name="organisation__name", present="present",
            out="out_by_interest", way="ballot__way", typed_by="ballot__typed_by_id",
            choice="ballot__choice", cast_at="ballot__cast_at"),
        _of("action", Action.objects.filter(item_id=item), **OF_AN_ACTION),
        _of("carried", Action.objects.open().filter(meeting__on__lt=before),
            at="due_on", **OF_AN_ACTION),
    )  # fmt: skip
    return first.union(*others, all=True)


def _of(kind: str, rows: QuerySet, **fields: str) -> QuerySet:
    named = rows.order_by().annotate(
        row_kind=Value(kind, output_field=CharField()), row=JSONObject(**fields)
    )
    return named.values_list("row_kind", "id", "row")


def _electorate(motion: int) -> QuerySet[Elector]:
    """The frozen electorate of a proposal, each with its `ballot` where it has voted."""
    own = Q(motion__ballots__organisation_id=F("organisation_id"))
    cast = FilteredRelation("motion__ballots", condition=own)
    return Elector.objects.filter(motion_id=motion).annotate(ballot=cast)


def _change(row: dict) -> Change:
    return Change(_moment(row["at"]), bool(row["quorate"]), row["present"], row["members"])


def _declared(row: dict) -> Declared:
    return Declared(
        row["pk"], row["organisation"], row["name"], row["user"], row["person"], row["what"]
    )


def _disagrees(row: dict) -> Disagrees:
    return Disagrees(row["pk"], row["organisation"], row["name"], row["reason"])


def _voter(row: dict) -> Voter:
    return Voter(
        organisation_id=row["organisation"],
        name=row["name"],
        present=bool(row["present"]),
        out=bool(row["out"]),
        way=row["way"] or "",
        typed=row["typed_by"] is not None,
        choice=row["choice"] or "",
        at=_moment(row["cast_at"]) if row["cast_at"] else None,
    )


def _to_do(row: dict) -> ToDo:
    owner = ", ".join(each for each in (row["person"], row["organisation"]) if each)
    return ToDo(row["pk"], row["task"], owner, date.fromisoformat(row["due_on"]))


def _moment(text: str) -> datetime:
    """A moment as either database writes it into JSON: in UTC, on SQLite without saying so."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
