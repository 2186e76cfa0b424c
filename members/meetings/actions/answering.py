"""Answers to a proposal in writing: one a member, by whom it may, in time (A19, GV1, GV6, GV7)."""

from django.core import signing
from django.db import IntegrityError, transaction

from consortium.core import audit, clock
from consortium.core.locks import retried
from consortium.core.periods import LONDON
from consortium.core.workflow import Refused
from members.hats import NoLongerAllowed, actor_for
from members.meetings.facts import moments
from members.meetings.facts import written as facts
from members.meetings.models import Ballot, Motion, Objection, WrittenProposal
from members.meetings.notices import written as notices
from members.meetings.permissions_written import can_answer
from members.meetings.rules_written import MEETING
from members.meetings.states import Cast, Choice
from members.meetings.writtenlinks import read
from members.models import Organisation, User
from members.states import Role

from .checks import refuse_if
from .replies import LinkRefused
from .written import locked, refuse_late, take_to_meeting

UNKNOWN = "This link opens nothing. Copy all of it from the mail, or sign in and answer there."
OTHER_ROLE = "This link has ended: you have another role now. Sign in."
CHOICES = (Choice.FOR.value, Choice.AGAINST.value, Choice.ABSTAIN.value)
TYPED = (Cast.PAPER, Cast.MAIL)
TAKEN = "This answer could not be taken. Look at the page again."


@retried
def answer(
    written: WrittenProposal, *, organisation: Organisation, user: User, choice: str,
    reason: str = "", way: str = Cast.SELF, by,
) -> Ballot | Objection:  # fmt: skip
    """One member's answer: for, against, abstained, or that it wants a meeting, with its reason.

    It is given once and stands. Typed from paper or a mail by the secretariat, `way` says which.
    A wish for a meeting withdraws the proposal and puts it on the next agenda.
    """
    found, motion = locked(written)
    if before := motion.ballots.filter(organisation=organisation).first():
        raise Refused(_answered_already(before))
    typed = way != Cast.SELF
    refuse_if(
        can_answer(by, organisation_id=organisation.pk, user_id=user.pk, typed=typed),
        refuse_late(found, motion),
        "" if way in (Cast.SELF, *TYPED) else "Choose how the answer came in.",
        _not_in_the_electorate(motion, organisation),
        _not_its_voice(motion, organisation, user),
        "" if choice in (*CHOICES, MEETING) else "Choose one of the answers.",
        "" if choice != MEETING or reason.strip() else "Say why you want to discuss it.",
    )
    given = {"organisation": organisation, "user": user, "way": way, "by": by}
    try:
        with transaction.atomic():
            if choice != MEETING:
                return _vote(motion, choice=choice, **given)
            asked = _object(motion, reason=reason.strip(), **given)
    except IntegrityError as error:
        raise Refused(TAKEN) from error
    meeting = take_to_meeting(found, motion, who=organisation.name, reason=asked.reason, by=by)
    notices.to_a_meeting(found, asked, meeting, by=by)
    return asked


def _vote(motion: Motion, *, choice, organisation, user, way, by) -> Ballot:
    ballot = Ballot.objects.create(
        motion=motion, organisation=organisation, choice=choice, cast_by=user,
        cast_at=moments.now(), way=way, typed_by_id=by.user_id if way != Cast.SELF else None,
    )  # fmt: skip
    after = {"motion": motion.pk, "organisation": organisation.pk, "way": way, "choice": choice}
    audit.record("motion.voted", ballot, after=after, by=by)
    return ballot


def _object(motion: Motion, *, reason, organisation, user, way, by) -> Objection:
    made = Objection.objects.create(
        motion=motion, organisation=organisation, user=user, reason=reason, at=moments.now(),
        typed_by_id=by.user_id,
    )  # fmt: skip
    after = {"motion": motion.pk, "organisation": organisation.pk, "way": way, "reason": reason}
    audit.record("written.meeting_wanted", made, after=after, by=by)
    return made


def _answered_already(ballot: Ballot) -> str:
    at = ballot.cast_at.astimezone(LONDON)
    return (
        f"{ballot.organisation.name} has answered already, on {at:%-d %B} at {at:%H:%M}. "
        "An answer that is given stands."
    )


def _not_in_the_electorate(motion: Motion, organisation: Organisation) -> str:
    elector = motion.electors.filter(organisation=organisation).first()
    if elector is None:
        return f"{organisation.name} had no vote when this was sent."
    if not elector.may_vote:
        return f"{organisation.name} has declared an interest in this, and does not vote."
    return ""


def _not_its_voice(motion: Motion, organisation: Organisation, user: User) -> str:
    """Today's representative, or a substitute who was named when it was sent (GV7)."""
    here = motion.electors.filter(organisation=organisation)
    if user in facts.voices(here, clock.today()).get(organisation.pk, ()):
        return ""
    return (
        "Only the member's representative can answer, or a substitute who was named when this "
        "was sent."
    )


def by_token(token: str, *, request=None) -> tuple[WrittenProposal, User, Organisation, object]:
    """(proposal, person, member, actor) behind the link of a mail. It goes on showing the result
    after the closing day; a role that ended ends the link."""
    try:
        pk, user_id, organisation_id = read(token)
    except signing.BadSignature:
        raise LinkRefused(UNKNOWN) from None
    written = WrittenProposal.objects.select_related("motion", "file").filter(pk=pk).first()
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    user = User.objects.filter(pk=user_id).first()
    if written is None or organisation is None or user is None:
        raise LinkRefused(UNKNOWN)
    try:
        actor = actor_for(user_id, f"member:{organisation_id}", request=request, task="mail link")
    except NoLongerAllowed:
        raise LinkRefused(OTHER_ROLE) from None
    if not actor.has(Role.REPRESENTATIVE, Role.SUBSTITUTE):
        raise LinkRefused(OTHER_ROLE)
    return written, user, organisation, actor
