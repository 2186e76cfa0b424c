"""Loading, re-profiling and moving budgets: versions, two people, never below what is approved."""

import pytest

from consortium.core import clock
from consortium.core.checks import run_checks
from consortium.core.models import AuditRow
from consortium.core.workflow import Refused
from projects import actions
from projects.actions import BudgetRow
from projects.actions.virements import Move
from projects.funds.models import Period
from projects.models import BudgetLine, BudgetProfile, BudgetVersion, Virement
from tests.factories.funds import YEAR, CostHeadingFactory, GrantFactory, act, open_books
from tests.factories.members import OrganisationFactory
from tests.factories.projects import PartnershipFactory

pytestmark = pytest.mark.django_db
FIRST, SECOND = act(user_id=1), act("second_approver", user_id=2)
OTHERS = ["secretariat", "auditor", "chair", "representative", "strategic_officer"]


@pytest.fixture
def grant():
    open_books()
    return GrantFactory()


@pytest.fixture
def part(grant):
    return PartnershipFactory()


def row(grant, part, *, heading=0, quarters=(10_00, 10_00, 10_00, 10_00), strand=""):
    return BudgetRow(
        project=part.project,
        organisation=part.organisation,
        heading=list(grant.headings.all())[heading],
        quarters=quarters,
        strand=strand,
    )


@pytest.fixture
def lines(grant, part):
    """Two lines of £40.00."""
    actions.load_budget(grant, YEAR, [row(grant, part), row(grant, part, heading=1)], by=FIRST)
    return list(BudgetLine.objects.order_by("pk"))


def proposed(grant, lines, amount=5_00, **changes):
    values = {"reason": "A post is filled late", "by": FIRST} | changes
    moves = [Move(lines[0], "2026-Q3", -amount), Move(lines[1], "2026-Q3", amount)]
    return actions.propose_virement(grant, YEAR, moves, **values)


def amounts():
    return list(BudgetLine.objects.order_by("pk").values_list("amount", flat=True))


class TestLoading:
    def test_the_first_budget_is_version_one_with_all_its_lines(self, grant, lines):
        version = BudgetVersion.objects.get()
        assert (version.number, version.kind) == (1, "first")
        assert [each["amount"] for each in version.snapshot] == [40_00, 40_00]
        assert BudgetProfile.objects.count() == 8
        assert AuditRow.objects.get(action="budget.changed").after["total"] == 80_00

    def test_all_faults_are_said_at_once(self, grant, part):
        stranger, heading = OrganisationFactory(), CostHeadingFactory()
        rows = [
            BudgetRow(part.project, stranger, heading, (1, 1, 1, 1)),
            row(grant, part, quarters=(-1, 0, 0, 0)),
            row(grant, part, quarters=(200_000_00, 0, 0, 0)),
        ]
        with pytest.raises(Refused) as refused:
            actions.load_budget(grant, YEAR, rows, by=FIRST)
        told = " ".join(refused.value.reasons)
        for words in (
            "stands twice",
            "no negative amounts",
            f"does not pay for {heading}",
            "is not a partner",
            "more than the award of £100,000.00",
        ):
            assert words in told
        assert not BudgetLine.objects.exists()

    def test_a_budget_is_loaded_once(self, grant, part, lines):
        with pytest.raises(Refused, match="There is a budget for 2026/27 already"):
            actions.load_budget(grant, YEAR, [row(grant, part)], by=FIRST)

    def test_a_strand_has_a_line_of_its_own(self, grant, part):
        rows = [row(grant, part), row(grant, part, strand="E&D Audits")]
        actions.load_budget(grant, YEAR, rows, by=FIRST)
        assert BudgetLine.objects.count() == 2

    @pytest.mark.parametrize("role", OTHERS)
    def test_nobody_else_loads_moves_or_agrees(self, grant, part, role):
        someone = act(role, user_id=9)
        with pytest.raises(Refused):
            actions.load_budget(grant, YEAR, [row(grant, part)], by=someone)
        actions.load_budget(grant, YEAR, [row(grant, part), row(grant, part, heading=1)], by=FIRST)
        lines = list(BudgetLine.objects.order_by("pk"))
        with pytest.raises(Refused):
            proposed(grant, lines, by=someone)
        virement = proposed(grant, lines)
        for verb in (
            lambda: actions.agree_virement(virement, by=someone),
            lambda: actions.refuse_virement(virement, reason="x", by=someone),
            lambda: actions.reprofile(
                grant, YEAR, {lines[0].pk: {"2026-Q1": 40_00}}, reason="x", by=someone
            ),
        ):
            with pytest.raises(Refused):
                verb()


class TestVirements:
    def test_one_proposes_another_agrees_and_a_version_is_kept(self, grant, lines):
        virement = proposed(grant, lines)
        assert amounts() == [40_00, 40_00]
        with pytest.raises(Refused, match="Another person decides"):
            actions.agree_virement(virement, by=FIRST)
        version = actions.agree_virement(virement, by=SECOND)
        assert amounts() == [35_00, 45_00]
        assert (version.number, version.kind) == (2, "virement")
        assert version.snapshot[0]["quarters"]["2026-Q3"] == 5_00
        assert not [f for f in run_checks(only=["V10", "V11"]) if f.count]
        with pytest.raises(Refused, match="agreed already"):
            actions.agree_virement(virement, by=SECOND)

    def test_what_is_approved_already_is_never_moved_away(self, grant, lines):
        virement = proposed(grant, lines, amount=5_00)
        from django.db import transaction

        with transaction.atomic():
            actions.spend({lines[0].pk: 36_00}, by=FIRST)
        with pytest.raises(Refused, match="£36.00 is approved already"):
            actions.agree_virement(virement, by=SECOND)
        assert Virement.objects.get().state == "proposed"

    def test_a_virement_is_nil(self, grant, lines):
        with pytest.raises(Refused, match="differ by £1.00"):
            actions.propose_virement(
                grant,
                YEAR,
                [Move(lines[0], "2026-Q3", -5_00), Move(lines[1], "2026-Q3", 4_00)],
                reason="x",
                by=FIRST,
            )

    def test_a_quarter_never_falls_below_nothing(self, grant, lines):
        with pytest.raises(Refused, match="a quarter would fall below nothing"):
            proposed(grant, lines, amount=10_01)

    def test_a_quarter_whose_books_are_closed_stays(self, grant, lines):
        Period.objects.filter(quarter="2026-Q3").update(
            state="closed", closing_by_id=1, closed_by_id=2, closed_at=clock.now()
        )
        with pytest.raises(Refused, match="books of a quarter in this virement are closed"):
            proposed(grant, lines)

    def test_a_line_of_another_budget_is_refused(self, grant, lines):
        other = GrantFactory()
        with pytest.raises(Refused, match="not part of this budget"):
            proposed(other, lines)

    def test_beyond_the_grants_limits_the_funders_letter_is_named(self, grant, lines):
        grant.variance_amount = 1_00
        grant.save()
        with pytest.raises(Refused, match="more than the grant allows"):
            proposed(grant, lines, amount=5_00)
        proposed(grant, lines, amount=5_00, funder_agreed="Letter of 3 October 2026")

    def test_limits_count_over_the_year(self, grant, lines):
        """10% of £40.00 is £4.00: two of £3.00 pass it together."""
        grant.variance_amount = 1_00
        grant.save()
        actions.agree_virement(proposed(grant, lines, amount=3_00), by=SECOND)
        with pytest.raises(Refused, match="more than the grant allows"):
            proposed(grant, lines, amount=3_00)

    def test_a_refusal_says_why_and_ends_it(self, grant, lines):
        virement = proposed(grant, lines)
        with pytest.raises(Refused, match="Say why"):
            actions.refuse_virement(virement, reason="", by=SECOND)
        actions.refuse_virement(virement, reason="Not this year", by=SECOND)
        assert amounts() == [40_00, 40_00]
        assert AuditRow.objects.get(action="virement.refused").reason == "Not this year"


class TestReprofiling:
    def test_quarters_move_and_the_line_stays(self, grant, lines):
        changes = {lines[0].pk: {"2026-Q3": 5_00, "2026-Q4": 15_00}}
        version = actions.reprofile(grant, YEAR, changes, reason="Event in January", by=FIRST)
        assert (version.number, version.kind) == (2, "reprofile")
        assert amounts() == [40_00, 40_00]
        assert not [f for f in run_checks(only=["V10", "V11"]) if f.count]

    def test_quarters_that_miss_the_line_are_refused(self, grant, lines):
        with pytest.raises(Refused, match="miss the line by £5.00"):
            actions.reprofile(grant, YEAR, {lines[0].pk: {"2026-Q3": 5_00}}, reason="x", by=FIRST)

    def test_closed_quarters_and_strange_ones_are_refused(self, grant, lines):
        Period.objects.filter(quarter="2026-Q1").update(
            state="closed", closing_by_id=1, closed_by_id=2, closed_at=clock.now()
        )
        with pytest.raises(Refused, match="books of a quarter you changed are closed"):
            actions.reprofile(
                grant,
                YEAR,
                {lines[0].pk: {"2026-Q1": 5_00, "2026-Q2": 15_00}},
                reason="x",
                by=FIRST,
            )
        with pytest.raises(Refused, match="every quarter"):
            actions.reprofile(grant, YEAR, {lines[0].pk: {"2027-Q1": 0}}, reason="x", by=FIRST)
        with pytest.raises(Refused, match="Say why"):
            actions.reprofile(grant, YEAR, {}, reason=" ", by=FIRST)
