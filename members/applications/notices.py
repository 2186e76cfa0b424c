"""Who is told what about an application: the applicant by mail, members and office by theirs."""

from django.urls import reverse

from consortium.core import clock, outbox
from consortium.core.days import day_with_weekday, long_day
from members.models import MeetingBusiness, User
from members.notices import SENDER, tell
from members.offices import chair_on, holders
from members.states import Role

from .models import Application, ApplicationLink
from .states import ApplicationState

TRUST = "Whoever has this link can open the application, so keep it to yourselves."


# --- To the applicant, who has no account ------------------------------------------


def write(
    kind: str,
    application: Application,
    subject: str,
    *lines: str,
    link: str,
    do: str,
    private: bool = True,
    by,
) -> None:
    """One mail of a few plain sentences; its link opens the application, so no text is kept."""
    outbox.notify(
        f"applications.{kind}",
        application,
        email=application.email,
        subject=subject,
        template="applications/notice",
        context={
            "name": application.contact_name,
            "lines": [line for line in lines if line],
            "do": do,
            "sender": SENDER,
        },
        link=link,
        private=private,
        by=by,
    )


def form_link(token: str) -> str:
    return reverse("apply_form", args=[token])


def begun(application: Application, token: str, link: ApplicationLink, *, by):
    write(
        "begun", application, "Your application to the consortium",
        f"You began an application for membership for {application.name}.",
        f"Fill it in at your own pace: what you save stays. The link works until "
        f"{long_day(link.ends_on)}, and you can ask for another.",
        TRUST, "If it was not you, do nothing: nothing is sent without you.",
        link=form_link(token), do="Continue your application", by=by,
    )  # fmt: skip


def link_again(application: Application, token: str, link: ApplicationLink, *, by):
    write(
        "link", application, "A new link to your application",
        f"Here is the link to the application of {application.name}. It works until "
        f"{long_day(link.ends_on)}. Links that were sent before have ended.", TRUST,
        link=form_link(token), do="Open the application", by=by,
    )  # fmt: skip


def link_ends(application: Application, ends_on, *, by):
    """No link to the form in it: a new one is sent when it is asked for."""
    write(
        "link_ends", application, "Your application has not been sent yet",
        f"The application of {application.name} is not finished. Your link to it works until "
        f"{long_day(ends_on)}.", "After that you can ask for a new one. What you saved stays.",
        link=reverse("apply_link"), do="Ask for a new link", private=False, by=by,
    )  # fmt: skip


def received(application: Application, token: str, *, by):
    write(
        "received", application, f"We have your application {application.reference}",
        f"Thank you for the application of {application.name}. Its reference is "
        f"{application.reference}.",
        "The secretariat reads it, and asks you if something is not clear. Then all members are "
        "asked what they think. You will hear from us at each step.",
        link=form_link(token), do="See where it stands and keep a copy", by=by,
    )  # fmt: skip


def asked(application: Application, token: str, *, by):
    write(
        "question", application, f"Answer a question about {application.reference}",
        f"We have a question about the application of {application.name}. Answer it on the page "
        f"of your application by {day_with_weekday(application.answer_by)}.",
        link=form_link(token), do="Read the question and answer", by=by,
    )  # fmt: skip


def answer_soon(application: Application, token: str, *, by):
    write(
        "question", application, f"Answer by {long_day(application.answer_by)}",
        f"The question about the application of {application.name} is still open.",
        link=form_link(token), do="Read the question and answer", by=by,
    )  # fmt: skip


def invited(application: Application, token: str, waiting: MeetingBusiness, *, by):
    when = ""
    if waiting.meeting_on:
        at = f" at {waiting.meeting_at:%H:%M}" if waiting.meeting_at else ""
        place = f", {waiting.place}" if waiting.place else ""
        when = f"The meeting is on {day_with_weekday(waiting.meeting_on)}{at}{place}."
    write(
        "invited", application, "You are invited to a meeting of the consortium",
        f"The next meeting of the members decides on the application of {application.name}, and "
        "you are invited to it for this item. You can answer questions; you have no vote.",
        when or "We write to you again when the day is known.",
        link=form_link(token), do="See the invitation", by=by,
    )  # fmt: skip


def decided(application: Application, token: str, _waiting, *, by):
    if application.state == ApplicationState.ADMITTED:
        subject, words = "Welcome to the consortium", (
            f"{application.name} is a member of the consortium since "
            f"{long_day(application.decided_on)}, with one vote like every other.",
            "What is needed now: sign the agreement, and name the person who speaks for you.",
        )  # fmt: skip
    else:
        subject, words = f"The decision on your application {application.reference}", (
            f"{application.name} was not admitted to the consortium.",
            f"The reason: {application.decision_reason}",
        )  # fmt: skip
    write(
        "decided", application, subject, *words,
        link=form_link(token), do="Read the letter", by=by,
    )  # fmt: skip


# --- To the secretariat, the chair and the members -----------------------------------


def _office(kind: str, application: Application, subject: str, *lines: str, do: str, by):
    for user in holders(Role.SECRETARIAT, day=clock.today()):
        if user.pk != by.user_id:
            _tell(kind, application, user, subject, *lines, do=do, by=by)


def _tell(kind: str, application: Application, user: User, subject: str, *lines, do: str, by):
    tell(
        f"applications.{kind}", application, user, subject, *lines,
        link=application.get_absolute_url(), do=do, by=by,
    )  # fmt: skip


def arrived(application: Application, *, by):
    _office(
        "arrived", application, f"Check the application of {application.name}",
        f"{application.name} applies for membership: {application.reference}.",
        do="Check the application", by=by,
    )  # fmt: skip


def answered(application: Application, *, by):
    _office(
        "answered", application, f"{application.name} has answered",
        f"Your question about {application.reference} is answered.", do="Read the answer", by=by,
    )  # fmt: skip


def answer_late(application: Application, *, by):
    _office(
        "answer_late", application, f"No answer yet from {application.name}",
        f"The answer was due on {long_day(application.answer_by)}. You can go on without it.",
        do="Open the application", by=by,
    )  # fmt: skip


def representative_named(application: Application, *, by):
    _office(
        "representative", application, f"{application.name} names its representative",
        "Invite the person, so that the new member can vote.", do="Invite the person", by=by,
    )  # fmt: skip


def speakers(organisation_id: int):
    """Who may reply for a member today."""
    return holders(
        Role.REPRESENTATIVE, Role.SUBSTITUTE, day=clock.today(), organisation=organisation_id
    )


def consulted(application: Application, *, by):
    for row in application.replies.all():
        for user in speakers(row.organisation_id):
            _tell(
                "consulted", application, user,
                f"Reply by {long_day(application.reply_by)}: {application.name} applies",
                f"{application.name} applies for membership. Read what it does and say by "
                f"{day_with_weekday(application.reply_by)} whether your organisation supports it, "
                "objects, or has something to say.",
                "Any objection takes it to the next meeting. Silence is noted as no reply.",
                do="Read and reply", by=by,
            )  # fmt: skip


def reply_soon(application: Application, organisation_id: int, *, by):
    for user in speakers(organisation_id):
        _tell(
            "reply_soon", application, user,
            f"Reply by {long_day(application.reply_by)}: {application.name} applies",
            "Your organisation has not said yet what it thinks of the application of "
            f"{application.name}.", do="Read and reply", by=by,
        )  # fmt: skip


def closed(application: Application, grounds: list[str], *, by):
    """The chair decides where nothing stands against it; otherwise the secretariat goes on."""
    term = chair_on(clock.today())
    if grounds or term is None:
        _office(
            "closed", application, f"Put the application of {application.name} to a meeting",
            "The consultation is over, and the chairperson cannot decide alone:", *grounds,
            do="Put it to the next meeting", by=by,
        )  # fmt: skip
        return
    _tell(
        "closed", application, term.holder, f"Decide on the application of {application.name}",
        "The consultation is over. Nobody objects, and nothing is unclear.",
        do="Read the replies and decide", by=by,
    )  # fmt: skip


def to_meeting(application: Application, *, by):
    for user in _everybody(by):
        _tell(
            "to_meeting", application, user, f"{application.name}: for the next meeting",
            f"The next meeting decides on the application of {application.name}. The applicant "
            "is invited to that item.", do="Read the application", by=by,
        )  # fmt: skip


def decision_told(application: Application, *, by):
    if application.state == ApplicationState.ADMITTED:
        words = f"{application.name} is a member since {long_day(application.decided_on)}."
    else:
        words = f"{application.name} was not admitted. The reason: {application.decision_reason}"
    for user in _everybody(by):
        _tell(
            "decision", application, user, f"{application.name}: decided", words,
            do="Open the application", by=by,
        )  # fmt: skip


def withdrawn(application: Application, was: str, *, by):
    """The office hears of it; the members only where they were asked."""
    people = _everybody(by) if was in ASKED else holders(Role.SECRETARIAT, day=clock.today())
    for user in people:
        if user.pk != by.user_id:
            _tell(
                "withdrawn", application, user, f"{application.name} withdraws its application",
                "Nothing more is needed from you.", do="Open the application", by=by,
            )  # fmt: skip


ASKED = frozenset(
    {ApplicationState.CONSULTING, ApplicationState.DECIDING, ApplicationState.TO_MEETING}
)


def _everybody(by) -> list[User]:
    people = holders(Role.REPRESENTATIVE, Role.SECRETARIAT, Role.CHAIR, day=clock.today())
    return [user for user in people if user.pk != by.user_id]
