"""What waits about papers and replies: rows for the query of meetings."""

from datetime import date, timedelta

from django.db.models import CharField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.todo import Todo
from consortium.core.workingdays import latest_circulation
from members.agreement.todos import rows
from members.states import Role

from .models import Circulation, Meeting, MeetingSettings, Paper, PaperVersion, Reply
from .rules_notice import CLEAR_DAYS
from .states import MeetingState

AHEAD = timedelta(days=21)
TEXT = CharField()
MEET = (
    Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.ADVISER, Role.CHAIR, Role.SECRETARIAT,
    Role.STRATEGIC_OFFICER,
)  # fmt: skip


def _papers(actor: Actor, today: date):
    """To bring for whoever owns one and goes to meetings, others have the mail; to circulate
    for the secretariat."""
    if actor.has(*MEET) and not actor.impersonator_id:
        come = PaperVersion.objects.filter(paper=OuterRef("pk"))
        mine = Paper.objects.standing().filter(
            ~Exists(come), owner=actor.user_id, meeting__state=MeetingState.PLANNED,
            meeting__on__gte=today,
        )  # fmt: skip
        mine = mine.annotate(state=Cast("meeting_id", TEXT))
        yield rows("bring_paper", mine, words="title", day="due_on")
    if actor.has(Role.SECRETARIAT):
        yield rows("circulate", _to_circulate(today), words="clear", day="on")


def _to_circulate(today: date):
    """Meetings of the next three weeks whose papers have not gone out."""
    sent = Circulation.objects.filter(meeting=OuterRef("pk"))
    near = Meeting.objects.filter(~Exists(sent), on__range=(today, today + AHEAD))
    settled = Subquery(MeetingSettings.objects.values("clear_days")[:1])
    return near.filter(state=MeetingState.PLANNED).annotate(
        clear=Cast(Coalesce(settled, Value(CLEAR_DAYS)), TEXT)
    )


def _replies(actor: Actor, today: date):
    """Meetings whose papers are out and of which this member has not said anything."""
    asked = (Role.REPRESENTATIVE, Role.ADVISER)
    if not actor.has(*asked) or actor.impersonator_id:
        return
    sent = Circulation.objects.filter(meeting=OuterRef("pk"))
    said = Reply.objects.filter(meeting=OuterRef("pk"), organisation=actor.organisation_id)
    coming = Meeting.objects.filter(Exists(sent), ~Exists(said), on__gte=today)
    found = coming.filter(state=MeetingState.PLANNED)
    yield rows("say_coming", found, words="title", day="on")


PARTS = [_papers, _replies]


def _bring(pk, title, state, day) -> Todo:
    return Todo(f"Bring a paper: {title}", reverse("paper", args=[int(state), pk]), due=day)


def _circulate(pk, clear, state, day) -> Todo:
    words = f"Circulate the papers for {long_day(day)}"
    due = latest_circulation(day, int(clear))
    return Todo(words, reverse("circulate", args=[pk]), due=due)


def _coming(pk, title, state, day) -> Todo:
    words = f"Say whether you are coming on {long_day(day)}"
    return Todo(words, reverse("meeting_replies", args=[pk]), due=day)


TODOS = {"bring_paper": _bring, "circulate": _circulate, "say_coming": _coming}
