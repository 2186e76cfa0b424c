"""What depends on a member that leaves: read from members, projects and claims (5.6, R37)."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db.models import Sum

from claims.models import Claim
from claims.states import ClaimState
from consortium.core.days import long_day
from consortium.core.money import format_pence
from consortium.core.periods import FinancialYear
from members.models import Organisation, Seat, Term
from members.rules import quorum
from members.states import Membership, Role
from projects.models import BudgetLine, Partnership
from projects.states import PartnerRole

OVER = (ClaimState.PAID, ClaimState.REJECTED, ClaimState.WITHDRAWN)
SHOWN = 12


@dataclass(frozen=True)
class Line:
    """One thing that depends on the member; `heavy` where somebody has to act first."""

    title: str
    words: str
    heavy: bool = False

    def as_json(self) -> dict:
        return asdict(self)


def impact_of(organisation: Organisation, *, last: date) -> list[Line]:
    """Everything that hangs on a membership whose last day is `last`; at most nine queries."""
    return [
        *_projects(organisation, last),
        _claims(organisation),
        _budget(organisation, last),
        *_offices(organisation, last),
        _people(organisation, last),
        _quorum(organisation, last),
    ]


def _projects(organisation: Organisation, last: date) -> list[Line]:
    parts = Partnership.objects.filter(organisation=organisation).on(last + timedelta(days=1))
    found = list(parts.select_related("project").order_by("project__number"))
    leads = [each for each in found if each.role == PartnerRole.LEAD]
    return [
        Line("Leads", _named([str(each.project) for each in leads]) or "No project", bool(leads)),
        Line("Delivers in", _count(len(found) - len(leads), "project")),
    ]


def _claims(organisation: Organisation) -> Line:
    found = Claim.objects.filter(organisation=organisation).exclude(state__in=OVER)
    rows = list(found.order_by("reference").values_list("reference", "state")[: SHOWN + 1])
    if not rows:
        return Line("Open claims", "None")
    words = [f"{reference} ({ClaimState(state).label.lower()})" for reference, state in rows]
    return Line("Open claims", _named(words), heavy=True)


def _budget(organisation: Organisation, last: date) -> Line:
    """No member is paid ahead, so what is not used is what the year's budget still holds."""
    year = FinancialYear.containing(last)
    lines = BudgetLine.objects.filter(organisation=organisation, financial_year=year.label)
    sums = lines.aggregate(amount=Sum("amount", default=0), approved=Sum("approved", default=0))
    left = max(0, sums["amount"] - sums["approved"])
    words = f"{format_pence(left)} of the budget of {year.label} is not spent" if left else "None"
    return Line("Budget not used", words, heavy=bool(left))


def _offices(organisation: Organisation, last: date) -> list[Line]:
    terms = Term.objects.overlapping(last + timedelta(days=1), None)
    held = [
        f"{term.get_office_display()} until {long_day(term.ends)}"
        for term in terms.filter(organisation=organisation)
    ]
    return [Line("Offices", _named(held) or "None", heavy=bool(held))]


def _people(organisation: Organisation, last: date) -> Line:
    standing = Seat.objects.overlapping(last + timedelta(days=1), None)
    found = standing.filter(organisation=organisation).values_list("role", flat=True)
    words = [Role(role).label.lower() for role in sorted(found)]
    return Line("Roles that end", _named(words).capitalize() or "None")


def _quorum(organisation: Organisation, last: date) -> Line:
    """By the text: two, or the nearest number to a third of the full members (10.6, A1)."""
    before = Organisation.objects.voting_on(last).count()
    votes = organisation.membership == Membership.MEMBER
    others = Organisation.objects.voting_on(last + timedelta(days=1)).exclude(pk=organisation.pk)
    after = others.count() if votes else before
    if not votes:
        return Line("Quorum", f"{quorum(before)} of {before}, as before: it has no vote")
    words = f"{quorum(before)} of {before} members before, {quorum(after)} of {after} after"
    return Line("Quorum", words, heavy=after < quorum(after))


def _named(words: list[str]) -> str:
    more = "" if len(words) <= SHOWN else f", and {len(words) - SHOWN} more"
    return ", ".join(words[:SHOWN]) + more


def _count(number: int, word: str) -> str:
    return f"{number or 'No'} {word}{'' if number == 1 else 's'}"
