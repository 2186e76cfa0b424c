"""Who is told what about the agreement."""

from django.urls import reverse

from consortium.core import clock, outbox
from consortium.core.days import long_day
from members.models import Organisation, User
from members.notices import SENDER, tell
from members.offices import holders
from members.states import Role

from .models import Agreement, Signature, Statement


def speakers(organisation: Organisation) -> list[User]:
    people = holders(Role.REPRESENTATIVE, day=clock.today(), organisation=organisation.pk)
    return list(people)


def ask_member(
    kind: str, agreement: Agreement, organisation: Organisation, subject: str, *lines: str, by
) -> None:
    """To the representative; where a member has none, to its office, which has no account."""
    link, people = reverse("agreement_sign", args=[agreement.pk]), speakers(organisation)
    for user in people:
        tell(kind, agreement, user, subject, *lines, link=link, do="Read and sign", by=by)
    if not people and organisation.office_email:
        outbox.notify(
            kind,
            agreement,
            email=organisation.office_email,
            subject=subject,
            template="members/notice",
            context={
                "name": organisation.name,
                "lines": [
                    *lines,
                    "Name the person who speaks for you, and they can sign on this site. Or ask "
                    "the secretariat for a copy to sign on paper.",
                ],
                "do": "Read the agreement",
                "sender": SENDER,
            },
            link=reverse("agreement_text"),
            by=by,
        )


def opened(agreement: Agreement, members, *, by):
    for each in members:
        ask_member(
            "agreement.opened", agreement, each,
            f"Sign version {agreement.number} of the agreement",
            f"The members adopted a new version of the partnership agreement on "
            f"{long_day(agreement.adopted_on)} ({agreement.minute}). It is in force when every "
            "member has signed it; until then the earlier one stands.",
            agreement.changed, by=by,
        )  # fmt: skip


def asked(agreement: Agreement, organisation: Organisation, *, by):
    ask_member(
        "agreement.asked", agreement, organisation, "Sign the partnership agreement",
        f"{organisation.name} is a member now. Each member signs the partnership agreement; this "
        f"is version {agreement.number}.", by=by,
    )  # fmt: skip


def reminded(agreement: Agreement, members, *, by):
    names = ", ".join(each.name for each in members)
    for each in members:
        ask_member(
            "agreement.reminded", agreement, each, "The partnership agreement waits for you",
            f"{each.name} has not signed version {agreement.number} of the partnership agreement "
            "yet. It is in force when every member has signed.", by=by,
        )  # fmt: skip
    for user in holders(Role.SECRETARIAT, day=clock.today()) if names else ():
        tell(
            "agreement.missing", agreement, user,
            f"Version {agreement.number} is not signed by all",
            f"Not signed yet: {names}.", "They were reminded today.",
            link=agreement.get_absolute_url(), do="See who has signed", by=by,
        )  # fmt: skip


def signed(signature: Signature, *, by):
    """The member hears that its name stands there, whoever put it there."""
    agreement, organisation = signature.agreement, signature.organisation
    for user in speakers(organisation):
        tell(
            "agreement.signed", agreement, user, f"{organisation.name} has signed the agreement",
            f"{signature.name} signed version {agreement.number} for {organisation.name} on "
            f"{long_day(signature.signed_on)}.",
            "If that is not right, tell the secretariat today.",
            link=agreement.get_absolute_url(), do="See the agreement", by=by,
        )  # fmt: skip


def in_force(agreement: Agreement, *, by):
    people = holders(Role.REPRESENTATIVE, Role.SECRETARIAT, Role.CHAIR, day=clock.today())
    for user in people:
        tell(
            "agreement.in_force", agreement, user, f"Version {agreement.number} is in force",
            f"Every member has signed version {agreement.number} of the partnership agreement. "
            f"It is in force from {long_day(agreement.stands_from)}.",
            link=agreement.get_absolute_url(), do="Read it", by=by,
        )  # fmt: skip


def dropped(agreement: Agreement, standing: Agreement | None, reason: str, *, by):
    stays = f"Version {standing.number} stays in force." if standing else "No version is in force."
    for user in holders(Role.REPRESENTATIVE, Role.SECRETARIAT, day=clock.today()):
        tell(
            "agreement.dropped", agreement, user, f"Version {agreement.number} is given up",
            f"Version {agreement.number} of the partnership agreement is not signed any further: "
            f"{reason}", stays, link=reverse("agreement"), do="See the agreement", by=by,
        )  # fmt: skip


def restated(statement: Statement, *, by):
    for user in holders(Role.REPRESENTATIVE, Role.SECRETARIAT, Role.CHAIR, day=clock.today()):
        tell(
            "agreement.restated", statement, user, "The vision and mission have changed",
            f"The members decided them on {long_day(statement.decided_on)} ({statement.minute}).",
            statement.vision, statement.mission,
            link=reverse("identity"), do="Read them", by=by,
        )  # fmt: skip
