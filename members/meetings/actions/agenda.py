"""The agenda as the secretariat builds it and the chair agrees it (8.1(9), S15)."""

from collections.abc import Sequence

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.versions import check_version
from members.actions import business as waiting
from members.meetings import rules_agenda
from members.meetings.models import AgendaItem, ItemProposal, Meeting
from members.meetings.models.agenda import ProposalState
from members.meetings.notices import agenda as notices
from members.meetings.permissions import can_agree_agenda, can_plan
from members.meetings.states import FIXED_KINDS, ItemKind, ItemState, MeetingState

from .checks import locked_meeting, refuse_if
from .items import agenda_changed, put_item, withdraw
from .pulse import beat
from .taken import not_planned

TEXTS = ("title", "text", "leads")
WRITTEN = (*TEXTS, "purpose", "minutes", "mark")
FIXED = "This item belongs to the meeting and cannot be taken off."
ORDER = "The plan comes first, then the accountable body, then the election of the chair."
NOW = (MeetingState.PLANNED, MeetingState.OPEN)


def _stands(meeting: Meeting) -> str:
    """The agenda can grow while the meeting is under way, and never afterwards."""
    return "" if meeting.state in NOW else "This meeting is over, so its agenda stands."


@transaction.atomic
def add_item(meeting: Meeting, *, kind: str = ItemKind.GENERAL, by, **written) -> AgendaItem:
    """A new item, in the place where its kind usually stands. `written`: see `WRITTEN`."""
    current = locked_meeting(meeting.pk)
    values = _clean(written)
    refuse_if(
        can_plan(by, current), _stands(current),
        "" if values.get("title") else "Enter a title for the item.",
        "Items of this kind are put on by the system." if kind in FIXED_KINDS else "",
    )  # fmt: skip
    item = put_item(current, kind=kind, by=by, **values)
    agenda_changed(current)
    return item


def _clean(written: dict) -> dict:
    found = {name: value for name, value in written.items() if name in WRITTEN}
    for name in TEXTS:
        if name in found:
            found[name] = found[name].strip()
    return found


@transaction.atomic
def change_item(item: AgendaItem, *, version, by, **written) -> AgendaItem:
    """Its title, words, time, purpose or mark; never its kind."""
    current = locked_meeting(item.meeting_id)
    found = AgendaItem.objects.select_for_update().get(pk=item.pk)
    check_version(found, version)
    values = _clean(written)
    refuse_if(
        can_plan(by, current), _stands(current), _to_come(found),
        "" if values.get("title", found.title) else "Enter a title for the item.",
    )  # fmt: skip
    before = {name: getattr(found, name) for name in values}
    for name, value in values.items():
        setattr(found, name, value)
    found.version += 1
    found.save(update_fields=[*values, "version"])
    audit.record("agenda.item_changed", found, before=before, after=values, by=by)
    agenda_changed(current)
    return found


def _to_come(item: AgendaItem) -> str:
    return "" if item.state == ItemState.PLANNED else "This item is dealt with, or withdrawn."


@transaction.atomic
def remove_item(item: AgendaItem, *, why: str, by) -> AgendaItem:
    """Off the agenda with its reason. Business that was put here waits again; who proposed it
    is told."""
    current = locked_meeting(item.meeting_id)
    found = AgendaItem.objects.select_for_update().get(pk=item.pk)
    refuse_if(
        can_plan(by, current), not_planned(current), _to_come(found),
        FIXED if found.kind in FIXED_KINDS else "",
        "" if why.strip() else "Say why it is taken off.",
    )  # fmt: skip
    withdraw(found, why=why.strip(), by=by)
    if found.business_id:
        waiting.no_meeting(found.business, by=by)
        notices.invited_not_now(found, why=why.strip(), by=by)
    proposal = ItemProposal.objects.filter(item=found, state=ProposalState.TAKEN).first()
    if proposal:
        _untake(proposal, why.strip(), by=by)
    agenda_changed(current)
    return found


def _untake(proposal: ItemProposal, why: str, *, by) -> None:
    from .proposals import answer_with  # the two know each other

    answer_with(proposal, ProposalState.DECLINED, why, by=by)


@transaction.atomic
def move_item(item: AgendaItem, *, up: bool, version, by) -> list[AgendaItem]:
    """One place up or down. At the end of the list nothing happens."""
    current = locked_meeting(item.meeting_id)
    there = [each.pk for each in current.items.standing()]
    here = there.index(item.pk) if item.pk in there else -1
    to = here - 1 if up else here + 1
    if here >= 0 and 0 <= to < len(there):
        there[here], there[to] = there[to], there[here]
    return _ordered(current, there, version, by=by)


@transaction.atomic
def order_items(meeting: Meeting, ids: Sequence[int], *, version, by) -> list[AgendaItem]:
    """The whole order at once, as it was dragged. `version`: of the meeting, as the page had it."""
    return _ordered(locked_meeting(meeting.pk), ids, version, by=by)


def _ordered(current: Meeting, ids: Sequence[int], version, *, by) -> list[AgendaItem]:
    check_version(current, version)
    there = {each.pk: each for each in current.items.standing()}
    same = sorted(ids) == sorted(there)
    kinds = [there[pk].kind for pk in ids if pk in there]
    refuse_if(
        can_plan(by, current), _stands(current),
        "" if same else "The agenda has other items now. Look at it again.",
        "" if rules_agenda.keeps_order(kinds) else ORDER,
        _past_stays(list(there.values()), [there[pk] for pk in ids if pk in there]),
    )  # fmt: skip
    if [each.pk for each in there.values()] == list(ids):
        return list(there.values())
    for position, pk in enumerate(ids, start=1):
        AgendaItem.objects.filter(pk=pk).update(position=position)
    after = {"order": list(ids)}
    audit.record("agenda.ordered", current, before={"order": list(there)}, after=after, by=by)
    agenda_changed(current)
    return [there[pk] for pk in ids]


def _past_stays(before: Sequence[AgendaItem], after: Sequence[AgendaItem]) -> str:
    """What was dealt with stays where it was."""
    old = [n for n, each in enumerate(before) if each.state != ItemState.PLANNED]
    if all(n < len(after) and after[n].pk == before[n].pk for n in old):
        return ""
    return "What was dealt with already stays in its place."


@transaction.atomic
def ask_chair(meeting: Meeting, *, by) -> Meeting:
    """Send the chair the link to look at the agenda and agree it."""
    current = locked_meeting(meeting.pk)
    refuse_if(
        can_plan(by, current), not_planned(current),
        "The chair has agreed this agenda already." if current.agreed_on else "",
        "" if notices.chair() else "Nobody is chair today. The agenda can go out without.",
    )  # fmt: skip
    current.sent_to_chair_on = clock.today()
    current.save(update_fields=["sent_to_chair_on"])
    audit.record("agenda.chair_asked", current, after={"version": current.version}, by=by)
    notices.chair_asked(current, by=by)
    return current


@transaction.atomic
def agree_agenda(meeting: Meeting, *, version, by) -> Meeting:
    """The chair agrees the agenda as the page shows it; a later change takes the yes away."""
    current = locked_meeting(meeting.pk)
    check_version(current, version)
    refuse_if(can_agree_agenda(by, current), not_planned(current))
    if current.agreed_on:
        return current
    current.agreed_on, current.agreed_by_id = clock.today(), by.user_id
    current.save(update_fields=["agreed_on", "agreed_by_id"])
    after = {"agreed_on": current.agreed_on, "version": current.version}
    audit.record("agenda.agreed", current, after=after, by=by)
    beat(current)
    notices.agreed(current, by=by)
    return current
