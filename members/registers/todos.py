"""What waits in the registers; asked for with the agreement's rows, in one query for each hat."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.todo import Todo
from members.agreement import todos as agreement
from members.agreement.todos import TEXT, rows
from members.offices import holders
from members.states import Role

from .models import Event, Feedback, Prospect, Representation
from .permissions import HOSTS, RECRUITS
from .states import GRIEVANCES, FeedbackKind, FeedbackState, ProspectState, Side


def todos(
    actor: Actor, *, today: date, more: Iterable = (), words: Mapping | None = None
) -> Iterator[Todo]:
    """`more` and `words` as for the agreement: whatever stands on the registers adds its rows."""
    parts, known = [*_parts(actor, today), *more], {**TODOS, **(words or {})}
    yield from agreement.todos(actor, today=today, more=parts, words=known)


def _parts(actor: Actor, today: date):
    sides = Q(pk__in=[])
    if actor.has(Role.SECRETARIAT):
        sides |= Q(side=Side.OFFICE)
    if actor.has(Role.CHAIR):
        sides |= Q(side=Side.CHAIR)
    own = actor.organisation_id or 0
    if actor.has(Role.REPRESENTATIVE):
        free = Q(second__isnull=True) & ~Q(body_id=own)
        sides |= Q(side=Side.MEMBER) & (Q(second_id=own) | free)
        asked = Feedback.objects.open().filter(passed_to_id=own, account_on__isnull=True)
        yield _feedback("say", asked)
    if actor.has(Role.SECRETARIAT, Role.CHAIR, Role.REPRESENTATIVE):
        about_own = Q(kind__in=sorted(GRIEVANCES), organisation_id=own)
        yield _feedback("handle", Feedback.objects.open().filter(sides).exclude(about_own))
    if actor.has(Role.REPRESENTATIVE, Role.SECRETARIAT, Role.STRATEGIC_OFFICER):
        yield _reports(actor, own, today)
    if actor.has(*RECRUITS):
        yield _prospects(actor, today)
    if actor.has(*HOSTS):
        yield rows("event", Event.objects.to_report(today), words="title", day="on")


def _feedback(what: str, found):
    first = When(state=FeedbackState.RECEIVED, then=F("acknowledge_by"))
    found = found.annotate(next=Case(first, default=F("answer_by")))
    return rows(what, found, words="kind", day="next")


def _reports(actor: Actor, own: int, today: date):
    """Of one's own member, or of oneself."""
    mine = Q(person_id=actor.user_id)
    if actor.has(Role.REPRESENTATIVE):
        mine |= Q(organisation_id=own)
    found = Representation.objects.report_due(today).filter(mine)
    return rows("report", found.annotate(state=Value("", TEXT)), words="body", day="report_by")


def _prospects(actor: Actor, today: date):
    """One's own whose day has come; for the secretariat those that nobody looks after as well."""
    mine = Q(owner=actor.user_id)
    if actor.has(Role.SECRETARIAT):
        mine |= ~Q(owner__in=holders(*RECRUITS, day=today))
    found = Prospect.objects.due(today).filter(mine)
    return rows("prospect", found, words="name", day="step_on")


def _word(pk: int, kind: str) -> str:
    return f"{FeedbackKind(kind).label.lower()} FB-{pk:04d}"


def _handle(pk, kind, state, day) -> Todo:
    verb = "Acknowledge" if state == FeedbackState.RECEIVED else "Answer"
    url = reverse("feedback", args=[pk])
    return Todo(f"{verb} {_word(pk, kind)}", url, due=day, state=state, kind="feedback")


def _say(pk, kind, state, day) -> Todo:
    url = reverse("feedback", args=[pk])
    return Todo(
        f"Say what your organisation says to {_word(pk, kind)}", url, hint="It was passed to you"
    )


def _report(pk, body, state, day) -> Todo:
    return Todo(f"Report back from {body}", reverse("representation", args=[pk]), due=day)


def _prospect(pk, name, state, day) -> Todo:
    again = state == ProspectState.NOT_NOW
    return Todo(
        f"Ask {name} again" if again else f"Take the next step with {name}",
        reverse("prospect", args=[pk]), due=day, state=state, kind="prospect",
    )  # fmt: skip


def _event(pk, title, state, day) -> Todo:
    return Todo(f"Write up {title}", reverse("event", args=[pk]), hint=f"It was on {long_day(day)}")


TODOS = {
    "handle": _handle, "say": _say, "report": _report, "prospect": _prospect, "event": _event,
}  # fmt: skip
