"""Who may do what in the registers: each answer is None, or the reason why not."""

from consortium.core.actor import Actor
from members.states import Role

from .states import About, Side

LOOKS = "Someone who looks through another's eyes can change nothing."
OFFICE = "Only the secretariat can do this."
OWN = "This is about your own organisation, so somebody else handles it."
LOGS = (Role.REPRESENTATIVE, Role.SECRETARIAT, Role.STRATEGIC_OFFICER)
RECRUITS = (Role.SECRETARIAT, Role.CHAIR, Role.STRATEGIC_OFFICER)
HOSTS = RECRUITS
HANDLES = (Role.SECRETARIAT, Role.CHAIR, Role.REPRESENTATIVE)


def can_key_in(actor: Actor, record=None) -> str | None:
    """What came by telephone, letter or in person is written down by the secretariat."""
    if not actor.has(Role.SECRETARIAT):
        return OFFICE
    return LOOKS if actor.impersonator_id else None


def about_own(actor: Actor, feedback) -> bool:
    """A grievance about the organisation for which this person speaks."""
    own = actor.organisation_id
    return own is not None and feedback.is_grievance and feedback.organisation_id == own


def can_handle(actor: Actor, feedback) -> str | None:
    """Who stands on its side, and is not who it is about (R101)."""
    if about_own(actor, feedback):
        return OWN
    if feedback.side == Side.OFFICE:
        return can_key_in(actor)
    if feedback.side == Side.CHAIR:
        found = None if actor.has(Role.CHAIR) else "Only the chairperson handles this."
    else:
        found = None if _from_another_member(actor, feedback) else "Another member handles this."
    return found or (LOOKS if actor.impersonator_id else None)


def _from_another_member(actor: Actor, feedback) -> bool:
    """The member that has taken it; before that any, but for the body that had it first."""
    if not actor.has(Role.REPRESENTATIVE) or actor.organisation_id is None:
        return False
    if feedback.second_id:
        return actor.organisation_id == feedback.second_id
    return actor.organisation_id != feedback.body_id


def can_look_with(actor: Actor, feedback) -> str | None:
    """The second member, beside the office, where it is about the chair."""
    beside = feedback.about == About.CHAIR and feedback.side == Side.OFFICE
    second = actor.organisation_id is not None and actor.organisation_id == feedback.second_id
    if not (beside and second and actor.has(Role.REPRESENTATIVE)) or about_own(actor, feedback):
        return "Only the other member that was asked can do this."
    return LOOKS if actor.impersonator_id else None


def can_account(actor: Actor, feedback) -> str | None:
    """The member to which it was passed says its side."""
    if not actor.has(Role.REPRESENTATIVE) or actor.organisation_id != feedback.passed_to_id:
        return "Only the member to which it was passed can do this."
    return LOOKS if actor.impersonator_id else None


def sees_person(actor: Actor, feedback) -> bool:
    """Who it came from: for those who handle it, and the member if the person agreed."""
    if can_handle(actor, feedback) is None:
        return True
    return feedback.may_share and can_account(actor, feedback) is None


def sees_course(actor: Actor, feedback) -> bool:
    """The notes of who handles it; a member to which it was passed reads its own lines only."""
    if can_handle(actor, feedback) is None or can_look_with(actor, feedback) is None:
        return True
    return actor.has(Role.SECRETARIAT, Role.CHAIR) and not about_own(actor, feedback)


def can_log(actor: Actor, record=None) -> str | None:
    """A representative for its member; the secretariat and the strategic officer for all."""
    if not actor.has(*LOGS):
        return "Only a representative, the secretariat or the development officer can do this."
    return LOOKS if actor.impersonator_id else None


def acts_for_all(actor: Actor) -> bool:
    return actor.has(Role.SECRETARIAT, Role.STRATEGIC_OFFICER)


def can_log_for(actor: Actor, organisation_id: int | None) -> str | None:
    """Nobody writes in another member's name; who acts for the consortium writes for all."""
    if found := can_log(actor):
        return found
    if acts_for_all(actor) or organisation_id == actor.organisation_id:
        return None
    return "A representative records what their own organisation did."


def can_seat(actor: Actor, record=None) -> str | None:
    """The secretariat and the strategic officer keep the register of representation (4.3)."""
    if not acts_for_all(actor):
        return "Only the secretariat or the strategic development officer can do this."
    return LOOKS if actor.impersonator_id else None


def can_report(actor: Actor, representation) -> str | None:
    """Who sits there, their representative, or who acts for the consortium."""
    if actor.impersonator_id:
        return LOOKS
    sits = actor.user_id is not None and actor.user_id == representation.person_id
    speaks = (
        actor.has(Role.REPRESENTATIVE) and actor.organisation_id == representation.organisation_id
    )
    if sits or speaks or acts_for_all(actor):
        return None
    return "Who sits there reports back."


def sees_stakeholder_people(actor: Actor) -> bool:
    """Names and addresses of people at other bodies: for who may use them."""
    return actor.has(*LOGS)


def can_recruit(actor: Actor, record=None) -> str | None:
    """The secretariat, the chair and the strategic officer look for new members (R123)."""
    if not actor.has(*RECRUITS):
        return "Only the secretariat, the chairperson or the development officer can do this."
    return LOOKS if actor.impersonator_id else None


def can_match(actor: Actor, record=None) -> str | None:
    """An application is matched by hand by who reads applications from the first day."""
    if not actor.has(Role.SECRETARIAT):
        return OFFICE
    return LOOKS if actor.impersonator_id else None


def can_follow(actor: Actor, record=None) -> str | None:
    """What became of its application: taken over by the clock, or when it is matched."""
    return None if actor.is_system else can_match(actor)


def can_host(actor: Actor, record=None) -> str | None:
    """The chair and the strategic officer hold events (9.1), the secretariat beside them (R88)."""
    if not actor.has(*HOSTS):
        return "Only the chairperson, the development officer or the secretariat can do this."
    return LOOKS if actor.impersonator_id else None


def declares_for_others(actor: Actor) -> bool:
    """What came on paper is written down by the secretariat."""
    return actor.has(Role.SECRETARIAT)


def can_declare(actor: Actor, *, user_id: int | None) -> str | None:
    """To register an interest, or to end one: one's own, or for another what came on paper."""
    if actor.has(Role.AUDITOR):
        return "An auditor reads the register and changes nothing."
    if actor.user_id != user_id and not declares_for_others(actor):
        return "This is somebody else's interest. They end it, or the secretariat does."
    return LOOKS if actor.impersonator_id else None
