"""What waits about a meeting on its day, and after a day that nobody has typed in."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.todo import Todo
from members.agreement.todos import rows
from members.states import Role

from .models import Meeting, Presence
from .states import LIVE, MeetingState

COME = (Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.CHAIR, Role.SECRETARIAT, Role.ADVISER)


def _room(actor: Actor, today: date):
    if not actor.has(*COME):
        return
    here = Presence.objects.now().filter(meeting=OuterRef("pk"), user_id=actor.user_id)
    on_now = Meeting.objects.filter(state__in=sorted(LIVE), on=today, from_paper=False)
    yield rows("room_today", on_now.filter(~Exists(here)), words="title", day="on")
    if actor.has(Role.SECRETARIAT):
        silent = Meeting.objects.filter(state=MeetingState.PLANNED, on__lt=today)
        yield rows("room_silent", silent, words="title", day="on")


PARTS = [_room]


def _today(pk, title, state, day) -> Todo:
    words = "The meeting is today: say that you are here"
    return Todo(words, reverse("meeting_room", args=[pk]), due=day, weight=3)


def _silent(pk, title, state, day) -> Todo:
    words = f"Type what happened on {long_day(day)} from paper, or cancel that meeting"
    return Todo(words, reverse("meeting_room", args=[pk]), due=day)


TODOS = {"room_today": _today, "room_silent": _silent}
