"""Where a member's budget lines and outputs stand with a claim counted in."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from claims.models import Claim, ClaimLine, Forecast, OutputFigure
from claims.rules.variance import Standing
from claims.states import HAS_BEEN_SENT, ClaimState
from consortium.core.prepared import prepared
from projects.models import BudgetLine, OutputProfile, OutputShare

SENT = sorted(HAS_BEEN_SENT - {ClaimState.REJECTED})


def budget_lines(claim: Claim) -> list[BudgetLine]:
    """The member's budget lines of this grant and year: plan and earlier claims beside each.

    Adds `planned`, `planned_to_date`, `actual_before` and `forecast` (None where
    this claim has none). "Before" is what earlier quarters' claims of the year came
    to: approved where decided, claimed where not.
    """
    return _budget_lines(
        claim=claim.pk,
        grant=claim.round.grant_id,
        organisation=claim.organisation_id,
        quarter=claim.round.quarter,
        year=claim.round.period.financial_year.label,
    )


@prepared
def _budget_lines(
    *, claim: int, grant: int, organisation: int, quarter: str, year: str
) -> QuerySet:
    earlier = ClaimLine.objects.filter(
        budget_line=OuterRef("pk"),
        live=True,
        claim__state__in=SENT,
        claim__round__quarter__lt=quarter,
    ).order_by()
    forecasts = Forecast.objects.filter(budget_line=OuterRef("pk"), claim=claim).order_by()
    return (
        BudgetLine.objects.filter(grant=grant, organisation=organisation, financial_year=year)
        .select_related("heading", "project")
        .annotate(
            planned=Coalesce(Sum("profile__amount", filter=Q(profile__quarter=quarter)), 0),
            planned_to_date=Coalesce(
                Sum("profile__amount", filter=Q(profile__quarter__lte=quarter)), 0
            ),
            actual_before=Coalesce(
                Subquery(
                    earlier.values("budget_line")
                    .annotate(total=Sum(Coalesce("approved", "claimed")))
                    .values("total")
                ),
                0,
            ),
            forecast=Subquery(
                forecasts.values("budget_line").annotate(total=Sum("amount")).values("total")
            ),
        )
        .order_by("project__number", "strand", "heading__position", "pk")
    )


def standing_of(budget: BudgetLine, actual: int) -> Standing:
    """A row of `budget_lines` with what this claim takes from it, in pence."""
    return Standing(
        budget_line=budget.pk,
        name=budget.heading.name,
        budget=budget.amount,
        planned=budget.planned,
        actual=actual,
        planned_to_date=budget.planned_to_date,
        actual_before=budget.actual_before,
        forecast=budget.forecast,
    )


def outputs(claim: Claim) -> list[OutputShare]:
    """The member's outputs of this grant and year, with this claim's figures beside the plan.

    Adds `figure` and `note` (None where not said), `target_now`, `target_to_date`
    and `actual_before`, what earlier quarters' claims said.
    """
    return _outputs(
        claim=claim.pk,
        grant=claim.round.grant_id,
        organisation=claim.organisation_id,
        quarter=claim.round.quarter,
        year=claim.round.period.financial_year.label,
    )


@prepared
def _outputs(*, claim: int, grant: int, organisation: int, quarter: str, year: str) -> QuerySet:
    figures = OutputFigure.objects.filter(share=OuterRef("pk"), claim=claim)
    earlier = OutputFigure.objects.filter(
        share=OuterRef("pk"), claim__state__in=SENT, claim__round__quarter__lt=quarter
    ).order_by()
    plan = OutputProfile.objects.filter(share=OuterRef("pk")).order_by()
    to_date = plan.filter(quarter__lte=quarter)
    return (
        OutputShare.objects.filter(
            organisation=organisation,
            output__grant=grant,
            output__financial_year=year,
        )
        .select_related("output__project")
        .annotate(
            figure=Subquery(figures.values("actual")[:1]),
            note=Subquery(figures.values("note")[:1]),
            target_now=Coalesce(Subquery(plan.filter(quarter=quarter).values("target")[:1]), 0),
            target_to_date=Coalesce(
                Subquery(to_date.values("share").annotate(n=Sum("target")).values("n")), 0
            ),
            actual_before=Coalesce(
                Subquery(earlier.values("share").annotate(n=Sum("actual")).values("n")), 0
            ),
        )
        .annotate(actual_to_date=F("actual_before") + Coalesce(F("figure"), 0))
        .order_by("output__project__number", "output__code", "pk")
    )


def quarters_to_come(claim: Claim) -> list[str]:
    """The codes of the year's quarters after this one that the grant still reaches."""
    quarter, ends = claim.round.period, claim.round.grant.ends
    later = [q for q in quarter.financial_year.quarters if q > quarter and q.start <= ends]
    return [q.code for q in later]
