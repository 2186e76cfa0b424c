"""Projects, partners and budgets for tests."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from projects.funds.models import CostHeading, Grant
from projects.models import (
    BudgetLine,
    BudgetProfile,
    Output,
    OutputProfile,
    OutputShare,
    Partnership,
    Project,
)
from projects.states import PartnerRole, ProjectStatus
from tests.factories.funds import YEAR, GrantFactory
from tests.factories.members import OrganisationFactory


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project

    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Test project {n}")
    status = ProjectStatus.RUNNING


class PartnershipFactory(DjangoModelFactory):
    """A delivery partner from 1 April 2026."""

    class Meta:
        model = Partnership

    project = factory.SubFactory(ProjectFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = PartnerRole.DELIVERY
    starts = date(2026, 4, 1)


class BudgetLineFactory(DjangoModelFactory):
    """£1,000.00 for 2026/27, a quarter of it in each quarter; the partnership is made with it."""

    class Meta:
        model = BudgetLine
        skip_postgeneration_save = True

    grant = factory.SubFactory(GrantFactory)
    financial_year = YEAR.label
    project = factory.SubFactory(ProjectFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    heading = factory.LazyAttribute(lambda line: line.grant.headings.first())
    amount = 1_000_00

    @factory.post_generation
    def profile(line, create, extracted, **kwargs):
        if not create:
            return
        part = line.amount // 4
        parts = extracted or (part, part, part, line.amount - 3 * part)
        for quarter, amount in zip(YEAR.quarters, parts, strict=True):
            BudgetProfile.objects.create(line=line, quarter=quarter.code, amount=amount)
        Partnership.objects.get_or_create(
            project=line.project,
            organisation=line.organisation,
            defaults={"role": PartnerRole.DELIVERY, "starts": line.grant.starts},
        )


class OutputFactory(DjangoModelFactory):
    class Meta:
        model = Output

    grant = factory.SubFactory(GrantFactory)
    project = factory.SubFactory(ProjectFactory)
    financial_year = YEAR.label
    code = factory.Sequence(lambda n: f"1.{n}")
    name = "Forum meetings held"
    unit = "meetings"
    target = 8


class OutputShareFactory(DjangoModelFactory):
    """A partner's share of an output: 8, two in each quarter."""

    class Meta:
        model = OutputShare
        skip_postgeneration_save = True

    output = factory.SubFactory(OutputFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    target = 8

    @factory.post_generation
    def profile(share, create, extracted, **kwargs):
        if create:
            for quarter, target in zip(YEAR.quarters, extracted or (2, 2, 2, 2), strict=True):
                OutputProfile.objects.create(share=share, quarter=quarter.code, target=target)


def budget_of(grant: Grant, organisation, project: Project, *, amount: int = 1_000_00):
    """One budget line for each heading the grant allows."""
    return [
        BudgetLineFactory(
            grant=grant,
            organisation=organisation,
            project=project,
            heading=heading,
            amount=amount,
        )
        for heading in CostHeading.objects.filter(grants=grant)
    ]
