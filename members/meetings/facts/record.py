"""What happened at a meeting, read from its own tables: the minutes grow from it (R79, GV11).

The record is JSON: people stand in it as numbers under "user", so that it can be sealed and
a name can still be taken out. `named` puts the names in for a page or a PDF.
"""

from datetime import datetime

from consortium.core.days import long_day
from consortium.core.periods import LONDON
from members.meetings.models import Circulation, Interest, Meeting, Minutes, Presence
from members.meetings.models.replies import Answer, Reply
from members.meetings.states import VOTING_PARTS, ItemKind, ItemState, Mark, MotionState, Outcome
from members.models import Organisation, User
from members.offices import chair_on

from . import results, written
from .moments import typed_of
from .timing import in_words


def record_of(minutes: Minutes) -> dict:
    """All of it. A fixed number of queries, whatever the number of items."""
    meeting = minutes.meeting
    stays = list(meeting.presences.standing().select_related("organisation"))
    chair = chair_on(meeting.on)
    return {
        "meeting": _frame(meeting),
        "chair": {"user": chair.holder_id} if chair else None,
        "present": [_stay(each) for each in stays],
        **_missing(meeting, stays),
        "stand_ins": [
            {"user": each.user_id, "organisation": each.organisation.name,
             "from": _clock(each.appointed_at), "to": _clock(each.ended_at)}
            for each in meeting.stand_ins.select_related("organisation")
        ],
        "quorum": [
            {"at": _clock(each.at), "quorate": each.quorate, "present": each.present,
             "needed": each.needed, "members": each.members}
            for each in meeting.quorum_changes.all()
        ],
        "circulations": _circulations(meeting),
        "late_papers": _late_papers(meeting),
        "sections": _sections(minutes),
    }  # fmt: skip


def _frame(meeting: Meeting) -> dict:
    return {
        "title": meeting.title, "on": meeting.on.isoformat(), "place": meeting.place,
        "remote": bool(meeting.link), "began": _clock(meeting.began_at),
        "ended": _clock(meeting.ended_at), "from_paper": meeting.from_paper,
    }  # fmt: skip


def _clock(moment: datetime | None) -> str:
    """The time of day in London, as in "14:05"; empty where there is none."""
    return moment.astimezone(LONDON).strftime("%H:%M") if moment else ""


def _stay(each: Presence) -> dict:
    return {
        "user": each.user_id, "name": "" if each.user_id else "A guest",
        "presence": each.pk, "organisation": each.organisation.name if each.organisation else "",
        "part": each.get_part_display(), "mode": each.get_mode_display(),
        "from": _clock(each.arrived_at), "to": _clock(each.left_at),
    }  # fmt: skip


def _missing(meeting: Meeting, stays: list[Presence]) -> dict:
    """Members that were not there: with apologies, and without a word. Three queries."""
    here = {each.organisation_id for each in stays if each.part in VOTING_PARTS}
    away = Organisation.objects.voting_on(meeting.on).exclude(pk__in=here).order_by("name")
    sent = Reply.objects.filter(meeting=meeting, answer=Answer.APOLOGIES)
    said: dict[int, list[int]] = {}
    for organisation, user in sent.values_list("organisation_id", "user_id"):
        said.setdefault(organisation, []).append(user)
    absent = list(away)
    return {
        "apologies": [
            {"organisation": each.name, "people": [{"user": pk} for pk in said[each.pk]]}
            for each in absent if each.pk in said
        ],
        "absent": [each.name for each in absent if each.pk not in said],
    }  # fmt: skip


def _circulations(meeting: Meeting) -> list[dict]:
    return [
        {"number": each.number, "on": each.counts_for.isoformat(), "late": each.late,
         "words": in_words(each.clear_days, due_by=each.due_by, counts_for=each.counts_for),
         "reason": each.reason}
        for each in Circulation.objects.filter(meeting=meeting)
    ]  # fmt: skip


def _late_papers(meeting: Meeting) -> list[dict]:
    """Papers that first went out late, as everybody may read of them. One query."""
    late = meeting.papers.standing().filter(
        versions__number=1, versions__sent__circulation__late=True,
        mark__in=[Mark.PUBLIC, Mark.MEETING], sent_at__isnull=False,
    )  # fmt: skip
    return [{"title": each.title, "sent": long_day(each.sent_at.astimezone(LONDON).date())}
            for each in late.distinct().order_by("pk")]  # fmt: skip


def _sections(minutes: Minutes) -> list[dict]:
    meeting = minutes.meeting
    interests = _by_item(
        Interest.objects.filter(item__meeting=meeting, struck_at__isnull=True)
        .select_related("organisation")
    )  # fmt: skip
    motions = _by_item(
        meeting.motions.select_related("decision", "mover", "seconder")
        .prefetch_related("objections__organisation")
    )  # fmt: skip
    actions = _by_item(meeting.actions.select_related("organisation"))
    rows = minutes.sections.select_related("item")
    found = [
        _section(each, interests.get(each.item_id, []), motions.get(each.item_id, []),
                 actions.get(each.item_id, []))
        for each in rows
    ]  # fmt: skip
    number = 0
    for each in found:
        number += bool(each["item"])
        each["number"] = number if each["item"] else None
    overrides = _overrides(meeting)
    for each in found:
        each["overrides"] = overrides if each.get("kind") == ItemKind.OVERRIDES else []
        if each.get("kind") == ItemKind.WRITTEN:
            each["noted"] = written.noted_at(meeting)
    if None in actions:
        found.append(_after(actions[None], len(found)))
    return found


def _by_item(rows) -> dict:
    found: dict = {}
    for each in rows:
        found.setdefault(each.item_id, []).append(each)
    return found


def _section(part, interests, motions, actions) -> dict:
    item = part.item
    return {
        "pk": part.pk, "item": part.item_id, "kind": item.kind if item else "",
        "title": part.title, "text": part.text, "mark": item.mark if item else part.mark,
        "carried": item.why or "Carried over" if item and item.state == ItemState.CARRIED else "",
        "from": _clock(item.began_at) if item else "", "to": _clock(item.ended_at) if item else "",
        "interests": [
            {"organisation": each.organisation.name, "user": each.user_id, "what": each.what,
             "at": typed_of(part.minutes.meeting, each.declared_at)}
            for each in interests
        ],
        "motions": [_motion(each) for each in motions],
        "actions": [_action(each) for each in actions],
    }  # fmt: skip


def _after(actions, position: int) -> dict:
    """Actions that belong to no item, recorded afterwards."""
    return {
        "pk": 0, "item": None, "kind": "", "title": "Recorded after the meeting", "text": "",
        "mark": Mark.MEETING.value, "carried": "", "from": "", "to": "", "interests": [],
        "motions": [], "actions": [_action(each) for each in actions], "number": None,
        "overrides": [],
    }  # fmt: skip


def _action(each) -> dict:
    return {
        "task": each.task, "user": each.person_id, "mark": each.mark,
        "organisation": each.organisation.name if each.organisation else "",
        "until": long_day(each.due_on),
    }  # fmt: skip


def _motion(each) -> dict:
    decision = getattr(each, "decision", None)
    return {
        "wording": each.wording,
        "mover": each.mover.name if each.mover else "",
        "seconder": each.seconder.name if each.seconder else "",
        "withdrawn": each.withdrawn_why if each.state == MotionState.WITHDRAWN else "",
        "objections": [
            {"organisation": one.organisation.name, "reason": one.reason,
             "withdrawn": one.withdrawn_at is not None}
            for one in each.objections.all()
        ],
        "result": results.sentence(each) if each.state == MotionState.CLOSED else "",
        "secret": each.secret, "fingerprint": each.frozen_sha256,
        "voted_from": typed_of(each.meeting, each.opened_at) if each.opened_at else "",
        "settled": typed_of(each.meeting, each.closed_at) if each.closed_at else "",
        "inquorate": each.outcome == Outcome.INQUORATE,
        "decision": decision.reference if decision else "",
        "effective": long_day(decision.effective_on) if decision else "",
    }  # fmt: skip


def _overrides(meeting: Meeting) -> list[dict]:
    rows = meeting.overrides_reported.select_related("decision", "body")
    return [
        {"decision": each.decision.reference, "wording": each.decision.wording,
         "body": each.body.name, "term": each.term, "clause": each.clause,
         "reason": each.reason, "effect": each.effect}
        for each in rows if each.decision.mark in (Mark.PUBLIC, Mark.MEETING)
    ]  # fmt: skip


HIDDEN = {
    Mark.MEMBERS.value: "An item for members only",
    Mark.RESTRICTED.value: "An item for named people only",
}


def as_read_by(record: dict, marks) -> dict:
    """The record for whoever reads `marks`: of other items only that there was one."""
    return {**record, "sections": [_open(each, marks) for each in record["sections"]]}


def _open(section: dict, marks) -> dict:
    if section["mark"] in marks:
        return {**section, "hidden": ""}
    kept = {name: section[name] for name in ("pk", "item", "number", "mark")}
    return {**kept, "hidden": HIDDEN.get(section["mark"], "An item that you do not see")}


def for_the_public(record: dict) -> dict:
    """What may be published: no item for members or named people only, and no people."""
    found = as_read_by(record, {Mark.PUBLIC.value, Mark.MEETING.value})
    return {**_without_people(found), "public": True}


def _without_people(value):
    if isinstance(value, dict):
        return {name: _without_people(each) for name, each in value.items()
                if name not in ("user", "presence")}  # fmt: skip
    return [_without_people(each) for each in value] if isinstance(value, list) else value


def named(record: dict) -> dict:
    """The same with "person" beside every "user", and the names of guests. Two queries."""
    users, stays = _numbers(record, "user"), _numbers(record, "presence")
    names = dict(User.objects.filter(pk__in=users).values_list("pk", "name"))
    guests = Presence.objects.filter(pk__in=stays, user__isnull=True)
    guests_by_pk = dict(guests.values_list("pk", "name"))
    return _with_names(record, names, guests_by_pk)


def _numbers(value, key: str) -> set[int]:
    found = set()
    if isinstance(value, dict):
        if value.get(key):
            found.add(value[key])
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        found |= _numbers(each, key)
    return found


def _with_names(value, names: dict, guests: dict):
    if isinstance(value, dict):
        made = {name: _with_names(each, names, guests) for name, each in value.items()}
        if value.get("user"):
            made["person"] = names.get(value["user"], "Somebody whose name was taken out")
        elif value.get("presence"):
            made["person"] = guests.get(value["presence"]) or "A guest"
        return made
    return (
        [_with_names(each, names, guests) for each in value] if isinstance(value, list) else value
    )
