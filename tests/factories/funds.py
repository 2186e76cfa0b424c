"""Funders, grants, funds and open books for tests.

`ledger_ground()` gives a grant with its fund, headings and open quarters; `act()`
an actor without asking the database.
"""

from dataclasses import dataclass
from datetime import date

import factory
from factory.django import DjangoModelFactory

from consortium.core.actor import Actor
from consortium.core.periods import FinancialYear
from projects.funds.models import CostHeading, Fund, Funder, Grant, GrantAward, Period, Position

YEAR = FinancialYear(2026)


class FunderFactory(DjangoModelFactory):
    class Meta:
        model = Funder

    slug = factory.Sequence(lambda n: f"funder-{n}")
    name = factory.Sequence(lambda n: f"Test Trust {n}")


class FundFactory(DjangoModelFactory):
    """A restricted fund with the row it stands in."""

    class Meta:
        model = Fund
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"RF-{n}")
    name = factory.Sequence(lambda n: f"Restricted fund {n}")

    @factory.post_generation
    def position(fund, create, extracted, **kwargs):
        if create:
            Position.objects.get_or_create(fund=fund)


class CostHeadingFactory(DjangoModelFactory):
    class Meta:
        model = CostHeading

    slug = factory.Sequence(lambda n: f"heading-{n}")
    name = factory.Sequence(lambda n: f"Heading {n}")
    position = factory.Sequence(lambda n: n)


class GrantFactory(DjangoModelFactory):
    """A grant in arrears from April 2026 to March 2029 with an award for 2026/27.

    `headings=[…]` allows them; two are made otherwise.
    """

    class Meta:
        model = Grant
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"grant-{n}")
    funder = factory.SubFactory(FunderFactory)
    fund = factory.SubFactory(FundFactory)
    name = factory.Sequence(lambda n: f"Test grant {n}")
    reference = factory.Sequence(lambda n: f"TG-{n}")
    starts = date(2026, 4, 1)
    ends = date(2029, 3, 31)

    @factory.post_generation
    def headings(grant, create, extracted, **kwargs):
        if create:
            grant.headings.set(extracted or CostHeadingFactory.create_batch(2))

    @factory.post_generation
    def award(grant, create, extracted, **kwargs):
        if create:
            GrantAward.objects.create(
                grant=grant, financial_year=YEAR.label, amount=extracted or 100_000_00
            )


def open_books(*years: FinancialYear) -> list[Period]:
    """The four open quarters of each year (2026/27); those that are there stay."""
    return [
        Period.objects.get_or_create(
            quarter=quarter.code, defaults={"starts": quarter.start, "ends": quarter.end}
        )[0]
        for year in years or (YEAR,)
        for quarter in year.quarters
    ]


def act(*roles: str, user_id: int = 1, organisation_id: int | None = None, hat: str = "") -> Actor:
    """Somebody with these roles ("finance_officer" when none is named), by number."""
    names = roles or ("finance_officer",)
    return Actor(
        user_id=user_id,
        name=f"Person {user_id}",
        hat=hat or f"office:{organisation_id or 1}",
        roles=frozenset(names),
        organisation_id=organisation_id,
    )


@dataclass(frozen=True)
class Ground:
    """What a posting needs, and two people who may post."""

    grant: Grant
    fund: Fund
    own_means: Fund
    headings: list[CostHeading]
    first: Actor
    second: Actor


def ledger_ground(**grant) -> Ground:
    """A grant and its fund, the body's own means, and the open books of 2026/27."""
    open_books()
    made = GrantFactory(**grant)
    return Ground(
        grant=made,
        fund=made.fund,
        own_means=FundFactory(restricted=False, code=f"OWN-{made.pk}"),
        headings=list(made.headings.all()),
        first=act(user_id=101),
        second=act("second_approver", user_id=102),
    )
