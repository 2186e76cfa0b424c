"""The guides: one per job, in the words of the pages they are about."""

from consortium.core.actor import Actor
from members.states import Role

from .bids import BIDS
from .claims import CLAIMS
from .guide import Guide, Step
from .meetings import MEETINGS
from .members import MEMBERS

__all__ = ["BY_SLUG", "GUIDES", "Guide", "Step", "for_actor"]

GUIDES = (
    *CLAIMS,
    *BIDS,
    *MEETINGS,
    *MEMBERS,
    Guide(
        "two-roles",
        "Act in one role or another",
        "Someone with several roles chooses in which they act.",
        tuple(Role),
        (
            Step(
                "Look at the top right",
                "Your name and the role you act in stand there on every page.",
            ),
            Step(
                "Choose another",
                "Open it and choose. Pages, lists and buttons follow; your choice is kept for the "
                "next time.",
            ),
        ),
        "choose_hat",
        "Choose a role",
    ),
)
BY_SLUG = {guide.slug: guide for guide in GUIDES}


def for_actor(actor: Actor | None) -> tuple[list[Guide], list[Guide]]:
    """Those of this hat's own jobs, and the rest."""
    mine = [guide for guide in GUIDES if actor and actor.has(*guide.roles)]
    return mine, [guide for guide in GUIDES if guide not in mine]
