"""Who may do what about the agreement: each answer is None, or the reason why not."""

from consortium.core.actor import Actor
from members.states import Role

LOOKS = "Someone who looks through another's eyes can change nothing."
OFFICE = "Only the secretariat can do this."
MEMBER = "A member signs through its representative."


def can_keep(actor: Actor, record=None) -> str | None:
    """The secretariat acts for the consortium (10.2)."""
    if actor.impersonator_id:
        return LOOKS
    return None if actor.has(Role.SECRETARIAT) else OFFICE


def can_sign(actor: Actor, record=None) -> str | None:
    """The representative can take decisions for the member (7.1); a substitute only votes."""
    if not actor.has(Role.REPRESENTATIVE):
        return MEMBER
    return LOOKS if actor.impersonator_id else None


def can_complete(actor: Actor, agreement) -> str | None:
    """Whoever brings the last signature, or the secretariat when the last unsigned member left."""
    return can_sign(actor) and can_keep(actor)


def can_read_scan(actor: Actor, signature) -> bool:
    """A signature on paper: its own member, the secretariat, the chair and the auditor."""
    return actor.organisation_id == signature.organisation_id or actor.has(
        Role.SECRETARIAT, Role.CHAIR, Role.AUDITOR
    )


def can_acknowledge(actor: Actor, record=None) -> str | None:
    """The representative says for the member that it works by a protocol."""
    if not actor.has(Role.REPRESENTATIVE):
        return "A member acknowledges a protocol through its representative."
    return LOOKS if actor.impersonator_id else None


ANSWERS = (Role.REPRESENTATIVE, Role.INFORMATION_OFFICER)


def can_ask(actor: Actor, record=None) -> str | None:
    """The secretariat or the strategic officer asks for the consortium (10.2)."""
    if not actor.has(Role.SECRETARIAT, Role.STRATEGIC_OFFICER):
        return "Only the secretariat or the strategic development officer can do this."
    return LOOKS if actor.impersonator_id else None


def can_answer(actor: Actor, line) -> str | None:
    """The member that was asked: its representative or its information officer."""
    if actor.organisation_id != line.organisation_id or not actor.has(*ANSWERS):
        return "Only the member that was asked can do this."
    return LOOKS if actor.impersonator_id else None


def can_commit(actor: Actor, record=None) -> str | None:
    """Its representative for a member; the secretariat or the strategic officer for all (R49)."""
    if actor.impersonator_id:
        return LOOKS
    if actor.has(Role.REPRESENTATIVE) or can_ask(actor) is None:
        return None
    return "A member records its commitments through its representative."


def can_commit_for(actor: Actor, organisation) -> str | None:
    """Nobody promises for another member; who acts for the consortium records for everybody."""
    if can_ask(actor) is None:
        return None
    if organisation is None or organisation.pk != actor.organisation_id:
        return "A representative records the commitments of their own organisation."
    return None


def can_settle(actor: Actor, commitment) -> str | None:
    return can_commit(actor) or can_commit_for(actor, commitment.organisation)
