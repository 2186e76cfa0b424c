"""What the secretariat has to see to: members without a voice, invitations that lapsed."""

from datetime import date

from django.urls import reverse

from consortium.core import clock
from consortium.core.days import long_day
from consortium.core.todos import Todo

from .models import Invitation, Organisation, Seat, Term
from .permissions import may
from .states import Office, Role

SOON = 60  # days before an office falls empty


def todos_for(actor, today: date) -> list[Todo]:
    """A few lines, and none for anybody but the secretariat. At most five queries."""
    if not may("invite_person")(actor):
        return []
    found = [_unspoken(today), _lapsed(), *_empty_offices(today)]
    return [todo for todo in found if todo]


def _unspoken(today: date) -> Todo | None:
    spoken = Seat.objects.on(today).filter(role=Role.REPRESENTATIVE).values("organisation_id")
    silent = Organisation.objects.on(today).members().exclude(pk__in=spoken)
    names = list(silent.values_list("name", flat=True)[:2])
    if not names:
        return None
    if len(names) == 1:
        return Todo(f"{names[0]} has no representative", reverse("organisations"))
    count = silent.count()
    return Todo(f"{count} members have no representative", reverse("organisations"), count=count)


def _lapsed() -> Todo | None:
    """Who never chose a password, and whose last link has ended."""
    now = clock.now()
    waiting = Invitation.objects.filter(user__is_active=True, accepted_at__isnull=True)
    waiting = waiting.exclude(user__invitations__accepted_at__isnull=False)
    lapsed = waiting.exclude(user__invitations__expires_at__gt=now)
    people = set(lapsed.values_list("user_id", flat=True)[:100])
    if not people:
        return None
    words = (
        "An invitation has ended unused" if len(people) == 1 else "Invitations have ended unused"
    )
    return Todo(words, reverse("people"), count=len(people), tone="info")


def _empty_offices(today: date) -> list[Todo]:
    """Offices that nobody holds, or whose term ends soon with nobody to follow."""
    last: dict[str, date] = {}
    for office, ends in Term.objects.standing().values_list("office", "ends").order_by("ends"):
        last[office] = ends
    todos = []
    for office in Office:
        ends = last.get(office)
        if ends is None or ends < today:
            words = f"Nobody holds the office of {office.label.lower()}"
            todos.append(Todo(words, reverse("offices"), tone="stop"))
        elif (ends - today).days <= SOON:
            words = f"Record who is {office.label.lower()} after {long_day(ends)}"
            todos.append(Todo(words, reverse("offices"), due=ends))
    return todos
