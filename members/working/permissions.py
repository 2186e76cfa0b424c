"""Who may do what: each answer is None, or the reason why not."""

from consortium.core import clock
from consortium.core.actor import Actor
from members.states import Role

from .models import ChairNote, Dispute, Group
from .models.disputes import speaking_as
from .states import GroupRole, Side

LOOKS = "Someone who looks through another's eyes can change nothing."
PARTY = (
    "Only the chair, or who speaks for the members without one, and the accountable body's "
    "representative can do this."
)


def side_of(actor: Actor, body_id: int | None) -> Side | None:
    """The side for which this hat speaks: the chair for the members, a representative for the
    body. The secretariat works in the body's office, so it speaks for neither.

    While nobody holds the chair, the representative whom the members named speaks for them.
    """
    if actor.impersonator_id:
        return None
    if actor.has(Role.CHAIR):
        return Side.CONSORTIUM
    if actor.has(Role.REPRESENTATIVE) and body_id and actor.organisation_id == body_id:
        return Side.BODY
    if actor.has(Role.REPRESENTATIVE) and speaking_as(actor).exists():
        return Side.CONSORTIUM
    return None


def can_name_speaker(actor: Actor, record=None) -> str | None:
    """The secretariat records whom the members named; it chooses nobody itself."""
    return can_keep_groups(actor)


def can_take_part(actor: Actor, dispute: Dispute) -> str | None:
    """One of the two sides; and never a person who has acted for the other one before."""
    side = side_of(actor, dispute.body_id)
    if side is None:
        return LOOKS if actor.impersonator_id else PARTY
    if actor.user_id in acted_for_the_other(dispute, side):
        return "You have acted for the other side in this dispute. Somebody else must do this."
    return None


def acted_for_the_other(dispute: Dispute, side: Side) -> set[int]:
    """The people who have acted for the other side. Three queries."""
    found = {dispute.opened_by_id} if dispute.opened_side != side else set()
    found |= set(dispute.steps.exclude(side=side).values_list("written_by_id", flat=True))
    for who, own, by in dispute.proposals.values_list("proposed_by_id", "side", "answered_by_id"):
        found |= {who} if own != side else {by} if by else set()
    return found


def can_answer(actor: Actor, proposal) -> str | None:
    """Only the other side agrees, through another person: never the same side twice."""
    against = can_take_part(actor, proposal.dispute)
    if against:
        return against
    if side_of(actor, proposal.dispute.body_id) == proposal.side:
        return "Your own side proposed this. The other side answers."
    return None


def can_take_back(actor: Actor, proposal) -> str | None:
    against = can_take_part(actor, proposal.dispute)
    if against:
        return against
    if side_of(actor, proposal.dispute.body_id) != proposal.side:
        return "Only the side that proposed this can take it back."
    return None


def can_end(actor: Actor, dispute: Dispute) -> str | None:
    """The side that opened it can withdraw it."""
    against = can_take_part(actor, dispute)
    if against:
        return against
    if side_of(actor, dispute.body_id) != dispute.opened_side:
        return "Only the side that opened the dispute can withdraw it."
    return None


def can_write_notes(actor: Actor, record=None) -> str | None:
    """The chair, as chair."""
    if not actor.has(Role.CHAIR):
        return "Only the chair keeps these notes."
    return LOOKS if actor.impersonator_id else None


def can_keep_note(actor: Actor, note: ChairNote) -> str | None:
    """Who held the chair when it was written, in whatever hat; the term may be over."""
    if actor.impersonator_id:
        return LOOKS
    return None if note.term.holder_id == actor.user_id else "Only who wrote it can do this."


def can_keep_groups(actor: Actor, record=None) -> str | None:
    """The secretariat sets groups up for the consortium (10.2, 10.3)."""
    if not actor.has(Role.SECRETARIAT):
        return "Only the secretariat can do this."
    return LOOKS if actor.impersonator_id else None


def can_run_group(actor: Actor, group: Group) -> str | None:
    """The secretariat, or the group's convenor of today."""
    if actor.impersonator_id:
        return LOOKS
    if actor.has(Role.SECRETARIAT) or convenes(actor, group):
        return None
    return "Only the group's convenor and the secretariat can do this."


def convenes(actor: Actor, group: Group) -> bool:
    now = group.members.on(clock.today()).filter(role=GroupRole.CONVENOR)
    return actor.user_id is not None and now.filter(user_id=actor.user_id).exists()


def can_report(actor: Actor, report) -> str | None:
    return can_run_group(actor, report.group)


def can_excuse(actor: Actor, report) -> str | None:
    return can_keep_groups(actor)


def can_keep_service(actor: Actor, record=None) -> str | None:
    """The secretariat writes down its own arrangements; everybody reads them (10.1)."""
    return can_keep_groups(actor)
