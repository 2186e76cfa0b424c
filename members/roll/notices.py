"""Who is told when organisations come to advise, leave, or fall short."""

from django.urls import reverse

from consortium.core import clock, outbox
from consortium.core.days import long_day
from members.models import User
from members.notices import SENDER, tell
from members.offices import holders
from members.states import Role

OFFICE_AND_CHAIR = (Role.SECRETARIAT, Role.CHAIR)


def _people(*roles, organisation=None) -> dict[int, User]:
    found = holders(*roles, day=clock.today(), organisation=organisation)
    return {user.pk: user for user in found}


def _tell_all(people: dict[int, User], kind: str, obj, subject: str, *lines, link, do, by) -> None:
    for user in people.values():
        if user.pk != by.user_id:
            tell(kind, obj, user, subject, *lines, link=link, do=do, by=by)


def _tell_office_address(obj, kind: str, organisation, subject: str, *lines: str, by) -> None:
    """The organisation's own address hears of it, whoever reads there."""
    if organisation.office_email:
        outbox.notify(
            kind,
            obj,
            email=organisation.office_email,
            subject=subject,
            template="members/notice",
            context={
                "name": organisation.name,
                "lines": [each for each in lines if each],
                "sender": SENDER,
            },
            by=by,
        )


def co_opted(co_option, *, by) -> None:
    """The organisation itself, every representative, the office and the chair."""
    name, until = co_option.organisation.name, ""
    if co_option.ends:
        until = f"It ends on {long_day(co_option.ends)}."
    lines = (
        f"From {long_day(co_option.starts)} {name} is co-opted to advise: {co_option.purpose}",
        until,
        "Its people may come to meetings and have no vote.",
        f"Decided: {co_option.decided}.",
    )
    subject = f"{name} is co-opted to advise"
    people = _people(Role.REPRESENTATIVE, *OFFICE_AND_CHAIR)
    link = co_option.organisation.get_absolute_url()
    _tell_all(people, "roll.co_opted", co_option, subject, *lines, link=link, do="See", by=by)
    _tell_office_address(co_option, "roll.co_opted", co_option.organisation, subject, *lines, by=by)


def resignation_received(resignation, *, by) -> None:
    """An acknowledgement to the member, and word to the secretariat and the chair."""
    organisation = resignation.organisation
    lines = (
        f"The resignation of {organisation.name} came on {long_day(resignation.received_on)}. "
        f"The last day of membership is {long_day(resignation.effective_on)}.",
        "The secretariat looks at what depends on it and confirms it. Until its last day it can "
        "be withdrawn.",
        f"{by.name} recorded this.",
    )
    subject = f"Resignation of {organisation.name} received"
    people = _people(Role.REPRESENTATIVE, organisation=organisation) | _people(*OFFICE_AND_CHAIR)
    link = resignation.get_absolute_url()
    _tell_all(people, "roll.resignation", resignation, subject, *lines, link=link, do="See", by=by)
    _tell_office_address(resignation, "roll.resignation", organisation, subject, *lines, by=by)


def resignation_confirmed(resignation, *, by) -> None:
    """Every member, the office and the chair (5.6)."""
    name, last = resignation.organisation.name, long_day(resignation.effective_on)
    _to_everybody(
        resignation, f"{name} leaves the consortium",
        f"{name} has resigned. Its last day as a member is {last}.",
        "The roles of its people end on that day by themselves.", by=by,
    )  # fmt: skip


def resignation_withdrawn(resignation, *, by) -> None:
    """Those who heard of it: all where it was confirmed."""
    name = resignation.organisation.name
    line = f"{name} has withdrawn its resignation and goes on as before."
    if resignation.confirmed_at:
        _to_everybody(resignation, f"{name} stays", line, by=by)
        return
    own = _people(Role.REPRESENTATIVE, organisation=resignation.organisation)
    _tell_all(
        own | _people(*OFFICE_AND_CHAIR), "roll.resignation", resignation, f"{name} stays", line,
        link=resignation.get_absolute_url(), do="See", by=by,
    )  # fmt: skip


def membership_ended(resignation, *, by) -> None:
    name = resignation.organisation.name
    line = f"{name} left the consortium on {long_day(resignation.effective_on)}."
    _to_everybody(resignation, f"{name} has left", line, by=by)


def _to_everybody(resignation, subject: str, *lines: str, by) -> None:
    people = _people(Role.REPRESENTATIVE, Role.FINANCE_OFFICER, *OFFICE_AND_CHAIR)
    link = resignation.get_absolute_url()
    _tell_all(people, "roll.resignation", resignation, subject, *lines, link=link, do="See", by=by)


def falls_short(finding, *, by) -> None:
    """The secretariat, the chair and the member itself: a meeting talks about it (R41)."""
    name = finding.organisation.name
    people = _people(Role.REPRESENTATIVE, organisation=finding.organisation)
    _tell_all(
        people | _people(*OFFICE_AND_CHAIR), "roll.criteria", finding,
        f"{name}: criteria of membership",
        f"On {long_day(finding.found_on)} it was noted that {name} may no longer meet the "
        f"criteria of membership: {finding.reason}",
        f"What follows: {finding.follows}" if finding.follows else "",
        "It is put to the next meeting. Until a meeting decides, nothing changes.",
        link=finding.get_absolute_url(), do="See", by=by,
    )  # fmt: skip


def consent_changed(user: User, items: str, *, by) -> None:
    """A person hears when somebody else records what they agreed to."""
    if user.pk != by.user_id:
        tell(
            "roll.consent", user, user, "Your details in the public directory",
            f"In the public directory stands of you now: {items}.",
            f"{by.name} recorded this. You can change it at any time under your account.",
            link=reverse("publishing"), do="Change it", by=by,
        )  # fmt: skip


def directory_ready(request, token: str, *, by) -> None:
    """The link to the directory, for who asked by mail or on the site."""
    outbox.notify(
        "roll.directory",
        request,
        email=request.email,
        subject="The directory of members",
        template="members/notice",
        context={
            "name": request.name or "reader",
            "lines": ["Here is the directory that you asked for. The link opens for 30 days."],
            "do": "Download the directory",
            "sender": SENDER,
        },
        link=reverse("directory_copy", args=[token]),
        private=True,
        by=by,
    )


def content_due(review, *, by) -> None:
    """Who sees to a page; where nobody has that role, the secretariat."""
    people = _people(review.owner) or _people(Role.SECRETARIAT)
    _tell_all(
        people, "roll.content_due", review, f"Look through the page: {review}",
        f"It was looked through on {long_day(review.reviewed_on)}. Read it, have it put right "
        "where it no longer is, and tell the secretariat.",
        link=reverse(review.page), do="Read the page", by=by,
    )  # fmt: skip
