"""Who may do what to a claim: each answer is None, or the reason why not."""

from members.states import Role

OFFICERS = (Role.FINANCE_OFFICER, Role.SECOND_APPROVER)
OVERSIGHT = (
    Role.FINANCE_OFFICER,
    Role.SECOND_APPROVER,
    Role.SECRETARIAT,
    Role.AUDITOR,
)


def can_fill_in(actor, claim):
    """Claims people and the representative of the member whose claim it is."""
    if not _of_the_member(actor, claim):
        return f"Only people of {claim.organisation.short_name} can fill in this claim."
    if not actor.has(Role.CLAIMS_PERSON, Role.REPRESENTATIVE):
        return "Only a claims person or the representative can fill in a claim."
    return None


def can_sign(actor, claim):
    """The representative signs off and sends (R60)."""
    if not _of_the_member(actor, claim):
        return f"Only the representative of {claim.organisation.short_name} can do this."
    if not actor.has(Role.REPRESENTATIVE):
        return "Only the representative can do this."
    return None


def can_check(actor, claim):
    """Officers of the accountable body who neither prepared nor signed it (SD1, SD4)."""
    if not actor.has(*OFFICERS):
        return "Only a finance officer or second approver of the accountable body can check claims."
    if actor.user_id in (claim.prepared_by_id, claim.submitted_by_id):
        return "You prepared or signed this claim, so somebody else must check it."
    return None


def can_approve(actor, claim):
    """Officers for members' claims; the chair or the named reviewer for the body's own (SD4)."""
    if actor.user_id in (claim.prepared_by_id, claim.submitted_by_id):
        return "You prepared or signed this claim, so somebody else must approve it."
    if not claim.own:
        return (
            None if actor.has(*OFFICERS) else "Only an officer of the accountable body can approve."
        )
    if actor.organisation_id == claim.organisation_id:
        return "The accountable body's own claim is approved by somebody from another member."
    if actor.user_id == claim.checked_by_id:
        return "You checked this claim, so somebody else must approve it."
    if actor.has(Role.CHAIR) or is_assigned(actor, claim):
        return None
    return "Only the chair, or the reviewer named for this claim, can approve it."


def can_pay(actor, claim):
    """The system or an officer moves a claim towards payment."""
    if actor.is_system or actor.has(*OFFICERS):
        return None
    return "Only an officer of the accountable body can pay claims."


def is_assigned(actor, claim):
    """Was this person named to review this one claim, and still is?"""
    return any(
        assignment.user_id == actor.user_id and assignment.ended_at is None
        for assignment in claim.assignments.all()
    )


def can_see(actor, claim):
    """May this person open the claim at all? Otherwise it is a 404 (R140)."""
    if actor.has(*OVERSIGHT) or _of_the_member(actor, claim):
        return True
    return claim.own and (actor.has(Role.CHAIR) or is_assigned(actor, claim))


def can_see_evidence(actor, claim):
    """Nobody sees another member's evidence, but officers, auditors and the assigned reviewer."""
    if actor.has(*OFFICERS, Role.AUDITOR) or _of_the_member(actor, claim):
        return True
    return claim.own and (actor.has(Role.CHAIR) or is_assigned(actor, claim))


def _of_the_member(actor, claim):
    member_side = actor.has(Role.CLAIMS_PERSON, Role.REPRESENTATIVE)
    return member_side and actor.organisation_id == claim.organisation_id
