"""Coming, joining remotely, apologies, or a substitute instead (R46, R47)."""

from django.core import signing

from consortium.core import audit, clock
from consortium.core.locks import retried
from consortium.core.workflow import Refused
from members.hats import NoLongerAllowed, actor_for
from members.meetings.facts import moments
from members.meetings.facts.replies import substitutes_of, without_reply
from members.meetings.models import Meeting, Reply
from members.meetings.models.replies import Answer
from members.meetings.notices import replies as notices
from members.meetings.permissions import can_plan
from members.meetings.permissions_papers import can_reply_for
from members.meetings.replylinks import read
from members.models import Organisation, Seat, User
from members.states import Role

from .checks import locked_meeting, refuse_if
from .pulse import beat

UNKNOWN = "This link opens nothing. Copy all of it from the mail, or sign in and reply there."
ENDED = "This link has ended: the meeting is over."
SPEAK = (Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.ADVISER)


@retried
def reply(
    meeting: Meeting, *, user: User, organisation: Organisation, answer: str,
    substitute: User | None = None, by,
) -> Reply:  # fmt: skip
    """What somebody says about coming; said again it replaces what was said. Idempotent.

    The secretariat enters it for others who rang or wrote. A substitute is one of those
    whom the member has named for that day, and hears of it.
    """
    current = locked_meeting(meeting.pk)
    sends = answer == Answer.SUBSTITUTE
    refuse_if(
        can_reply_for(by, user_id=user.pk, organisation_id=organisation.pk),
        _over(current),
        "" if answer in Answer.values else "Choose an answer.",
        _against_person(current, user, organisation),
        _against_substitute(current, user, organisation, substitute) if sends else "",
    )
    found = Reply.objects.filter(meeting=current, user=user, organisation=organisation).first()
    chosen = substitute if sends else None
    if found and (found.answer, found.substitute_id) == (answer, chosen and chosen.pk):
        return found
    before = _facts(found) if found else None
    found = found or Reply(meeting=current, user=user, organisation=organisation)
    found.answer, found.substitute = answer, chosen
    found.answered_at = moments.now()
    found.typed_by_id = None if by.user_id == user.pk else by.user_id
    found.save()
    audit.record("meeting.replied", found, before=before, after=_facts(found), by=by)
    beat(current)
    if chosen and (before is None or before["substitute"] != chosen.pk):
        notices.substitute_wanted(found, by=by)
    return found


def _facts(reply: Reply) -> dict:
    return {
        "meeting": reply.meeting_id,
        "user": reply.user_id,
        "organisation": reply.organisation_id,
        "answer": str(reply.answer),
        "substitute": reply.substitute_id,
    }


def _over(meeting: Meeting) -> str:
    if not meeting.is_live:
        return "The meeting is over or was called off."
    return "" if meeting.on >= clock.today() else "The day of the meeting has gone by."


def _against_person(meeting: Meeting, user: User, organisation: Organisation) -> str:
    seats = Seat.objects.on(meeting.on).filter(user=user, organisation=organisation)
    if user.is_active and seats.filter(role__in=SPEAK).exists():
        return ""
    return "They do not speak for this organisation on the day of the meeting."


def _against_substitute(meeting, user, organisation, substitute: User | None) -> str:
    if substitute is None:
        return "Choose who comes in your place."
    if substitute.pk == user.pk:
        return "Choose somebody else to come in your place."
    if not substitutes_of([organisation.pk], meeting).filter(pk=substitute.pk).exists():
        return "Choose one of the substitutes that the member has named."
    return ""


class LinkRefused(Refused):
    """A link to reply that opens nothing; the reason is a sentence for its holder."""


def by_token(token: str, *, request=None) -> tuple[Meeting, User, Organisation, object]:
    """(meeting, person, organisation, actor) behind a link, until the meeting is over.

    The actor has the rights that the person has today: a role that ended ends the link.
    """
    try:
        meeting_id, user_id, organisation_id = read(token)
    except signing.BadSignature:
        raise LinkRefused(UNKNOWN) from None
    meeting = Meeting.objects.filter(pk=meeting_id).first()
    if meeting is None or _over(meeting):
        raise LinkRefused(ENDED)
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    user = User.objects.filter(pk=user_id).first()
    try:
        actor = actor_for(user_id, f"member:{organisation_id}", request=request, task="mail link")
    except NoLongerAllowed:
        raise LinkRefused("This link has ended: you have another role now. Sign in.") from None
    if not actor.has(*SPEAK):
        raise LinkRefused("This link has ended: you have another role now. Sign in.")
    return meeting, user, organisation, actor


@retried
def remind(meeting: Meeting, *, by) -> int:
    """Ask once more those of whom nothing was heard, each once a day however often it is
    pressed; the clock or the secretariat. How many."""
    current = locked_meeting(meeting.pk)
    refuse_if(None if by.is_system else can_plan(by, current), _over(current))
    silent = without_reply(current)
    for each in silent:
        notices.reply_wanted(current, each, by=by)
    return len(silent)
