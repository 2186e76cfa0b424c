"""Who is told about proposals in writing: those who answer, and every member of what came of it."""

from collections.abc import Mapping, Sequence

from consortium.core import clock, outbox
from consortium.core.days import day_with_weekday, long_day
from members.meetings.facts import results
from members.meetings.models import Decision, Meeting, Objection, WrittenProposal
from members.meetings.states import Outcome
from members.meetings.writtenlinks import answer_path
from members.models import User
from members.notices import tell
from members.offices import holders

from .decisions import EVERY_MEMBER

Voices = Mapping[int, Sequence[User]]


def sent(written: WrittenProposal, voices: Voices, *, by) -> None:
    """To each representative and substitute, with a link that is theirs alone."""
    _ask(
        "meetings.written_sent", written, voices,
        f"Answer in writing by {day_with_weekday(written.closes_on)}",
        "Something is to be decided before the next meeting. One answer counts for your "
        "organisation, whoever of you gives it, and it stands.", by=by,
    )  # fmt: skip


def reminder(written: WrittenProposal, voices: Voices, *, by) -> None:
    _ask(
        "meetings.written_reminder", written, voices,
        f"Your organisation has not answered yet: by {day_with_weekday(written.closes_on)}",
        "Nobody has answered for your organisation.", by=by,
        key=f"written_reminder:{written.pk}:{clock.today().isoformat()}",
    )  # fmt: skip


def _ask(
    kind: str, written: WrittenProposal, voices: Voices, subject: str, first: str, *,
    key: str = "", by,
) -> None:  # fmt: skip
    """To everybody who can answer, with a link of their own; with a `key`, once to each."""
    lines = [
        first,
        f"“{written.motion.wording}”",
        "Say whether you are for or against, abstain, or want to discuss it at a meeting. One "
        "click is enough, without signing in.",
    ]
    for organisation, people in voices.items():
        for user in people:
            outbox.notify(
                kind,
                written,
                recipient_user_id=user.pk,
                email=user.email,
                subject=subject,
                template="members/notice",
                context={"name": user.name, "lines": lines, "do": "Answer"},
                link=answer_path(written, user.pk, organisation),
                due_key=f"{key}:{organisation}" if key else None,
                private=True,
                by=by,
            )


OUTCOMES = {
    Outcome.AGREED: "Agreed in writing",
    Outcome.NOT_AGREED: "Not agreed in writing",
    Outcome.TIED: "Not agreed in writing",
    Outcome.INQUORATE: "Too few answers, so nothing is decided",
}


def closed(
    written: WrittenProposal, decision: Decision | None, meeting: Meeting | None, *, by
) -> None:
    motion = written.motion
    head = decision.reference if decision else OUTCOMES[Outcome(motion.outcome)]
    lines = [f"{OUTCOMES[Outcome(motion.outcome)]}: “{motion.wording}”", results.sentence(motion)]
    if motion.outcome == Outcome.INQUORATE:
        lines.append(_where(meeting))
    else:
        lines.append("The next meeting takes note of it.")
    _all("meetings.written_closed", written, head, *lines, by=by)


def to_a_meeting(
    written: WrittenProposal, asked: Objection, meeting: Meeting | None, *, by
) -> None:
    name = asked.organisation.name
    _all(
        "meetings.written_to_meeting", written, f"{name} wants to discuss it at a meeting",
        f"“{written.motion.wording}” is not decided in writing.", f"{name}: {asked.reason}",
        _where(meeting), by=by,
    )  # fmt: skip


def withdrawn(written: WrittenProposal, *, by) -> None:
    motion = written.motion
    _all(
        "meetings.written_withdrawn", written, "A proposal in writing is withdrawn",
        f"“{motion.wording}” is not pursued.", f"Why: {motion.withdrawn_why}",
        "Nobody has to answer any more.", by=by,
    )  # fmt: skip


def _where(meeting: Meeting | None) -> str:
    if meeting is None:
        return "It goes on the agenda of the next meeting, once one is planned."
    return f"It is on the agenda of the meeting on {long_day(meeting.on)}."


def _all(kind: str, written: WrittenProposal, subject: str, *lines: str, by) -> None:
    for user in holders(*EVERY_MEMBER, day=clock.today()):
        tell(
            kind, written, user, subject, *lines, link=written.get_absolute_url(), do="Read it",
            by=by,
        )  # fmt: skip
