"""What a member's people are told about their own claim, and when the dates come round."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from claims.models import ChangeRequest, Claim, Round, Submission
from consortium.core import clock, outbox
from consortium.core.actor import SYSTEM, Actor
from consortium.core.days import day_with_weekday
from consortium.core.money import format_pence
from members.models import User
from members.offices import holders
from members.states import Role


def _tell(
    kind: str,
    obj,
    people: Iterable[User],
    subject: str,
    lines: Sequence[str],
    *,
    link: str,
    do: str,
    due_key: str | None = None,
    by: Actor,
) -> None:
    """One mail per person, the one who acts left out."""
    for user in people:
        if user.pk == by.user_id:
            continue
        outbox.notify(
            kind,
            obj,
            recipient_user_id=user.pk,
            email=user.email,
            subject=subject,
            template="claims/notice",
            context={"name": user.name, "lines": list(lines), "points": [], "do": do},
            link=link,
            due_key=due_key,
            by=by,
        )


def _people(organisation_id: int, *roles: str) -> list[User]:
    wanted = roles or (Role.REPRESENTATIVE, Role.CLAIMS_PERSON)
    return list(holders(*wanted, day=clock.today(), organisation=organisation_id))


def to_sign(claim: Claim, *, by: Actor) -> None:
    """The representative has a claim to read and sign."""
    what, due = _what(claim), day_with_weekday(claim.round.member_due)
    _tell(
        "claim.to_sign",
        claim,
        _people(claim.organisation_id, Role.REPRESENTATIVE),
        f"Sign your {claim.round.period.label} claim by {due}",
        [
            f"{by.name} has filled in {what}. It comes to {format_pence(claim.claimed)}.",
            f"Read it, sign it and send it, or send it back with a reason. It is due on {due}.",
        ],
        link=reverse("claim_sign", args=[claim.pk]),
        do="Read and sign the claim",
        by=by,
    )


def _what(claim: Claim) -> str:
    return f"the claim for {claim.round.period.label} under {claim.round.grant}"


def sent_back(claim: Claim, *, by: Actor) -> None:
    """The representative did not sign."""
    _tell(
        "claim.sent_back",
        claim,
        _people(claim.organisation_id, Role.CLAIMS_PERSON),
        f"Change the claim {claim.reference}",
        [f"{by.name} has sent back {_what(claim)} and writes:", claim.state_reason],
        link=claim.get_absolute_url(),
        do="Open the claim",
        by=by,
    )


def sent(claim: Claim, submission: Submission, *, by: Actor) -> None:
    """The claim left; its people have the reference and what happens next."""
    lines = [f"{_what(claim).capitalize()} was sent for {format_pence(claim.claimed)}."]
    if claim.late and submission.number == 1:
        lines.append("It was sent after its due day, so it is marked as late.")
    if claim.claimed:
        day = day_with_weekday(claim.expected_on)
        lines.append(f"If nothing is asked back, the money should come by {day}.")
    _tell(
        "claim.sent",
        claim,
        _people(claim.organisation_id),
        f"Claim {claim.reference} was sent",
        lines,
        link=claim.get_absolute_url(),
        do="See the claim and its PDF",
        by=by,
    )


def changes_made(claim: Claim, request: ChangeRequest, *, by: Actor) -> None:
    """Whoever asked for changes has an answer."""
    _tell(
        "claim.changes_made",
        claim,
        User.objects.filter(pk=request.asked_by_id, is_active=True),
        f"Check the changed claim {claim.reference}",
        [
            f"{by.name} of {claim.organisation} has answered what you asked about "
            f"{claim.reference}:",
            request.answer,
        ],
        link=claim.get_absolute_url(),
        do="Check the claim",
        by=by,
    )


def answer_to_sign(claim: Claim, *, by: Actor) -> None:
    """A claims person has changed what was asked for; the representative signs again."""
    _tell(
        "claim.answer_to_sign",
        claim,
        _people(claim.organisation_id, Role.REPRESENTATIVE),
        f"Sign the changes to {claim.reference}",
        [f"{by.name} has changed what the checker asked about in {_what(claim)}."],
        link=reverse("claim_sign", args=[claim.pk]),
        do="Read and sign the changes",
        by=by,
    )


def withdrawn(claim: Claim, *, by: Actor) -> None:
    """The office need not check it any more; the member's other people know as well."""
    officers = holders(Role.FINANCE_OFFICER, day=clock.today())
    for people in (officers, _people(claim.organisation_id)):
        _tell(
            "claim.withdrawn",
            claim,
            people,
            f"Claim {claim.reference} was withdrawn",
            [f"{by.name} of {claim.organisation} has withdrawn it and writes:", claim.state_reason],
            link=claim.get_absolute_url(),
            do="Open the claim",
            by=by,
        )


def opening(round: Round, organisation_id: int) -> None:
    """A quarter is open for claims (R59): to everyone at the member who fills in or signs."""
    due = day_with_weekday(round.member_due)
    _tell(
        "claim.opening",
        round,
        _people(organisation_id),
        f"Send your {round.period.label} claim by {due}",
        [
            f"Claims under {round.grant} for {round.period.label} are open.",
            f"Yours is due on {due}. Last quarter's lines are ready to copy.",
        ],
        link=reverse("claim_start", args=[round.pk]),
        do="Start your claim",
        due_key=_key("opening", round, organisation_id, round.opens),
        by=SYSTEM,
    )


def due_soon(round: Round, organisation_id: int, day, *, done: int | None) -> None:
    """Days before, or on, the due day. `done` of the five parts are; None: not begun."""
    due, today = day_with_weekday(round.member_due), clock.today()
    when = "today" if today == round.member_due else f"by {due}"
    far = "It is not started yet." if done is None else f"{done} of its 5 parts are done."
    _tell(
        "claim.due_soon",
        round,
        _people(organisation_id),
        f"Send your {round.period.label} claim {when}",
        [
            f"Your claim under {round.grant} for {round.period.label} is due on {due}.",
            f"{far} With nothing to claim, one button sends a nil claim.",
        ],
        link=reverse("claim_start", args=[round.pk]),
        do="Go to your claim",
        due_key=_key("due_soon", round, organisation_id, day),
        by=SYSTEM,
    )


def overdue(round: Round, organisation_id: int, day, *, done: int | None) -> None:
    """Days after the due day; the claim is still taken, and marked as late."""
    due = day_with_weekday(round.member_due)
    far = "It is not started yet." if done is None else f"{done} of its 5 parts are done."
    _tell(
        "claim.overdue",
        round,
        _people(organisation_id),
        f"Send your {round.period.label} claim: it was due on {due}",
        [
            f"Your claim under {round.grant} for {round.period.label} has not come. {far}",
            "You can still send it. It is marked as late, and may be paid later than the others.",
        ],
        link=reverse("claim_start", args=[round.pk]),
        do="Go to your claim",
        due_key=_key("overdue", round, organisation_id, day),
        by=SYSTEM,
    )


def _key(kind: str, round: Round, organisation_id: int, day) -> str:
    return f"claim.{kind}:{round.pk}:{organisation_id}:{day.isoformat()}"
