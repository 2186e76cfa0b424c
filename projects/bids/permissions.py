"""Who reads bids and who writes them: each answer is None, or the reason why not."""

from consortium.core.actor import Actor

LOOKS = "Someone who looks through another's eyes can change nothing."
WRITERS = ("finance_officer", "strategic_officer")
READERS = (*WRITERS, "representative", "chair", "auditor")


def reads_bids(actor: Actor) -> bool:
    """the finance officer, the strategic development officer, representatives, chair and auditor"""
    return actor.has(*READERS)


def writes_bids(actor: Actor) -> bool:
    """the finance officer and the strategic development officer"""
    return can_write(actor) is None


def can_write(actor: Actor, record=None) -> str | None:
    """To draft, change and send bids, and to record what the funder says (8.1(1))."""
    if not actor.has(*WRITERS):
        return "Only the finance officer or the strategic development officer can do this."
    return LOOKS if actor.impersonator_id else None


def can_agree(actor: Actor, record=None) -> str | None:
    """Nobody agrees for the consortium: its decision does, as the system or a writer records."""
    return None if actor.is_system else can_write(actor)
