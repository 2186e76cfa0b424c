"""Plain values of an application, as the rules want them, and what its pages show."""

from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from consortium.core import clock
from members.models import Organisation
from members.offices import chair_on

from . import rules
from .models import Application, ApplicationReply
from .rules import Answer, Shown
from .states import MEANING, SERVICES, Part, Point

FIELDS = (
    "contact_name", "name", "legal_form", "address", "base", "about", "staff_hours",
    "work_budget", "volunteers",
)  # fmt: skip


def shown(application: Application) -> list[Shown]:
    """The seven points. One query, none where they were prefetched."""
    return [
        Shown(each.code, each.claimed, each.what, each.where, each.finding)
        for each in application.points.all()
    ]


def answers(application: Application) -> list[Answer]:
    """One for each member that was asked, those without a reply included."""
    replies = application.replies.all()
    if "replies" not in getattr(application, "_prefetched_objects_cache", {}):
        replies = replies.select_related("organisation")
    return [Answer(each.organisation.name, each.stance, each.unclear) for each in replies]


def missing(application: Application) -> list[tuple[str, str]]:
    """(part or point, sentence) of all that keeps it from being sent."""
    values = {name: getattr(application, name) for name in FIELDS}
    found = rules.missing(values, shown(application))
    if member := _namesake(application.name):
        found.append((str(Part.ORGANISATION), f"{member} is a member already."))
    return found


def _namesake(name: str) -> str | None:
    members = Organisation.objects.on(clock.today()).members()
    return members.filter(name__iexact=name.strip()).values_list("name", flat=True).first()


def to_weigh(applications):
    """A queryset with what `grounds` asks of each: three queries, however many there are."""
    return applications.prefetch_related(*_weighed())


def weigh(applications: list[Application]) -> None:
    """The same for applications that are read already: two queries."""
    prefetch_related_objects(applications, *_weighed())


def _weighed():
    replies = ApplicationReply.objects.select_related("organisation")
    return "points", Prefetch("replies", queryset=replies)


def grounds(application: Application, *, chair: bool | None = None) -> list[str]:
    """Why the chair cannot decide alone. `chair`: is there one today? None: it is looked up."""
    if chair is None:
        chair = chair_on(clock.today()) is not None
    return rules.grounds_for_meeting(shown(application), answers(application), chair=chair)


@dataclass(frozen=True)
class Task:
    """One part of the form in the task list. `name` is the part's or the point's code."""

    name: str
    title: str
    status: str
    hint: str = ""


def parts_of(application: Application) -> list[Task]:
    """Contact, organisation and work."""
    gaps = missing(application)
    return [Task(part.value, part.label, _status(application, part, gaps)) for part in Part]


FILLED = {
    Part.CONTACT: ("contact_name", "contact_position", "telephone"),
    Part.ORGANISATION: ("legal_form", "address", "base", "about", "registration"),
    Part.WORK: ("staff_hours", "work_budget", "volunteers", "work_note"),
}


def _status(application: Application, part: Part, gaps) -> str:
    if not any(getattr(application, name) for name in FILLED[part]):
        return "not_started"
    return "in_progress" if any(where == part for where, _ in gaps) else "completed"


def services_of(application: Application) -> list[Task]:
    """The five services: claimed or not, and whether anything is missing."""
    by_code = {each.code: each for each in application.points.all()}
    return [_service(by_code[point]) for point in SERVICES]


def _service(point) -> Task:
    if not point.claimed:
        return Task(point.code, point.get_code_display(), "optional", point_words(point.code))
    status = "completed" if point.what.strip() else "in_progress"
    return Task(point.code, point.get_code_display(), status, point_words(point.code))


def point_words(code: str) -> str:
    return MEANING[Point(code)]


def claimed_services(application: Application) -> int:
    return sum(each.claimed and each.code in SERVICES for each in application.points.all())
