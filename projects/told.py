"""What meetings are told of projects and grants, which stand above them (R73, R97)."""

from collections.abc import Iterator

from consortium.core import clock
from consortium.core.audit import kind_and_id
from consortium.core.days import long_day
from members.meetings.facts.duties import Term, knows_duties, knows_terms
from members.models import Organisation
from projects.funds.models import Grant
from projects.models import BudgetLine


@knows_duties
def delivers(organisation: Organisation) -> Iterator[str]:
    """Each project that the member is paid for out of a grant that is running. One query."""
    today = clock.today()
    lines = BudgetLine.objects.filter(
        organisation=organisation, grant__starts__lte=today, grant__ends__gte=today
    )
    rows = lines.order_by("project__name", "grant__name")
    for project, grant, ends in rows.values_list(
        "project__name", "grant__name", "grant__ends"
    ).distinct():
        yield (
            f"{organisation.short_name} has a budget for {project} out of {grant} until "
            f"{long_day(ends)}, and still owes what it signed for."
        )


@knows_terms
def running_grants() -> Iterator[Term]:
    """One query."""
    for grant in Grant.objects.running(clock.today()):
        kind, pk = kind_and_id(grant)
        yield Term(kind, pk, f"{grant.name} ({grant.reference})")
