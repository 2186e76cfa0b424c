"""Who may handle bank details, payment runs and funder claims; None, or the reason why not."""

from claims.permissions import OFFICERS
from members.states import Role

OFFICE = (*OFFICERS, Role.SECRETARIAT)
READERS = (*OFFICE, Role.AUDITOR)


def an_officer(actor, record):
    """Finance officers and second approvers of the accountable body."""
    if actor.has(*OFFICERS):
        return None
    return "Only a finance officer or second approver of the accountable body can do this."


def another_than_preparer(actor, run):
    if reason := an_officer(actor, run):
        return reason
    if actor.user_id == run.prepared_by_id:
        return "You prepared this run, so somebody else must release it."
    return None


def another_than_releaser(actor, run):
    if reason := an_officer(actor, run):
        return reason
    if actor.user_id == run.released_by_id:
        return "You released this run, so somebody else must confirm its payments."
    return None


def another_than_who_asked_to_void(actor, run):
    if reason := an_officer(actor, run):
        return reason
    if actor.user_id == run.void_asked_by_id:
        return "You asked for this run to be voided, so somebody else must agree."
    return None


def another_than_who_asked_to_release(actor, release):
    if reason := an_officer(actor, release):
        return reason
    if actor.user_id == release.asked_by_id:
        return "You asked for this release, so somebody else must agree."
    return None


def can_enter_account(actor, organisation):
    """The member's own people, or the secretariat from a signed letter."""
    own = actor.organisation_id == organisation.pk
    if own and actor.has(Role.REPRESENTATIVE, Role.CLAIMS_PERSON):
        return None
    if actor.has(Role.SECRETARIAT):
        return None
    return "Only the member's own people or the secretariat can enter bank details."


def can_verify_account(actor, account):
    """Somebody of the office who did not enter them (SD5)."""
    if not actor.has(*OFFICE):
        return "Only the accountable body's office can verify bank details."
    if actor.user_id == account.entered_by_id:
        return "You entered these details, so somebody else must verify them."
    return None


def can_verify_again(actor, account):
    """Another than the one who verified them: where that person approved a claim to be paid."""
    if reason := can_verify_account(actor, account):
        return reason
    if actor.user_id == account.verified_by_id:
        return "You verified these details already."
    return None


def can_verify_replacement(actor, account):
    """The old details give way when the office verifies new ones."""
    if actor.has(*OFFICE):
        return None
    return "Only the accountable body's office can replace bank details."


def can_overtake_account(actor, account):
    """Whoever may enter new details puts them in the place of those that still wait."""
    return can_enter_account(actor, account.organisation)


def can_move_payment(actor, payment):
    """A payment moves with its run: by an officer, or by the task that goes on with it."""
    if actor.is_system:
        return None
    return an_officer(actor, payment)


def can_confirm_payment(actor, payment):
    return another_than_releaser(actor, payment.run)


def can_see_account(actor, organisation):
    own = actor.organisation_id == organisation.pk
    if own and actor.has(Role.REPRESENTATIVE, Role.CLAIMS_PERSON):
        return True
    return actor.has(*READERS)


def can_sign_funder_claim(actor, funder_claim):
    """Two named people sign; nobody signs twice."""
    if reason := an_officer(actor, funder_claim):
        return reason
    if actor.user_id == funder_claim.first_signed_by_id:
        return "You signed first, so somebody else must sign second."
    return None
