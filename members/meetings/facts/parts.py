"""As what somebody may be at a meeting (7.1, 7.2, R46)."""

from dataclasses import dataclass
from datetime import date

from consortium.core.actor import Actor
from members.meetings.states import Part
from members.models import Organisation, Seat
from members.states import Role

SEAT_OF = {
    Part.REPRESENTATIVE: Role.REPRESENTATIVE,
    Part.SUBSTITUTE: Role.SUBSTITUTE,
    Part.CO_OPTED: Role.ADVISER,
}
STAFF = (
    Role.SECRETARIAT,
    Role.FINANCE_OFFICER,
    Role.SECOND_APPROVER,
    Role.STRATEGIC_OFFICER,
)


@dataclass(frozen=True)
class As:
    """The part of one person, and for which organisation."""

    part: str
    organisation_id: int | None


def own_part(actor: Actor, day: date) -> As:
    """As what this person comes in the hat they wear.

    The chair comes as the representative of their organisation. A colleague whom nobody
    named as substitute comes as a guest.
    """
    if actor.has(Role.CHAIR):
        seated = Seat.objects.on(day).filter(user_id=actor.user_id, role=Role.REPRESENTATIVE)
        mine = seated.values_list("organisation_id", flat=True)
        own = actor.organisation_id if actor.organisation_id in mine else None
        return As(Part.REPRESENTATIVE, own) if own else As(Part.GUEST, actor.organisation_id)
    for part, role in SEAT_OF.items():
        if actor.has(role):
            return As(part, actor.organisation_id)
    part = Part.STAFF if actor.has(*STAFF) else Part.GUEST
    return As(part, actor.organisation_id)


def why_not_as(
    part: str, *, user_id: int | None, organisation: Organisation | None, day: date
) -> str:
    """Why this person cannot be at a meeting of `day` in that part; empty where they can."""
    role = SEAT_OF.get(Part(part))
    if role is None:
        return ""
    if user_id is None or organisation is None:
        return "Choose who it is, and for which member."
    seats = Seat.objects.on(day).filter(user_id=user_id, role=role, organisation=organisation)
    if not seats.exists():
        return (
            f"They are not named as {role.label.lower()} of {organisation.name} on this day. "
            "They can be here as a guest."
        )
    if role == Role.ADVISER:
        return ""
    if not Organisation.objects.voting_on(day).filter(pk=organisation.pk).exists():
        return f"{organisation.name} has no vote on this day."
    return ""
