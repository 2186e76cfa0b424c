"""Who is in the chair of a meeting, and who may stand in (9.3, R84, A5)."""

from dataclasses import dataclass

from members.meetings.models import Meeting, Presence, StandIn
from members.meetings.states import Part
from members.models import User
from members.offices import chair_on


@dataclass(frozen=True)
class Chair:
    """`holder`: of the office, None while it is vacant; `stand_in`: for this meeting."""

    holder: User | None
    holder_is_here: bool
    stand_in: StandIn | None

    @property
    def in_the_chair(self) -> User | None:
        if self.stand_in:
            return self.stand_in.user
        return self.holder if self.holder_is_here else None


def chair_of(meeting: Meeting) -> Chair:
    """Three queries."""
    term = chair_on(meeting.on)
    holder = term.holder if term else None
    here = holder is not None and is_here(meeting, holder.pk)
    standing = meeting.stand_ins.filter(ended_at__isnull=True).select_related("user")
    return Chair(holder, here, standing.first())


def is_here(meeting: Meeting, user_id: int) -> bool:
    return meeting.presences.now().filter(user_id=user_id).exists()


def may_stand_in(meeting: Meeting) -> list[Presence]:
    """Members' representatives who are here, the accountable body's included (A5). One query."""
    here = meeting.presences.now().filter(part=Part.REPRESENTATIVE)
    return list(here.select_related("user", "organisation").order_by("organisation__name"))
