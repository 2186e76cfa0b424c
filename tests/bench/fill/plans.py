"""Grants with their funds, projects with their partners, budgets and outputs, year by year."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from claims.models import Round
from consortium.core import audit
from consortium.core.periods import FinancialYear, Quarter
from projects.funds.models import CostHeading, Fund, Funder, Grant, GrantAward, Period, Position
from projects.funds.rules import claim_dates
from projects.models import (
    BudgetLine,
    BudgetProfile,
    BudgetVersion,
    Output,
    OutputProfile,
    OutputShare,
    Partnership,
    Project,
)

from .people import BEGAN, Member, OfficePeople, instant
from .size import Size
from .tables import Table

A_QUARTER = 100_00  # pence planned for each budget line in each quarter
OUTPUT = 10  # planned of each partner's output in each quarter

SUM_OUTPUTS = """
    UPDATE projects_outputshare SET achieved = COALESCE((
        SELECT SUM(achieved) FROM projects_outputprofile p
        WHERE p.share_id = projects_outputshare.id), 0)
"""
SUM_BUDGETS = """
    UPDATE projects_budgetline SET approved = COALESCE((
        SELECT SUM(l.approved) FROM claims_claimline l JOIN claims_claim c ON c.id = l.claim_id
        WHERE l.budget_line_id = projects_budgetline.id
        AND c.state IN ('approved', 'waiting', 'in_run', 'paid')), 0)
"""


@dataclass(frozen=True)
class Part:
    """A member's part in a grant: the projects in which it has a budget under it."""

    member: Member
    grant: Grant
    projects: list[Project]


class Plans:
    """Ids by place: `lines[year, grant, member, project]` has a budget line for each heading."""

    def __init__(self, size: Size, members: list[Member], office: OfficePeople):
        self.size, self.office = size, office
        self.headings = CostHeading.objects.bulk_create(
            CostHeading(slug=f"heading-{n + 1}", name=f"Heading {n + 1}", position=n)
            for n in range(size.headings)
        )
        self.grants = [self._grant(n) for n in range(size.grants)]
        self.projects = Project.objects.bulk_create(
            Project(number=n + 1, name=f"Project {n + 1:03d}", status="running")
            for n in range(size.projects)
        )
        self.parts = [part for member in members for part in self._parts(member)]
        self._partnerships()
        self._tables()
        self.lines: dict[tuple, list[int]] = {}
        self.shares: dict[tuple, int] = {}
        self.rounds: dict[tuple, Round] = {}

    def _grant(self, number: int) -> Grant:
        funder = Funder.objects.create(slug=f"funder-{number + 1}", name=f"Funder {number + 1}")
        fund = Fund.objects.create(code=f"RF-{number + 1}", name=f"Restricted fund {number + 1}")
        Position.objects.create(fund=fund)
        grant = Grant.objects.create(
            slug=f"grant-{number + 1}",
            funder=funder,
            fund=fund,
            name=f"Grant {number + 1}",
            reference=f"BG-{number + 1:02d}",
            starts=self.size.quarters[0].start,
            ends=FinancialYear(self.size.quarters[-1].year + 1).end,
        )
        grant.headings.set(self.headings)
        return grant

    def _parts(self, member: Member) -> list[Part]:
        """Grants in a ring of `grants_each` from the member's own, projects likewise."""
        size, found = self.size, []
        for step in range(size.grants_each):
            number = (member.number + step) % size.grants
            of_grant = self.projects[number :: size.grants]
            begin = member.number // 2
            projects = [of_grant[(begin + n) % len(of_grant)] for n in range(size.projects_each)]
            projects.sort(key=lambda project: project.number)
            found.append(Part(member, self.grants[number], projects))
        return found

    def _partnerships(self) -> None:
        led: set[int] = set()
        rows = []
        for part in self.parts:
            for project in part.projects:
                role = "delivery" if project.pk in led else "lead"
                led.add(project.pk)
                rows.append(
                    Partnership(
                        project=project,
                        organisation=part.member.organisation,
                        role=role,
                        starts=BEGAN,
                    )
                )
        Partnership.objects.bulk_create(rows, batch_size=500)

    def _tables(self) -> None:
        self.budget = Table(
            BudgetLine,
            "grant_id", "financial_year", "project_id", "organisation_id", "heading_id",
            amount=4 * A_QUARTER,
        )  # fmt: skip
        self.profile = Table(BudgetProfile, "line_id", "quarter", amount=A_QUARTER)
        self.share = Table(OutputShare, "output_id", "organisation_id", target=4 * OUTPUT)
        self.tables = [self.budget, self.profile, self.share]

    def year(self, year: FinancialYear) -> None:
        """Budgets, outputs and open books of a financial year."""
        Period.objects.bulk_create(
            Period(quarter=quarter.code, starts=quarter.start, ends=quarter.end)
            for quarter in year.quarters
        )
        by_grant: dict[int, list[Part]] = defaultdict(list)
        for part in self.parts:
            by_grant[part.grant.pk].append(part)
        for grant in self.grants:
            snapshot = [row for part in by_grant[grant.pk] for row in self._budget_of(part, year)]
            self._version(grant, year, snapshot)
            self._outputs(grant, year, by_grant[grant.pk])
        for table in self.tables:
            table.flush()

    def _budget_of(self, part: Part, year: FinancialYear):
        member, quarters = part.member, year.quarters
        for project in part.projects:
            ids = self.lines[year, part.grant.pk, member.number, project.pk] = []
            for heading in self.headings:
                pk = self.budget.add(
                    part.grant.pk, year.label, project.pk, member.organisation.pk, heading.pk
                )
                ids.append(pk)
                for quarter in quarters:
                    self.profile.add(pk, quarter.code)
                yield {
                    "line": pk,
                    "project": project.number,
                    "organisation": member.organisation.slug,
                    "heading": heading.slug,
                    "strand": "",
                    "amount": 4 * A_QUARTER,
                    "tolerance": 0,
                    "quarters": {quarter.code: A_QUARTER for quarter in quarters},
                }

    def _version(self, grant: Grant, year: FinancialYear, snapshot: list[dict]) -> None:
        total, by = sum(row["amount"] for row in snapshot), self.office.checker
        GrantAward.objects.create(grant=grant, financial_year=year.label, amount=total)
        BudgetVersion.objects.create(
            grant=grant,
            financial_year=year.label,
            number=1,
            kind="first",
            snapshot=snapshot,
            made_by_id=by.user_id,
        )
        after = {"year": year.label, "version": 1, "kind": "first", "total": total}
        at = instant(year.start, 8)
        audit.append_rows([audit.describe("budget.changed", grant, after=after, at=at, by=by)])

    def _outputs(self, grant: Grant, year: FinancialYear, parts: list[Part]) -> None:
        partners: dict[int, list[Member]] = defaultdict(list)
        for part in parts:
            for project in part.projects:
                partners[project.pk].append(part.member)
        outputs = Output.objects.bulk_create(
            Output(
                grant=grant,
                project_id=project,
                financial_year=year.label,
                code="O1",
                name="People helped",
                unit="people",
                target=4 * OUTPUT * len(who),
            )
            for project, who in sorted(partners.items())
        )
        for output in outputs:
            for member in partners[output.project_id]:
                pk = self.share.add(output.pk, member.organisation.pk)
                self.shares[year, grant.pk, member.number, output.project_id] = pk

    def finish(self, achieved: dict[tuple[int, str], int]) -> None:
        """The profile of every output share: {(share, quarter): achieved}, then the kept sums."""
        rows = Table(OutputProfile, "share_id", "quarter", "achieved", target=OUTPUT)
        for (year, *_), share in self.shares.items():
            for quarter in year.quarters:
                rows.add(share, quarter.code, achieved.get((share, quarter.code)))
        rows.flush()
        self.tables.append(rows)
        with connection.cursor() as cursor:
            cursor.execute(SUM_OUTPUTS)
            cursor.execute(SUM_BUDGETS)

    def open_rounds(self, quarter: Quarter, *, closed: bool) -> list[dict]:
        """A round for each grant; gives the audit rows of its opening."""
        described, by = [], self.office.checker
        for grant in self.grants:
            dates = claim_dates(quarter, grant)
            at = instant(dates.opens, 7)
            ended = {"closed_at": instant(dates.funder_due), "closed_by_id": by.user_id}
            made = Round.objects.create(
                grant=grant,
                quarter=quarter.code,
                opens=dates.opens,
                member_due=dates.member_due,
                check_due=dates.check_due,
                pay_due=dates.pay_due,
                funder_due=dates.funder_due,
                opened_at=at,
                opened_by_id=by.user_id,
                **(ended if closed else {}),
            )
            self.rounds[quarter, grant.pk] = made
            after = {"grant": grant.reference, "quarter": quarter.code}
            described.append(audit.describe("round.opened", made, after=after, at=at, by=by))
        return described
