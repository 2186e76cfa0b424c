"""Who is left to approve a claim, and what stands against the others (SD10)."""

from dataclasses import replace

from claims.duties import Doer
from claims.facts.duties import approvals_of, needed_for, question_of, seats_held, waivers_of
from claims.models import Claim
from claims.permissions import OFFICERS
from claims.rules.approvals import (
    ONE_APPROVER,
    Candidate,
    against_approving,
    short_of_approvers,
)
from claims.rules.payment_rule import HOLD
from consortium.core import clock
from members.models import User
from members.offices import accountable_body_id_on, chair_on, holders


def candidates(claim: Claim, amount: int) -> list[Candidate]:
    """Everybody whose role would let them approve, by name, with what stands against each."""
    people = _people(claim)
    question, seats = question_of(claim, amount), seats_held([user.pk for user, _ in people], claim)
    waived = waivers_of(claim)
    held = claim.round.grant.payment_rule == HOLD
    found = []
    for user, organisation_id in people:
        against = against_approving(
            question,
            Doer(user.pk, organisation_id),
            seats.get(user.pk, ()),
            waived=waived.get(user.pk, ()),
        )
        if held and claim.hold_by_id == user.pk:
            against.append("You overrode the grant's hold, so somebody else must approve it.")
        found.append(Candidate(user.pk, user.name, tuple(against)))
    return found


def _people(claim: Claim) -> list[tuple[User, int | None]]:
    today = clock.today()
    if not claim.own:
        body = accountable_body_id_on(today)
        return [(user, body) for user in holders(*OFFICERS, day=today)]
    chair, named = chair_on(today), claim.assignments.filter(ended_at__isnull=True)
    people = {chair.holder_id: (chair.holder, chair.organisation_id)} if chair else {}
    for assignment in named.select_related("user"):
        people[assignment.user_id] = (assignment.user, assignment.organisation_id)
    return list(people.values())


def too_few(claim: Claim, amount: int, people: list[Candidate]) -> bool:
    """Do the rules leave fewer approvers than the claim needs (SD10)?"""
    given = approvals_of(claim).count()
    waived, needed = waivers_of(claim), needed_for(claim, amount)
    alone = any(ONE_APPROVER in waived.get(one.person, ()) for one in people if one.eligible)
    needed = 1 if alone else needed
    return short_of_approvers(people, needed=needed, given=given)


def in_their_words(candidate: Candidate) -> Candidate:
    """The reasons said about somebody else: "You checked" becomes "Checked"."""
    words = tuple(_of_them(reason) for reason in candidate.against)
    return replace(candidate, against=words)


def _of_them(reason: str) -> str:
    start = reason.split(", so ", 1)[0].rstrip(".")
    for prefix in ("You have ", "You "):
        if start.startswith(prefix):
            start = start.removeprefix(prefix)
            return f"{start[0].upper()}{start[1:]}."
    return f"{start}."
