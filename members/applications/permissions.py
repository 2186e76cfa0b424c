"""Who may do what about an application: each answer is None, or the reason why not.

The applicant has no account: whoever holds the link acts in the hat
"applicant:<id>", for that application alone.
"""

from consortium.core.actor import Actor
from members.hats import address_of, request_id_of
from members.states import Role

READS = frozenset({Role.SECRETARIAT, Role.AUDITOR, Role.CHAIR, Role.REPRESENTATIVE})
SPEAKS = (Role.REPRESENTATIVE, Role.SUBSTITUTE)  # for a member
LOOKS = "Someone who looks through another's eyes can change nothing."
OFFICE = "Only the secretariat can do this."


def applicant(application, *, request=None) -> Actor:
    """Whoever came by the link of this application."""
    return _outsider("The applicant", f"applicant:{application.pk}", request)


def visitor(request=None) -> Actor:
    """Somebody of whom nothing is known."""
    return _outsider("A visitor", "visitor", request)


def _outsider(name: str, hat: str, request) -> Actor:
    return Actor(
        user_id=None,
        name=name,
        hat=hat,
        roles=frozenset(),
        organisation_id=None,
        ip=address_of(request),
        request_id=request_id_of(request),
    )


def is_applicant(actor: Actor, application) -> bool:
    return actor.hat == f"applicant:{application.pk}"


def can_read(actor: Actor) -> bool:
    """the secretariat, the members' representatives, the chair or the auditor"""
    return actor.has(*READS, *SPEAKS)


def can_handle(actor: Actor, application=None) -> str | None:
    """The secretariat acts for the accountable body, which handles applications (5.3)."""
    if not actor.has(Role.SECRETARIAT):
        return OFFICE
    return LOOKS if actor.impersonator_id else None


def can_fill_in(actor: Actor, application) -> str | None:
    """The applicant; for a form that came on paper, the secretariat."""
    if application.on_paper:
        return can_handle(actor)
    if is_applicant(actor, application):
        return None
    return "Only the applicant can do this."


def can_answer(actor: Actor, application) -> str | None:
    """The applicant by the link; the secretariat for one who applied on paper."""
    if is_applicant(actor, application):
        return None
    return can_fill_in(actor, application)


def can_withdraw(actor: Actor, application) -> str | None:
    """The applicant, or the secretariat when the applicant has told it so."""
    return None if is_applicant(actor, application) else can_handle(actor)


def can_close(actor: Actor, application) -> str | None:
    """The clock, or the secretariat once everybody has replied."""
    return None if actor.is_system else can_handle(actor)


def can_lapse(actor: Actor, application) -> str | None:
    return None if actor.is_system else "Only the clock ends a draft that nobody goes on with."


def can_decide(actor: Actor, application) -> str | None:
    """The chair alone (5.3); who stands in at one meeting does not have this power."""
    if not actor.has(Role.CHAIR):
        return "Only the chairperson decides on an application outside a meeting."
    return LOOKS if actor.impersonator_id else None


def can_put_to_meeting(actor: Actor, application) -> str | None:
    if not actor.has(Role.CHAIR, Role.SECRETARIAT):
        return "Only the secretariat or the chairperson can do this."
    return LOOKS if actor.impersonator_id else None


def can_speak(actor: Actor) -> str | None:
    """For a member: its representative or a named substitute (7.1, 7.2)."""
    if not actor.has(*SPEAKS):
        return "A member replies through its representative or a substitute."
    return LOOKS if actor.impersonator_id else None


def sees_contact(actor: Actor) -> bool:
    """The person to write to is shown to who writes to them, and to who checks that work."""
    return actor.has(Role.SECRETARIAT, Role.CHAIR, Role.AUDITOR)
