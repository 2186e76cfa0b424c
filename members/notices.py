"""Who is told when people come, go and take office."""

from django.urls import reverse

from consortium.core import clock, outbox
from consortium.core.days import long_day

from .models import Erasure, Invitation, Seat, Term, User
from .offices import holders
from .states import OFFICE_ROLES, Office, Role

# How mails to people outside are signed (R88): the secretariat acts for all members.
SENDER = "The secretariat, for the consortium"


def tell(kind: str, obj, user: User, subject: str, *lines: str, link: str = "/", do: str = "", by):
    """One mail of a few plain sentences; `do` is the word on its link."""
    outbox.notify(
        kind,
        obj,
        recipient_user_id=user.pk,
        email=user.email,
        subject=subject,
        template="members/notice",
        context={"name": user.name, "lines": [line for line in lines if line], "do": do},
        link=link,
        by=by,
    )


def invitation(letter: Invitation, token: str, *, by):
    """The letter with the link; nobody else ever sees the link, so its text is not kept."""
    outbox.notify(
        "members.invitation",
        letter,
        recipient_user_id=letter.user_id,
        email=letter.user.email,
        subject="Set your password for the consortium",
        template="members/invitation",
        context={
            "name": letter.user.name,
            "sender": "" if by.is_system else by.name,
            "seats": [role_at(seat) for seat in standing_seats(letter.user)],
            "expires": letter.expires_at,
        },
        link=reverse("invitation", args=[token]),
        private=True,
        by=by,
    )


def standing_seats(user: User):
    today = clock.today()
    return user.seats.overlapping(today, None).select_related("organisation")


def role_at(seat: Seat) -> str:
    """As in "representative of Voluntary Action Luton"."""
    if seat.role in OFFICE_ROLES:
        return f"{seat.get_role_display().lower()} in the accountable body's office"
    if seat.role in (Role.AUDITOR, Role.STRATEGIC_OFFICER):
        return seat.get_role_display().lower()
    return f"{seat.get_role_display().lower()} of {seat.organisation.name}"


def others_to_tell(seat: Seat, *, by) -> list[User]:
    """Nobody is given or loses a role unseen (SD6): the office hears of all, members of theirs."""
    today = clock.today()
    people = holders(Role.SECRETARIAT, day=today)
    if seat.role in OFFICE_ROLES:
        people = people | holders(Role.FINANCE_OFFICER, Role.SECOND_APPROVER, day=today)
    else:
        people = people | holders(Role.REPRESENTATIVE, day=today, organisation=seat.organisation_id)
    return [user for user in people if user.pk not in (seat.user_id, by.user_id)]


def seat_given(seat: Seat, *, by):
    role, from_day = role_at(seat), long_day(seat.starts)
    until = f"It ends on {long_day(seat.ends)}." if seat.ends else ""
    if seat.user.has_usable_password():
        tell(
            "members.seat_given", seat, seat.user, f"You are {role}",
            f"From {from_day} you are {role}.", until,
            f"{by.name} recorded this. If it is wrong, answer the secretariat today.",
            do="Open the consortium", by=by,
        )  # fmt: skip
    for user in others_to_tell(seat, by=by):
        tell(
            "members.seat_given", seat, user, f"{seat.user.name} is {role}",
            f"From {from_day} {seat.user.name} is {role}.", until, f"{by.name} recorded this.",
            link=seat.organisation.get_absolute_url(), do="See who speaks for whom", by=by,
        )  # fmt: skip


def seat_ended(seat: Seat, *, by):
    role = role_at(seat)
    when = "was taken back" if seat.withdrawn_at else f"ends on {long_day(seat.ends)}"
    tell(
        "members.seat_ended", seat, seat.user, f"Your role as {role} {when}",
        f"Your role as {role} {when}. {by.name} recorded this.", by=by,
    )  # fmt: skip
    for user in others_to_tell(seat, by=by):
        tell(
            "members.seat_ended", seat, user, f"{seat.user.name}: role {when}",
            f"The role of {seat.user.name} as {role} {when}. {by.name} recorded this.",
            link=seat.organisation.get_absolute_url(), do="See who speaks for whom", by=by,
        )  # fmt: skip


def auditor_ends_soon(seat: Seat, *, by):
    """A fortnight before: time to give it anew, if the work is not done."""
    last = long_day(seat.ends)
    tell(
        "members.auditor_ends_soon", seat, seat.user, f"Your role as auditor ends on {last}",
        f"Your role as auditor ends on {last}, by itself.",
        "If your work is not done by then, ask the secretariat to give it anew.", by=by,
    )  # fmt: skip
    for user in holders(Role.SECRETARIAT, day=clock.today()):
        tell(
            "members.auditor_ends_soon", seat, user, f"{seat.user.name}: auditor until {last}",
            f"The role of {seat.user.name} as auditor ends on {last}, by itself.",
            link=reverse("person", args=[seat.user_id]), do="See their roles", by=by,
        )  # fmt: skip


def auditor_ended(seat: Seat, *, by):
    for user in {seat.user, *holders(Role.SECRETARIAT, day=clock.today())}:
        tell(
            "members.auditor_ended", seat, user, f"{seat.user.name}: role as auditor ended",
            f"The role of {seat.user.name} as auditor ended on {long_day(seat.ends)}, as it was "
            "given. Nothing is to be done.", by=by,
        )  # fmt: skip


def term_words(term: Term) -> str:
    if term.office == Office.CHAIR:
        return f"{term.holder.name}, {term.organisation.name}, is chairperson"
    return f"{term.organisation.name} is the accountable body"


def term_recorded(term: Term, *, by):
    """Every representative, the office and the new chair hear who holds an office."""
    days = f"from {long_day(term.starts)} to {long_day(term.ends)}"
    _tell_all(term, "members.term_started", "", f"{term_words(term)} {days}.", by=by)


def term_ended(term: Term, *, by):
    when = "taken back before it began" if term.withdrawn_at else f"until {long_day(term.ends)}"
    _tell_all(term, "members.term_ended", ": term changed", f"{term_words(term)}: {when}.", by=by)


def _tell_all(term: Term, kind: str, more: str, line: str, *, by):
    people = holders(Role.REPRESENTATIVE, Role.SECRETARIAT, Role.FINANCE_OFFICER, day=clock.today())
    told = {user.pk: user for user in people}
    if term.holder_id:
        told[term.holder_id] = term.holder
    told.pop(by.user_id, None)
    decided = f"Decided: {term.decided}." if term.decided else ""
    for user in told.values():
        tell(
            kind, term, user, f"{term.get_office_display()}{more}", line, decided,
            f"{by.name} recorded this.", link=reverse("offices"), do="See terms of office", by=by,
        )  # fmt: skip


def account_closed(user: User, *, by):
    tell(
        "members.account_closed", user, user, "Your account is closed",
        "You can no longer sign in. What you did for the consortium stays on record.",
        f"{by.name} closed the account. If this is wrong, write to the secretariat.", by=by,
    )  # fmt: skip


def looked_as(user: User, *, reason: str, by):
    tell(
        "members.looked_as", user, user, f"{by.name} looked at the site in your place",
        f"{by.name} of the secretariat looked at the site as you see it, to help with a question. "
        "Nothing can be changed that way, and it ends after half an hour.", f"Reason: {reason}",
        "If you know nothing of it, ask them, or the accountable body.", by=by,
    )  # fmt: skip


def factors_removed(user: User, *, by):
    """The person, and everybody else who could have done it."""
    others = holders(Role.SECRETARIAT, day=clock.today()).exclude(pk=by.user_id)
    for told in {user, *others}:
        whose = "Your second step" if told == user else f"The second step of {user.name}"
        tell(
            "members.factors_removed", user, told, f"{whose} was taken away",
            f"{whose} at sign-in was taken away, because it was lost. {by.name} did this.",
            "If that is not true, tell the accountable body at once.", by=by,
        )  # fmt: skip


def erasure_asked(erasure: Erasure, *, by):
    """The person, at the address that is still known, and everybody who may decide."""
    user = erasure.user
    tell(
        "members.erasure_asked", erasure, user, "Your name is to be removed",
        "The secretariat has been asked to remove your name, address and telephone number from "
        "the consortium's site. A second person decides. What you did stays on record, under a "
        "number.", "If you did not ask for this, write to the secretariat today.", by=by,
    )  # fmt: skip
    for other in holders(Role.SECRETARIAT, Role.FINANCE_OFFICER, day=clock.today()):
        if other.pk != by.user_id:
            tell(
                "members.erasure_asked", erasure, other, f"Make {user.name} nameless?",
                f"{by.name} asks that the name and addresses of {user.name} be removed.",
                f"Reason: {erasure.reason}",
                link=reverse("person", args=[user.pk]), do="Decide", by=by,
            )  # fmt: skip


def erasure_refused(erasure: Erasure, *, reason: str, by):
    asked_by = User.objects.get(pk=erasure.asked_by_id)
    tell(
        "members.erasure_refused", erasure, asked_by, f"{erasure.user.name} keeps their name",
        f"{by.name} did not agree that the name of {erasure.user.name} be removed.",
        f"Reason: {reason}", link=reverse("person", args=[erasure.user_id]), do="See", by=by,
    )  # fmt: skip


def data_made(user: User, *, by):
    """Somebody else made a copy of a person's data: they hear of it."""
    tell(
        "members.data_made", user, user, "A copy of your data was made",
        f"{by.name} of the secretariat made a copy of the data that the site holds about you, "
        "as you or somebody for you asked. It is deleted after seven days.",
        "If nobody asked for it, tell the accountable body at once.", by=by,
    )  # fmt: skip
