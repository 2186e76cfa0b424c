"""Asking whether people come, and telling a substitute that they are wanted (R47)."""

from consortium.core import clock, outbox
from consortium.core.days import day_with_weekday
from members.meetings.models import Meeting, Reply
from members.meetings.replylinks import reply_path
from members.notices import tell

from .circulation import where_and_when


def reply_wanted(meeting: Meeting, asked, *, by) -> None:
    """Three working days before nothing was heard from them. The link is theirs alone."""
    user, organisation = asked.user, asked.organisation
    outbox.notify(
        "meetings.reply_wanted",
        meeting,
        recipient_user_id=user.pk,
        email=user.email,
        subject=f"Are you coming to the meeting on {day_with_weekday(meeting.on)}?",
        template="members/notice",
        context={
            "name": user.name,
            "lines": [
                f"{meeting.title}: {where_and_when(meeting)}.",
                "Say whether you are coming, joining remotely or sending a substitute, or cannot "
                "come. One click is enough, without signing in.",
            ],
            "do": "Reply",
        },
        link=reply_path(meeting, user.pk, organisation.pk),
        due_key=f"reply_wanted:{meeting.pk}:{organisation.pk}:{clock.today().isoformat()}",
        private=True,
        by=by,
    )


def substitute_wanted(reply: Reply, *, by) -> None:
    """The substitute hears that they come in somebody's place, unless they said so themselves."""
    if reply.substitute_id == by.user_id:
        return
    meeting = reply.meeting
    tell(
        "meetings.substitute_wanted", reply, reply.substitute,
        f"Come as a substitute to the meeting on {day_with_weekday(meeting.on)}",
        f"{reply.user.name} asks you to come as the substitute of {reply.organisation.name}.",
        f"{meeting.title}: {where_and_when(meeting)}.", "If you cannot come, say so there.",
        link=meeting.get_absolute_url(), do="See the meeting", by=by,
    )  # fmt: skip
