"""Who may do what to schedule and agenda: every verb with everybody (8.1(8), 8.1(9), R91)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest
from django.db import transaction

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.workflow import Refused
from members.meetings.actions import agenda, last, proposals, schedule, setting, taken
from members.meetings.actions.schedule import Plan
from members.meetings.models import ItemProposal, Meeting
from tests.factories import meetings as make
from tests.factories import members as people

pytestmark = pytest.mark.django_db
PLAN = Plan(on=date(2026, 12, 17), starts_at=time(10), ends_at=time(12), place="The Mill")
SETTLED = {
    "clear_days": 5, "cut_off": time(17), "call_days": 20, "propose_days": 10, "version": 1,
    "standing": [{"kind": "welcome", "title": "Welcome", "minutes": 5}],
}  # fmt: skip


def of(meeting: Meeting):
    return meeting.items.get(title="Shared training")


def sent() -> ItemProposal:
    return ItemProposal.objects.get(title="Ours")


# verb → (what is done, who may do it)
VERBS: dict[str, tuple[Callable, str]] = {
    "plan": (lambda m, by: schedule.plan_meetings([PLAN], by=by), "secretariat"),
    "change": (
        lambda m, by: schedule.change_meeting(m, PLAN, why="Snow.", version=m.version, by=by),
        "secretariat",
    ),
    "cancel": (lambda m, by: schedule.cancel_meeting(m, why="Snow.", by=by), "secretariat"),
    "flag": (lambda m, by: last.flag_last(m, by=by), "secretariat"),
    "settle": (lambda m, by: setting.settle(**SETTLED, by=by), "secretariat"),
    "add": (lambda m, by: agenda.add_item(m, title="More", by=by), "secretariat"),
    "rewrite": (
        lambda m, by: agenda.change_item(of(m), version=1, title="Other", by=by),
        "secretariat",
    ),
    "remove": (lambda m, by: agenda.remove_item(of(m), why="No.", by=by), "secretariat"),
    "move": (
        lambda m, by: agenda.move_item(of(m), up=True, version=m.version, by=by),
        "secretariat",
    ),
    "take all": (lambda m, by: taken.take_all(m, by=by), "secretariat system"),
    "ask chair": (lambda m, by: agenda.ask_chair(m, by=by), "secretariat"),
    "agree": (lambda m, by: agenda.agree_agenda(m, version=m.version, by=by), "chair"),
    "call": (lambda m, by: proposals.call_for_items(m, by=by), "secretariat system"),
    "propose": (
        lambda m, by: proposals.propose(m, title="More", text="More.", by=by),
        "member substitute other",
    ),
    "take": (lambda m, by: proposals.take(sent(), by=by), "secretariat"),
    "decline": (lambda m, by: proposals.decline(sent(), answer="No.", by=by), "secretariat"),
    "take back": (lambda m, by: proposals.take_back(sent(), by=by), "member substitute"),
}


@pytest.fixture
def meeting(here):
    clock.set_today(date(2026, 10, 1), by=SYSTEM)
    found = make.meeting(on=date(2026, 12, 10))
    make.item(found, title="First")
    make.item(found, title="Shared training")
    proposals.propose(found, title="Ours", text="Ours.", by=here.members[2].by)
    return Meeting.objects.get()


@pytest.mark.parametrize("verb", VERBS, ids=str)
def test_only_who_is_named_beside_it_may(here, meeting, verb):
    everybody = {
        "secretariat": here.secretariat,
        "chair": here.chair,
        "member": here.members[2].by,
        "substitute": here.members[2].by_substitute,
        "other": here.members[3].by,
        "adviser": people.actor_of(here.adviser),
        "system": SYSTEM,
    }
    act, who = VERBS[verb]
    let = {name for name, by in everybody.items() if _may(act, meeting, by)}
    assert let == set(who.split())


def _may(act, meeting: Meeting, by) -> bool:
    """Whether it is done; undone afterwards."""
    with transaction.atomic():
        try:
            act(Meeting.objects.get(pk=meeting.pk), by)
            done = True
        except Refused:
            done = False
        transaction.set_rollback(True)
    return done


@pytest.mark.parametrize("verb", VERBS, ids=str)
def test_who_looks_through_anothers_eyes_can_do_none_of_it(here, meeting, verb):
    act, _ = VERBS[verb]
    for by in (here.secretariat, here.chair, here.members[2].by):
        assert not _may(act, meeting, replace(by, impersonator_id=1))
