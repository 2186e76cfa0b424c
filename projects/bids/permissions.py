"""Who reads bids and who writes them: each answer is None, or the reason why not."""

from consortium.core.actor import Actor

LOOKS = "Someone who looks through another's eyes can change nothing."
ONLY = "Only the finance officer, the strategic development officer or the secretariat can do this."
WRITERS = ("finance_officer", "strategic_officer", "secretariat")
READERS = (*WRITERS, "representative", "chair", "auditor")


def reads_bids(actor: Actor) -> bool:
    """those who write bids, representatives, the chair and the auditor"""
    return actor.has(*READERS)


def writes_bids(actor: Actor) -> bool:
    """the finance officer, the strategic development officer and the secretariat"""
    return can_write(actor) is None


def can_write(actor: Actor, record=None) -> str | None:
    """To draft, change and send bids, and to record what the funder says (8.1(1)).

    The secretariat goes on where nobody is strategic development officer (10.2).
    """
    if not actor.has(*WRITERS):
        return ONLY
    return LOOKS if actor.impersonator_id else None


def can_agree(actor: Actor, record=None) -> str | None:
    """Nobody agrees for the consortium: its decision does, as the system or a writer records."""
    return None if actor.is_system else can_write(actor)
