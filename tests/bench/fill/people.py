"""Members, their people, and the accountable body's office."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from claims.models import PayeeAccount
from consortium.core.actor import Actor
from consortium.core.periods import LONDON
from members.models import Consortium, Organisation, Seat, Term, User
from members.states import Office, Role

from .size import Size

PASSWORD = "benchmarks, not secrets"
BEGAN = date(2015, 4, 1)
ENDS = date(2035, 3, 31)


@dataclass(frozen=True)
class Member:
    """An organisation, and the two who fill in and sign its claims. `number` counts from 0."""

    number: int
    organisation: Organisation
    claims_person: Actor
    representative: Actor


@dataclass(frozen=True)
class OfficePeople:
    """Who does what with every claim, so that no two duties collide."""

    checker: Actor  # prepares runs, makes the bank file, confirms
    releaser: Actor
    approver: Actor
    secretary: Actor  # enters bank details
    verifier: Actor
    chair: Actor  # approves the accountable body's own


def instant(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


class People:
    """Everybody, seated; `members[0]` is the accountable body."""

    def __init__(self, size: Size):
        self.password = make_password(PASSWORD)
        Consortium.objects.create(
            pk=1, formal_name="Benchmark Consortium", profile_name="Benchmark Consortium"
        )
        organisations = Organisation.objects.bulk_create(
            Organisation(
                slug=f"member-{n + 1:03d}",
                name=f"Member organisation {n + 1:03d}",
                short_name=f"M{n + 1:03d}",
                joined=BEGAN,
            )
            for n in range(size.members)
        )
        self.members = [self._member(n, each) for n, each in enumerate(organisations)]
        self.office = self._office(organisations)
        self._accounts()

    def _office(self, organisations: list[Organisation]) -> OfficePeople:
        body = organisations[0]
        Term.objects.create(
            office=Office.ACCOUNTABLE_BODY, organisation=body, starts=BEGAN, ends=ENDS
        )
        chair = self._user("chair@bench.example", "Chair Person")
        Term.objects.create(
            office=Office.CHAIR,
            organisation=organisations[1],
            holder=chair,
            starts=BEGAN,
            ends=ENDS,
        )
        seated = {
            name: self._seated(f"{name}@bench.example", body, role, side="office")
            for name, role in (
                ("checker", Role.FINANCE_OFFICER),
                ("releaser", Role.FINANCE_OFFICER),
                ("verifier", Role.FINANCE_OFFICER),
                ("approver", Role.SECOND_APPROVER),
                ("secretary", Role.SECRETARIAT),
            )
        }
        acting = _actor(chair, Role.CHAIR, organisations[1], "chair")
        return OfficePeople(**seated, chair=acting)

    def _member(self, number: int, organisation: Organisation) -> Member:
        return Member(
            number,
            organisation,
            *(
                self._seated(f"{role}-{number + 1}@bench.example", organisation, role)
                for role in (Role.CLAIMS_PERSON, Role.REPRESENTATIVE)
            ),
        )

    def _seated(self, email: str, where: Organisation, role: Role, side: str = "member") -> Actor:
        user = self._user(email, email.split("@")[0].replace("-", " ").replace("_", " ").title())
        Seat.objects.create(user=user, organisation=where, role=role, starts=BEGAN)
        return _actor(user, role, where, side)

    def _user(self, email: str, name: str) -> User:
        return User.objects.create(email=email, name=name, password=self.password)

    def _accounts(self) -> None:
        """Verified bank details of everybody but the accountable body, which pays itself inside."""
        office, at = self.office, instant(BEGAN)
        self.accounts = {
            account.organisation_id: account
            for account in PayeeAccount.objects.bulk_create(
                PayeeAccount(
                    organisation=each.organisation,
                    number=1,
                    account_name=each.organisation.name,
                    sort_code="207461",
                    account_number=f"{10_000_000 + each.number * 37}",
                    state="verified",
                    entered_at=at,
                    entered_by_id=office.secretary.user_id,
                    entered_on=BEGAN,
                    verified_at=at,
                    verified_by_id=office.verifier.user_id,
                    how_verified="Called a number we knew before.",
                )
                for each in self.members[1:]
            )
        }


def _actor(user: User, role: Role, where: Organisation, side: str) -> Actor:
    return Actor(
        user_id=user.pk,
        name=user.name,
        hat=f"{side}:{where.pk}",
        roles=frozenset({role.value}),
        organisation_id=where.pk,
        organisation_name=where.name,
    )
