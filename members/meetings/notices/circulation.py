"""The mail with which agenda and papers go out. It carries links, never a paper (R71)."""

from django.conf import settings
from django.urls import reverse

from consortium.core import outbox
from consortium.core.days import day_with_weekday
from members.meetings.models import Meeting, Paper, Receipt
from members.meetings.replylinks import reply_path
from members.meetings.states import Mark

TRUST = "Whoever has this link can read these papers, so keep it to yourself."


def where_and_when(meeting: Meeting) -> str:
    """As in "Thursday 10 December 2026, 14:00 to 16:00, The Old Mill"."""
    times = f"{meeting.starts_at:%H:%M} to {meeting.ends_at:%H:%M}"
    place = f", {meeting.place}" if meeting.place else ", remotely"
    return f"{day_with_weekday(meeting.on)}, {times}{place}"


def circulated(receipt: Receipt, to, *, token: str, missing: list[Paper], by) -> None:
    """To one recipient: what is new, where to read it, and the link with which to reply."""
    sent, meeting = receipt.circulation, receipt.circulation.meeting
    guest = bool(token)
    link = (
        reverse("guest_papers", args=[token])
        if guest
        else reverse("meeting_papers", args=[meeting.pk])
    )
    outbox.notify(
        "meetings.circulated",
        receipt,
        recipient_user_id=to.user.pk if to.user else None,
        email=to.user.email if to.user else to.email,
        subject=_subject(receipt, meeting),
        template="meetings/circulated",
        context={
            "name": to.who,
            "lines": _lines(receipt, meeting),
            "papers": [each.paper.title for each in to.versions],
            "missing": [] if guest else [each.title for each in missing if _for_all(each)],
            "do": "Read the papers" if sent.versions.exists() or guest else "Read the agenda",
            "reply_link": _reply_link(meeting, to),
            "after": [TRUST] if guest else [],
        },
        link=link,
        due_key=f"circulation:{sent.pk}:{receipt.pk}",
        private=True,
        by=by,
    )


def _subject(receipt: Receipt, meeting: Meeting) -> str:
    number = receipt.circulation.number
    what = "Papers" if number == 1 else "More papers"
    if receipt.audience == Receipt.Audience.ITEM:
        what = "Your invitation and papers"
    return f"{what} for the meeting on {day_with_weekday(meeting.on)}"


def _lines(receipt: Receipt, meeting: Meeting) -> list[str]:
    sent = receipt.circulation
    lines = [f"{meeting.title}: {where_and_when(meeting)}."]
    if receipt.item:
        lines.append(f"You are invited for the item “{receipt.item.title}”. You have no vote.")
    if sent.late:
        lines.append(f"These papers are late. The reason: {sent.reason}")
    return [*lines, *([sent.words] if sent.words else [])]


def _for_all(paper: Paper) -> bool:
    return paper.mark in (Mark.PUBLIC, Mark.MEETING)


def _reply_link(meeting: Meeting, to) -> str:
    """Only for whoever is asked to come, as themselves."""
    if to.user is None or to.organisation_id is None or not to.asked:
        return ""
    return settings.SITE_URL + reply_path(meeting, to.user.pk, to.organisation_id)
