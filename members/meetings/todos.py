"""What waits about meetings. It joins the query of what people work on together.

Each noun gives rows by a function of its own in `PARTS`, and its words in `TODOS`.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.periods import FinancialYear
from consortium.core.todo import Todo
from members import todos as members
from members.agreement.todos import rows
from members.models import Consortium
from members.permissions import refusal
from members.states import Role
from members.working import todos as working

from . import todos_actions, todos_elections, todos_papers, todos_room, todos_written
from .models import ItemProposal, Meeting
from .models.agenda import ProposalState
from .states import MeetingState

SCHEDULE_FROM = 11  # November: by the December meeting the next year's dates are out (R90)


def todos(actor: Actor, *, today: date) -> Iterator[Todo]:
    more = [row for part in PARTS for row in part(actor, today)]
    yield from working.todos(actor, today=today, more=more, words=TODOS)


def _agenda(actor: Actor, today: date):
    coming = Meeting.objects.filter(state=MeetingState.PLANNED, on__gte=today)
    if actor.has(Role.SECRETARIAT):
        sent = ItemProposal.objects.filter(meeting=OuterRef("pk"), state=ProposalState.SENT)
        yield rows("proposed", coming.filter(Exists(sent)), words="title", day="on")
        if today.month in (SCHEDULE_FROM, 12, 1, 2, 3):
            yield _schedule(FinancialYear.containing(today))
    if actor.has(Role.CHAIR):
        asked = coming.filter(sent_to_chair_on__isnull=False, agreed_on__isnull=True)
        yield rows("agree_agenda", asked, words="title", day="on")


def _schedule(year: FinancialYear):
    """One row where no date of the next year is out; its day is that of the December meeting."""
    out = Meeting.objects.standing().of_year(year.next().label)
    december = Meeting.objects.standing().filter(on__year=year.year, on__month=12).order_by("on")
    found = working.stateless(Consortium.objects.filter(~Exists(out)))
    found = found.annotate(by=Subquery(december.values("on")[:1]))
    return rows("schedule", found, words="pk", day="by")


def _names(actor: Actor, today: date):
    """About people, for who decides on a name without working in the secretariat: one query
    less than in a list of their own."""
    if not actor.has(Role.SECRETARIAT) and refusal("decide_erasure", actor) is None:
        yield rows("nameless", members.erasures(actor), words="user__name")


PARTS = [
    _agenda,
    _names,
    *todos_papers.PARTS,
    *todos_actions.PARTS,
    *todos_room.PARTS,
    *todos_elections.PARTS,
    *todos_written.PARTS,
]


def _proposed(pk, title, state, day) -> Todo:
    words = f"Answer what members propose for {long_day(day)}"
    return Todo(words, reverse("meeting_proposals", args=[pk]), due=day)


def _agree(pk, title, state, day) -> Todo:
    return Todo(f"Agree the agenda for {long_day(day)}", reverse("meeting", args=[pk]), due=day)


def _dates(pk, said, state, day) -> Todo:
    return Todo("Publish the next financial year's meetings", reverse("meetings_plan"), due=day)


def _nameless(pk, person, state, day) -> Todo:
    return members.nameless(pk, person)


TODOS = {
    "nameless": _nameless,
    "proposed": _proposed,
    "agree_agenda": _agree,
    "schedule": _dates,
    **todos_papers.TODOS,
    **todos_actions.TODOS,
    **todos_room.TODOS,
    **todos_elections.TODOS,
    **todos_written.TODOS,
}
