"""Who may do what to papers, circulation, replies and access: every verb with everybody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from consortium.core.actor import SYSTEM
from consortium.core.workflow import Refused
from members.meetings.actions import access, circulation, packs, papers, replies
from members.meetings.models import Meeting, Paper
from members.meetings.states import Mark
from members.models import Seat
from tests.factories import meetings as make
from tests.factories import members as people
from tests.factories import papers as files
from tests.factories.meetings import TODAY

pytestmark = pytest.mark.django_db
VALUES = {"title": "Other", "owner": None, "due_on": None, "mark": Mark.PUBLIC}


def paper() -> Paper:
    return Paper.objects.get()


def owner():
    """`owner` in the table below: the representative of `here.members[2]`."""
    return paper().owner


def own_reply(meeting: Meeting, by):
    user = owner()
    organisation = Seat.objects.get(user=user).organisation
    return replies.reply(meeting, user=user, organisation=organisation, answer="coming", by=by)


# verb → (what is done, who may do it)
VERBS: dict[str, tuple[Callable, str]] = {
    "ask": (lambda m, by: papers.ask_paper(m, **VALUES, by=by), "secretariat"),
    "change": (lambda m, by: papers.change_paper(paper(), **VALUES, by=by), "secretariat"),
    "bring": (lambda m, by: papers.bring(paper(), files.upload("X"), by=by), "secretariat owner"),
    "take off": (lambda m, by: papers.take_off(paper(), why="No.", by=by), "secretariat"),
    "circulate": (lambda m, by: circulation.circulate(m, by=by), "secretariat"),
    "pack": (lambda m, by: packs.ask_packs(m, by=by), "secretariat"),
    "reply": (own_reply, "secretariat owner"),
    "remind": (lambda m, by: replies.remind(m, by=by), "secretariat system"),
    "need": (lambda m, by: access.write_need(owner(), text="Tea", by=by), "owner"),
    "check": (lambda m, by: access.check_access(m, {"venue": (True, "")}, by=by), "secretariat"),
}


@pytest.fixture
def meeting(here):
    found = make.meeting(on=TODAY + timedelta(days=28))
    make.item(found)
    files.ask(found, owner=here.members[2].representative, by=here.secretariat)
    return found


@pytest.mark.parametrize("verb", VERBS, ids=str)
def test_only_who_is_named_beside_it_may(here, meeting, verb):
    everybody = {
        "secretariat": here.secretariat,
        "chair": here.chair,
        "owner": here.members[2].by,
        "substitute": here.members[2].by_substitute,
        "other": here.members[3].by,
        "adviser": people.actor_of(here.adviser),
        "finance": people.actor_of(here.office.finance),
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
    for by in (here.secretariat, here.members[2].by):
        assert not _may(act, meeting, replace(by, impersonator_id=1))
