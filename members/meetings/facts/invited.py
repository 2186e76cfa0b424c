"""Who comes to meetings: everybody that has a seat which brings them there (5.3, 7, 10.2)."""

from dataclasses import dataclass
from datetime import date, datetime

from consortium.core import clock
from consortium.core.audit import kind_and_id
from consortium.core.models.outbox import Message
from members.meetings.models import Meeting
from members.models import Organisation, Seat, User
from members.offices import holders
from members.states import Role

SPEAK = (Role.REPRESENTATIVE, Role.SUBSTITUTE)
INVITED = (*SPEAK, Role.ADVISER, Role.CHAIR, Role.SECRETARIAT, Role.STRATEGIC_OFFICER)


def invitees(day: date | None = None) -> list[User]:
    """Everybody who is invited by their role on `day`, today by default. One query."""
    return list(holders(*INVITED, day=day or clock.today()))


@dataclass(frozen=True)
class Asked:
    """A member, and who of it was asked for items, and when; nobody, where nobody speaks for it."""

    organisation: Organisation
    names: tuple[str, ...]
    at: datetime | None


def asked_for_items(meeting: Meeting, *, kind: str) -> list[Asked]:
    """Every member that votes on the day of the meeting, with who was asked. Three queries."""
    object_kind, object_id = kind_and_id(meeting)
    sent = dict(
        Message.objects.filter(kind=kind, object_kind=object_kind, object_id=object_id)
        .exclude(recipient_user_id=None)
        .order_by("-created_at")
        .values_list("recipient_user_id", "created_at")
    )
    speakers: dict[int, list[User]] = {}
    seats = Seat.objects.on(clock.today()).filter(role__in=SPEAK, user__is_active=True)
    for seat in seats.select_related("user").order_by("role", "user__name"):
        speakers.setdefault(seat.organisation_id, []).append(seat.user)
    return [_asked(each, speakers.get(each.pk, []), sent)
            for each in Organisation.objects.voting_on(meeting.on).order_by("name")]  # fmt: skip


def _asked(organisation, people, sent) -> Asked:
    told = [user for user in people if user.pk in sent]
    at = min((sent[user.pk] for user in told), default=None)
    return Asked(organisation, tuple(user.name for user in told), at)
