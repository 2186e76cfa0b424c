"""What waits for the secretariat, the members and the chair about applications."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, Q
from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.todo import Todo
from members.models import Seat, Term
from members.states import Office, Role

from . import facts
from .models import Application, ApplicationReply
from .permissions import SPEAKS
from .states import ApplicationState as S

SHOWN = 5
MOST = 40


def todos(actor: Actor, *, today: date) -> Iterator[Todo]:
    """A fixed number of queries for each hat; none for who has nothing to do with it."""
    if actor.has(Role.SECRETARIAT):
        yield from _for_the_secretariat(today)
    if actor.has(Role.CHAIR):
        yield from _for_the_chair(today)
    if actor.has(*SPEAKS):
        yield from _for_a_member(actor, today)


def _for_the_secretariat(today: date) -> Iterator[Todo]:
    """One query while nothing is to be decided."""
    waits = Q(state__in=[S.RECEIVED, S.QUESTION, S.DECIDING])
    spoken = Seat.objects.on(today).filter(role=Role.REPRESENTATIVE).values("organisation_id")
    named = Q(state=S.ADMITTED) & ~Q(nominee_name="") & ~Q(organisation__in=spoken)
    chairs = Exists(Term.objects.on(today).filter(office=Office.CHAIR))
    waiting = Application.objects.filter(waits | named).annotate(has_chair=chairs)
    found = list(waiting.order_by("sent_on", "id")[:MOST])
    deciding = [each for each in found if each.state == S.DECIDING]
    if deciding:
        facts.weigh(deciding)
    for each in found:
        if each.state == S.RECEIVED:
            yield _todo(each, f"Check the application of {each.name}", each.reference)
        elif each.state == S.QUESTION and each.answer_by < today:
            words = f"The answer was due on {long_day(each.answer_by)}"
            yield _todo(each, f"Ask {each.name} for the answer", words, due=each.answer_by)
        elif each.state == S.DECIDING and facts.grounds(each, chair=each.has_chair):
            words = "The chairperson cannot decide alone"
            yield _todo(each, f"Put the application of {each.name} to a meeting", words)
        elif each.state == S.ADMITTED:
            yield _invite(each)


def _invite(found: Application) -> Todo:
    """A representative that a new member named, and nobody has invited."""
    url = f"{reverse('people_invite')}?organisation={found.organisation_id}"
    words = f"Invite {found.nominee_name} to speak for {found.name}"
    return Todo(words, url, hint="Named by the member")


def _for_the_chair(today: date) -> Iterator[Todo]:
    found = facts.to_weigh(Application.objects.filter(state=S.DECIDING))
    for each in found.order_by("closed_on", "id")[:SHOWN]:
        if facts.grounds(each, chair=True):
            words = "Something stands against deciding alone: put it to the next meeting"
            yield _todo(each, f"Look at the application of {each.name}", words)
        else:
            words = "Nobody objects, and nothing is unclear"
            yield _todo(each, f"Decide on the application of {each.name}", words)


def _for_a_member(actor: Actor, today: date) -> Iterator[Todo]:
    """Applications that the actor's organisation has not replied to."""
    open_ones = ApplicationReply.objects.filter(
        organisation=actor.organisation_id,
        stance="",
        application__state=S.CONSULTING,
        application__reply_by__gte=today,
    )
    for each in open_ones.select_related("application").order_by("application__reply_by")[:SHOWN]:
        found = each.application
        yield _todo(
            found, f"Reply about {found.name}", "It applies for membership", due=found.reply_by
        )


def _todo(found: Application, title: str, hint: str, *, due: date | None = None) -> Todo:
    return Todo(
        title, found.get_absolute_url(), due=due, hint=hint, state=found.state, kind="application"
    )
