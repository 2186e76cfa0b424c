"""Agenda and papers go out: once, with proof of what went to whom and when (R71, R93; GV10)."""

import hashlib
import secrets

from django.core import signing
from django.db.models import Q

from consortium.core import audit, clock, due
from consortium.core.locks import retried
from consortium.core.workflow import Refused
from members.meetings.facts import moments
from members.meetings.facts.circulating import MARKS, Outline, Recipient, outline
from members.meetings.models import (
    Circulation,
    Meeting,
    Paper,
    PaperVersion,
    Receipt,
    ReceivedVersion,
    SentVersion,
)
from members.meetings.notices import circulation as notices
from members.meetings.permissions_papers import can_circulate
from members.meetings.states import ItemState

from .checks import locked_meeting, refuse_if
from .paper_planning import plan_replies
from .reminders import PAPERS_SOON, PAPERS_TODAY

UNKNOWN = "This link opens nothing. Copy all of it from the mail, or ask the secretariat."
ENDED = "This link has ended: the meeting is over."
signer = signing.Signer(salt="members.meetings.guest", sep=".")


@retried
def circulate(
    meeting: Meeting, *, number: int | None = None, reason: str = "", words: str = "", by
) -> Circulation:
    """Send agenda and papers, or what has come since, to everybody who is to have it.

    `number`: of the circulation that the person saw on the page. Where somebody else was
    quicker it is refused, so that two who press at once send once. Lateness never stops
    it; it wants a `reason` (10.5).
    """
    current = locked_meeting(meeting.pk)
    found = outline(current)
    refuse_if(
        can_circulate(by),
        "" if current.is_live else "The meeting is over or was called off.",
        _sent_meanwhile(current, found, number) or _nothing(current, found),
    )
    refuse_if(
        "Say why it is late; everybody reads it."
        if found.timing.late and not reason.strip()
        else ""
    )
    sent = _record(current, found, reason=reason, words=words, by=by)
    receipts = [_receipt(sent, each) for each in found.recipients]
    after = {
        "number": sent.number, "counts_for": sent.counts_for, "due_by": sent.due_by,
        "late": sent.late, "versions": [each.pk for each in found.versions],
        "people": len(receipts),
    }  # fmt: skip
    audit.record("papers.circulated", sent, after=after, reason=sent.reason, by=by)
    due.cancel((PAPERS_SOON, PAPERS_TODAY), current)
    plan_replies(current)
    for each, (receipt, token) in zip(found.recipients, receipts, strict=True):
        notices.circulated(receipt, each, token=token, missing=found.missing, by=by)
    return sent


def _sent_meanwhile(meeting: Meeting, found: Outline, number: int | None) -> str:
    if number is None or number == found.number:
        return ""
    return "It has just been sent by somebody else, once. Look at what is left to send."


def _nothing(meeting: Meeting, found: Outline) -> str:
    if found.empty:
        return "Everything that is here has gone out already."
    if found.is_first and not meeting.items.exclude(state=ItemState.WITHDRAWN).exists():
        return "There is nothing on the agenda yet."
    return "" if found.recipients else "There is nobody to send it to."


def _record(meeting: Meeting, found: Outline, *, reason: str, words: str, by) -> Circulation:
    timing, now = found.timing, moments.now()
    sent = Circulation.objects.create(
        meeting=meeting, number=found.number, sent_at=now, sent_by_id=by.user_id,
        meeting_on=meeting.on, counts_for=timing.counts_for, due_by=timing.due_by,
        clear_days=timing.clear, late=timing.late,
        reason=reason.strip() if timing.late else "", words=words.strip(),
    )  # fmt: skip
    SentVersion.objects.bulk_create(
        SentVersion(circulation=sent, version=each) for each in found.versions
    )
    papers = Paper.objects.filter(pk__in={each.paper_id for each in found.versions})
    papers.filter(sent_at__isnull=True).update(sent_at=now)
    return sent


def _receipt(sent: Circulation, to: Recipient) -> tuple[Receipt, str]:
    """The row of one recipient, and the token of a guest's link, which is kept nowhere."""
    token = "" if to.user else signer.sign(secrets.token_urlsafe(24))
    receipt = Receipt.objects.create(
        circulation=sent, user=to.user, name=to.name, email=to.email, part=to.part,
        audience=to.audience, item=to.item, token_sha256=_hashed(token) if token else "",
    )  # fmt: skip
    ReceivedVersion.objects.bulk_create(
        ReceivedVersion(receipt=receipt, version=each) for each in to.versions
    )
    return receipt, token


class LinkRefused(Refused):
    """A guest's link that opens nothing; the reason is a sentence for its holder."""


def receipt_of(token: str) -> Receipt:
    """What a guest's link opens until the day of the meeting is over."""
    try:
        signer.unsign(token)
    except signing.BadSignature:
        raise LinkRefused(UNKNOWN) from None
    rows = Receipt.objects.select_related("circulation__meeting", "item")
    found = rows.filter(token_sha256=_hashed(token)).first()
    if found is None:
        raise LinkRefused(UNKNOWN)
    meeting = found.circulation.meeting
    if not meeting.is_live or meeting.on < clock.today():
        raise LinkRefused(ENDED)
    if found.item.state == ItemState.WITHDRAWN:
        raise LinkRefused("The item that you were invited for is not on the agenda any more.")
    return found


def versions_of(receipt: Receipt):
    """The papers of a guest's item that have gone out to them, newest versions first; not those
    that were kept to members or named people since."""
    same = Q(receipts__item_id=receipt.item_id, receipts__email=receipt.email)
    read = Q(paper__withdrawn_why="", paper__mark__in=MARKS[Receipt.Audience.ITEM])
    found = PaperVersion.objects.filter(same, read, paper__item_id=receipt.item_id)
    return found.select_related("file", "paper").distinct().order_by("paper_id", "-number")


def opened(receipt: Receipt) -> None:
    """A guest took a paper behind their link; the first time counts."""
    Receipt.objects.filter(pk=receipt.pk, opened_at__isnull=True).update(opened_at=moments.now())


def looked_at(meeting: Meeting, *, by) -> int:
    """Somebody looked at the papers, signed in as themselves: what was sent to them is opened."""
    if by is None or by.user_id is None or by.impersonator_id:
        return 0
    theirs = Receipt.objects.filter(circulation__meeting=meeting, user_id=by.user_id)
    return theirs.filter(opened_at__isnull=True).update(opened_at=moments.now())


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
