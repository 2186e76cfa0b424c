"""Who is told what about the registers: those who handle it, members, and the person."""

from consortium.core import clock, outbox
from consortium.core.days import long_day
from members.models import Organisation, User
from members.notices import SENDER, tell
from members.offices import holders
from members.states import Role

from .models import Feedback, Representation
from .states import Side


def handlers(feedback: Feedback) -> list[User]:
    """Who stands on its side today; without the one it is about."""
    today = clock.today()
    if feedback.side == Side.OFFICE:
        return list(holders(Role.SECRETARIAT, day=today))
    if feedback.side == Side.CHAIR:
        return list(holders(Role.CHAIR, day=today))
    if feedback.second_id:
        return list(holders(Role.REPRESENTATIVE, day=today, organisation=feedback.second_id))
    kept_out = {feedback.body_id, feedback.organisation_id if feedback.is_grievance else None}
    members = Organisation.objects.on(today).members().exclude(pk__in=kept_out - {None})
    people = holders(Role.REPRESENTATIVE, day=today)
    return list(people.filter(seats__organisation__in=members).distinct())


def _tell(kind: str, feedback: Feedback, people, subject: str, *lines: str, by) -> None:
    for user in people:
        tell(
            f"feedback.{kind}", feedback, user, subject, *lines,
            link=feedback.get_absolute_url(), do=f"See {feedback.reference}", by=by,
        )  # fmt: skip


def _write(kind: str, feedback: Feedback, subject: str, *lines: str, by) -> None:
    """To the person, where they left an address. What was said is not repeated."""
    if not feedback.email:
        return
    outbox.notify(
        f"feedback.{kind}",
        feedback,
        email=feedback.email,
        subject=f"{subject} ({feedback.reference})",
        template="registers/person",
        context={
            "name": feedback.name,
            "lines": [line for line in lines if line],
            "sender": _sender(feedback),
        },
        by=by,
    )


def _sender(feedback: Feedback) -> str:
    """Who handles it, and for whom (R88)."""
    if feedback.side == Side.CHAIR:
        return "The chairperson, for the consortium"
    if feedback.side == Side.MEMBER:
        return f"{feedback.second or 'A member'}, for the consortium"
    return SENDER


def received(feedback: Feedback, *, by):
    word = feedback.get_kind_display()
    first = f"{word} {feedback.reference}, received on {long_day(feedback.received_on)}."
    _tell(
        "received", feedback, handlers(feedback), f"{word}: {feedback.reference}", first,
        f"Acknowledge it by {long_day(feedback.acknowledge_by)}, answer by "
        f"{long_day(feedback.answer_by)}.", by=by,
    )  # fmt: skip
    _write(
        "person_received", feedback, "We have what you wrote",
        f"Your reference is {feedback.reference}.",
        f"Somebody reads it by {long_day(feedback.acknowledge_by)} and writes to you. You have an "
        f"answer by {long_day(feedback.answer_by)}.", by=by,
    )  # fmt: skip


def handed_over(feedback: Feedback, *, by):
    _tell(
        "handed_over", feedback, handlers(feedback), f"For you to handle: {feedback.reference}",
        f"{feedback.get_kind_display()} {feedback.reference} is now for you to handle.",
        f"An answer is due by {long_day(feedback.answer_by)}.", by=by,
    )  # fmt: skip


def acknowledged(feedback: Feedback, words: str, *, by):
    _write(
        "person_acknowledged", feedback, "We have read what you wrote", words,
        f"You have an answer by {long_day(feedback.answer_by)}.", by=by,
    )  # fmt: skip


def answered(feedback: Feedback, words: str, *, by):
    _write(
        "person_answered", feedback, "Our answer", words,
        "If you are not satisfied, tell us, and somebody else looks at it.", by=by,
    )  # fmt: skip


def taken_further(feedback: Feedback, *, by):
    _write(
        "person_further", feedback, "Somebody else looks at it",
        f"You have their answer by {long_day(feedback.answer_by)}.", by=by,
    )  # fmt: skip
    handed_over(feedback, by=by)


def passed_on(feedback: Feedback, question: str, *, by):
    people = holders(Role.REPRESENTATIVE, day=clock.today(), organisation=feedback.passed_to_id)
    _tell(
        "passed_on", feedback, people, f"What do you say? {feedback.reference}",
        f"{feedback.get_kind_display()} {feedback.reference} is passed to your organisation.",
        question, by=by,
    )  # fmt: skip


def asked_to_look(feedback: Feedback, *, by):
    people = holders(Role.REPRESENTATIVE, day=clock.today(), organisation=feedback.second_id)
    _tell(
        "asked_to_look", feedback, people, f"Look at this with us: {feedback.reference}",
        "It is about the chairperson, so another member looks at it with the accountable body.",
        by=by,
    )  # fmt: skip


def account_given(feedback: Feedback, *, by):
    _tell(
        "account_given", feedback, handlers(feedback), f"A reply: {feedback.reference}",
        f"{by.organisation_name} has written what it says to {feedback.reference}.", by=by,
    )  # fmt: skip


def due_soon(feedback: Feedback, *, by):
    _tell(
        "due_soon", feedback, handlers(feedback),
        f"Due on {long_day(feedback.next_day)}: {feedback.reference}",
        "Somebody waits for us.", by=by,
    )  # fmt: skip


def late(feedback: Feedback, *, by):
    _tell(
        "late", feedback, handlers(feedback), f"Late: {feedback.reference}",
        f"It was due on {long_day(feedback.next_day)}. Tell the person when they hear.", by=by,
    )  # fmt: skip


def sitters(representation: Representation) -> list[User]:
    """Who sits there, if they have an account that is open; else their representative."""
    person = representation.person
    if person and person.is_active:
        return [person]
    owner = representation.organisation_id
    return list(holders(Role.REPRESENTATIVE, day=clock.today(), organisation=owner))


def seated(representation: Representation, *, by):
    _about_seat("seated", representation, f"A seat to fill: {representation}", by=by)


def report_due(representation: Representation, *, by):
    _about_seat("report_due", representation, f"Report back from {representation.body}", by=by)


def _about_seat(kind: str, representation: Representation, subject: str, *, by) -> None:
    for user in sitters(representation):
        if user.pk == by.user_id:
            continue
        due = representation.report_by
        tell(
            f"representation.{kind}", representation, user, subject, representation.mandate,
            f"Report back by {long_day(due)}." if due else "",
            link=representation.get_absolute_url(), do="See the seat", by=by,
        )  # fmt: skip
