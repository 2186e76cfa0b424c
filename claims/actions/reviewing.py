"""The outside approver of the accountable body's own claim (SD4): named, seen to look, relieved."""

from django.db import transaction

from claims.facts.duties import seats_held
from claims.locks import lock_claim
from claims.models import Claim, ReviewAssignment
from claims.notices import checking as notices
from claims.permissions import OFFICERS, can_see, is_assigned
from claims.states import ClaimState
from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.workflow import Refused
from members.models import Seat, User
from members.offices import accountable_body_id_on
from members.states import Role

ASSIGNERS = (*OFFICERS, Role.SECRETARIAT, Role.CHAIR)
OPEN_TO_REVIEW = frozenset({ClaimState.SUBMITTED, ClaimState.CHANGES_REQUESTED, ClaimState.CHECKED})
REVIEWERS = (Role.REVIEWER, Role.REPRESENTATIVE, Role.CLAIMS_PERSON)  # who is offered first


def can_assign(actor, claim) -> str | None:
    """Who names the reviewer: the office or the chair, never whoever prepared or signed."""
    if not claim.own:
        return "Only the accountable body's own claim has a reviewer from another member."
    if not actor.has(*ASSIGNERS):
        return "Only the accountable body's office or the chair can name the reviewer."
    if actor.user_id in (claim.prepared_by_id, claim.submitted_by_id):
        return "You prepared or signed this claim, so somebody else names its reviewer."
    return None


def possible_reviewers(claim: Claim) -> list[Seat]:
    """One seat per person at other members who could be named, seated reviewers first."""
    today = clock.today()
    seats = (
        Seat.objects.on(today)
        .filter(role__in=REVIEWERS, user__is_active=True)
        .exclude(organisation__in={claim.organisation_id, accountable_body_id_on(today)})
        .select_related("user", "organisation")
    )
    ordered = sorted(seats, key=lambda seat: (REVIEWERS.index(seat.role), *_named(seat)))
    by_person: dict[int, Seat] = {}
    for seat in ordered:
        by_person.setdefault(seat.user_id, seat)
    barred = set(seats_held(by_person, claim)) | _of_the_body(by_person, claim)
    barred |= {claim.prepared_by_id, claim.submitted_by_id, claim.checked_by_id}
    return [seat for person, seat in by_person.items() if person not in barred]


def _named(seat: Seat) -> tuple[str, str]:
    return seat.organisation.name, seat.user.name


def _of_the_body(people, claim: Claim) -> set[int]:
    """Those among `people` who sit at the claiming body today."""
    today = Seat.objects.on(clock.today()).filter(user__in=list(people))
    return set(today.filter(organisation=claim.organisation_id).values_list("user_id", flat=True))


@transaction.atomic
def assign_reviewer(claim: Claim, *, user: User, by: Actor) -> ReviewAssignment:
    """Let a named person of another member see and approve this one claim.

    Ends the leave of whoever was named before. Nobody names themselves (SD6).
    """
    claim = lock_claim(claim.pk)
    seat = next((s for s in possible_reviewers(claim) if s.user_id == user.pk), None)
    against = [can_assign(by, claim)]
    if claim.state not in OPEN_TO_REVIEW:
        against.append(f"This claim is {claim.get_state_display().lower()}.")
    if seat is None:
        against.append(
            "Choose somebody who sits at another member, and has no part in this claim or the body."
        )
    if user.pk == by.user_id:
        against.append("Nobody names themselves as reviewer.")
    if against := [words for words in against if words]:
        raise Refused(against)
    if is_assigned_to(claim, user.pk):
        raise Refused(f"{user.name} is the reviewer of this claim already.")
    _end_all(claim)
    assignment = ReviewAssignment.objects.create(
        claim=claim, user=user, organisation=seat.organisation,
        assigned_at=clock.now(), assigned_by_id=by.user_id,
    )  # fmt: skip
    after = {"reviewer_id": user.pk, "organisation_id": seat.organisation_id}
    audit.record("claim.reviewer_named", claim, after=after, by=by)
    notices.reviewer_named(assignment, by=by)
    return assignment


def is_assigned_to(claim: Claim, user_id: int) -> bool:
    return claim.assignments.filter(user=user_id, ended_at__isnull=True).exists()


def _end_all(claim: Claim) -> int:
    return claim.assignments.filter(ended_at__isnull=True).update(ended_at=clock.now())


@transaction.atomic
def end_assignment(claim: Claim, *, reason: str = "", by: Actor) -> None:
    """Take the leave back: from now on that person does not see the claim."""
    claim = lock_claim(claim.pk)
    current = claim.assignments.filter(ended_at__isnull=True).first()
    against = [can_assign(by, claim)]
    if current is None:
        against.append("Nobody is named for this claim.")
    if against := [words for words in against if words]:
        raise Refused(against)
    _end_all(claim)
    before = {"reviewer_id": current.user_id, "organisation_id": current.organisation_id}
    audit.record("claim.reviewer_ended", claim, before=before, reason=reason, by=by)


@transaction.atomic
def log_look(claim: Claim, *, at: str, by: Actor) -> None:
    """Record that somebody from outside the body looked at its claim (model.md).

    `at` says what they opened: "claim", "evidence 3". Officers, auditors and the
    body's own people are not logged; they see it in the course of their work.
    """
    if not is_outsider(by, claim):
        return
    grant = f"reviewer of claim {claim.pk}" if is_assigned(by, claim) else "chair"
    audit.record("claim.looked_at", claim, after={"at": at}, grant=grant, by=by)


def is_outsider(actor: Actor, claim: Claim) -> bool:
    """Does this person see the body's claim only because they may approve it?"""
    if not claim.own or not can_see(actor, claim):
        return False
    usual = actor.has(*OFFICERS, Role.SECRETARIAT, Role.AUDITOR)
    return not usual and actor.organisation_id != claim.organisation_id
