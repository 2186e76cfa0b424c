"""What members and approvers are told while a claim is checked and approved.

Mails say who, why, what and by when, with one link; no bank details, and no more
of the claim than its reference and sums.
"""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from claims.models import Approval, ChangeRequest, Claim, ClaimLine, Override, ReviewAssignment
from claims.permissions import OFFICERS
from claims.rules.flags import Flag
from claims.states import ClaimState, Decision
from consortium.core import clock, outbox
from consortium.core.days import day_with_weekday
from consortium.core.money import format_pence
from members.models import User
from members.offices import chair_on, holders
from members.states import Role


def _tell(
    kind: str,
    claim: Claim,
    people: Iterable[User],
    subject: str,
    lines: Sequence[str],
    *,
    points: Sequence[str] = (),
    do: str,
    link: str = "",
    due_key: str | None = None,
    by,
) -> int:
    """One mail per person; gives how many. `points` stand as a list between the lines."""
    told = {user.pk: user for user in people if user.pk != by.user_id}
    for user in told.values():
        outbox.notify(
            kind,
            claim,
            recipient_user_id=user.pk,
            email=user.email,
            subject=subject,
            template="claims/notice",
            context={"name": user.name, "lines": list(lines), "points": list(points), "do": do},
            link=link or claim.get_absolute_url(),
            due_key=due_key,
            by=by,
        )
    return len(told)


def member_people(organisation_id: int) -> list[User]:
    """Those of a member who fill in and sign claims."""
    roles = (Role.REPRESENTATIVE, Role.CLAIMS_PERSON)
    return list(holders(*roles, day=clock.today(), organisation=organisation_id))


def officers() -> list[User]:
    return list(holders(*OFFICERS, day=clock.today()))


def named(claim: Claim) -> str:
    return f"{claim.round.grant.name}, {claim.round.period.label}"


def changes_asked(request: ChangeRequest, *, by) -> None:
    claim = request.claim
    parts = request.parts.select_related("section__project", "line__item").order_by("id")
    _tell(
        "claims.changes_asked",
        claim,
        member_people(claim.organisation_id),
        f"Change your claim {claim.reference}",
        [
            f"{by.name} has looked at your claim ({named(claim)}) and asks for changes.",
            f"“{request.message}”",
            "These parts are open again, the rest stays as it is:",
        ],
        points=[part_words(part) for part in parts],
        do="Make the changes",
        by=by,
    )


def part_words(part) -> str:
    """As in "Spend, line 4: Luton Print", "Outputs of 3. Volunteering", "Forecast"."""
    name = part.get_part_display()
    if part.line_id:
        return f"{name}, line {part.line.number}: {part.line.item}"
    if part.section_id:
        return f"{name} of {part.section.project.name}"
    return name


def checked(claim: Claim, flags: Sequence[Flag], *, by) -> None:
    """A held claim: the member hears why. The body's own: its outside approver hears it waits."""
    held = [flag for flag in flags if flag.code == "payment_rule_hold"]
    if held:
        _tell(
            "claims.held",
            claim,
            member_people(claim.organisation_id),
            f"Your claim {claim.reference} is held",
            [
                f"Your claim ({named(claim)}) is checked. {held[0].words}",
                "If you can tell us more about the outputs, answer this mail.",
            ],
            do="See your claim",
            by=by,
        )
    if claim.own:
        _tell_outside_approver(claim, by=by)


def _tell_outside_approver(claim: Claim, *, by) -> None:
    assignment = claim.assignments.filter(ended_at__isnull=True).select_related("user").first()
    chair = chair_on(clock.today())
    people = [assignment.user] if assignment else [chair.holder] if chair else []
    _tell(
        "claims.own_claim_waits",
        claim,
        people,
        f"Approve the accountable body's claim {claim.reference}",
        [
            f"{claim.organisation.name} has claimed {format_pence(claim.claimed)} "
            f"({named(claim)}). Its office has checked the claim.",
            "The agreement asks that somebody from another member approves it, and that is you.",
        ],
        do="Look at the claim",
        link=reverse("claim_check", args=[claim.pk]),
        by=by,
    )


def reviewer_named(assignment: ReviewAssignment, *, by) -> None:
    claim = assignment.claim
    _tell(
        "claims.reviewer_named",
        claim,
        [assignment.user],
        f"You are asked to review the accountable body's claim {claim.reference}",
        [
            f"{by.name} has named you to look at the claim of {claim.organisation.name} "
            f"({named(claim)}) and to approve it, or not.",
            "While you are named you can see this one claim and its evidence. "
            "Each look is recorded.",
        ],
        do="Look at the claim",
        link=reverse("claim_check", args=[claim.pk]),
        by=by,
    )


def second_approval_wanted(claim: Claim, approval: Approval, *, by) -> None:
    people = [user for user in officers() if user.pk != claim.checked_by_id]
    _tell(
        "claims.second_approval_wanted",
        claim,
        people,
        f"Second approval wanted: {claim.reference}, {format_pence(approval.amount)}",
        [
            f"{by.name} has approved the claim of {claim.organisation.name} for "
            f"{format_pence(approval.amount)}, which is above the grant's limit of "
            f"{format_pence(claim.round.grant.second_approval_limit)}.",
            "A second person approves it before it can be paid.",
        ],
        do="Look at the claim",
        link=reverse("claim_check", args=[claim.pk]),
        by=by,
    )


def approved(claim: Claim, lines: Sequence[ClaimLine], *, by) -> None:
    """The member reads what is approved, every reduction with its reason, and when money comes."""
    lines = [line for line in lines if line.decision != Decision.ACCEPTED]
    less = [reduction_words(line) for line in lines]
    words = [f"Your claim ({named(claim)}) is approved for {format_pence(claim.approved)}."]
    if less:
        words.append(
            f"You claimed {format_pence(claim.claimed)}. These lines were not accepted in full:"
        )
    _tell(
        "claims.approved",
        claim,
        member_people(claim.organisation_id),
        _subject(claim),
        words,
        points=[*less, *_money_words(claim)],
        do="See your claim",
        by=by,
    )


def _subject(claim: Claim) -> str:
    if claim.state == ClaimState.WAITING:
        return f"Your claim {claim.reference} is approved, waiting for the funder's money"
    return f"Your claim {claim.reference} is approved"


def reduction_words(line: ClaimLine) -> str:
    """As in "Line 4, Luton Print: £80.00 of £100.00 accepted. Reason: …"."""
    claimed, accepted = format_pence(line.claimed or 0), format_pence(line.approved or 0)
    start = f"Line {line.number}, {line.item}"
    if line.decision == Decision.PARKED:
        return f"{start}: {claimed} put aside; you can claim it again. Reason: {line.reason}"
    if line.decision == Decision.DISALLOWED:
        return f"{start}: {claimed} not accepted. Reason: {line.reason}"
    return f"{start}: {accepted} of {claimed} accepted. Reason: {line.reason}"


def _money_words(claim: Claim) -> list[str]:
    found = []
    if claim.retained:
        found.append(f"{format_pence(claim.retained)} is kept back until the final report.")
    if claim.state == ClaimState.WAITING:
        found.append(
            f"{format_pence(claim.payable)} is approved, waiting for the funder's money. "
            "You will hear when it is paid."
        )
    elif claim.payable and claim.expected_on:
        found.append(
            f"Expect {format_pence(claim.payable)} by {day_with_weekday(claim.expected_on)}."
        )
    elif not claim.payable:
        found.append("There is nothing to pay, so the claim is finished.")
    return found


def rejected(claim: Claim, *, by) -> None:
    _tell(
        "claims.rejected",
        claim,
        member_people(claim.organisation_id),
        f"Your claim {claim.reference} is rejected",
        [
            f"{by.name} has rejected your claim ({named(claim)}).",
            f"“{claim.state_reason}”",
            "If you think this is wrong, speak to the accountable body's finance officer.",
        ],
        do="See your claim",
        by=by,
    )


def rule_overridden(override: Override, *, by) -> None:
    claim = override.claim
    people = [*officers(), *holders(Role.SECRETARIAT, day=clock.today())]
    _tell(
        "claims.rule_overridden",
        claim,
        people,
        f"A rule is overridden for claim {claim.reference}",
        [
            f"{by.name}, chairperson, lets {override.approver.name} approve this claim although: "
            f"{override.get_rule_display()}.",
            f"“{override.reason}”",
            "It is listed in the papers of the next meeting and in the report to the funder.",
        ],
        do="See the claim",
        link=reverse("claim_check", args=[claim.pk]),
        by=by,
    )


def override_wanted(claim: Claim, *, by) -> None:
    chair = chair_on(clock.today())
    _tell(
        "claims.override_wanted",
        claim,
        [chair.holder] if chair else [],
        f"Nobody is left to approve claim {claim.reference}",
        [
            f"{by.name} asks you to look at a claim of {claim.organisation.name} "
            f"({named(claim)}). The rules leave too few people to approve it.",
            "As chairperson you may override one rule for one person, with a reason that is read "
            "at the next meeting.",
        ],
        do="See who is barred, and why",
        link=reverse("claim_override", args=[claim.pk]),
        due_key=f"claims.override_wanted:{claim.pk}:{clock.today().isoformat()}",
        by=by,
    )


def chased(round_, organisation, claim: Claim | None, *, key: str, by) -> int:
    """The reminder behind the chase button; gives how many people it goes to."""
    due = round_.member_due
    when = "was due on" if due < clock.today() else "is due on"
    return _tell(
        "claims.chased",
        claim or round_,
        member_people(organisation.pk),
        f"Send your claim for {round_.period.label}",
        [
            f"The claim of {organisation.name} for {round_.period.label} "
            f"({round_.grant.name}) {when} {day_with_weekday(due)}.",
            "A claim that is late is still accepted, and marked as late. If there is nothing to "
            "claim, send a nil claim.",
        ],
        do="Go to your claim",
        link=claim.get_absolute_url() if claim else reverse("claims"),
        due_key=key,
        by=by,
    )
