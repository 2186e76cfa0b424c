"""How many members owe a claim in a round: those with a budget in its grant and year."""

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from members.models import Organisation
from projects.models import BudgetLine


def members_owing(year: Any, who: Q | None = None) -> Coalesce:
    """For `Round.objects.annotate`; `year` is a label, or `OuterRef(OuterRef("year"))` of a round.

    Asked member by member: one look into an index for each, however many lines
    their budgets have. `who` narrows the organisations.
    """
    budgets = BudgetLine.objects.filter(
        grant=OuterRef(OuterRef("grant")), organisation=OuterRef("pk"), financial_year=year
    )
    members = (
        Organisation.objects.filter(who or Q(), Exists(budgets))
        .order_by()
        .annotate(together=Value(1))
        .values("together")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(members, output_field=IntegerField()), 0)
