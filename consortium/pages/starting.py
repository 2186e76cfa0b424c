"""Beside the list of what waits: where the money stands, and where each job begins."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from claims.models import Claim
from claims.states import PAYABLE
from consortium.core.actor import Actor
from consortium.core.money import format_pence
from consortium.core.prepared import prepared
from consortium.core.templatetags.look import address_of, open_to
from members.states import Role
from projects.funds.models import Position
from projects.models import Project


@dataclass(frozen=True)
class Place:
    """A page where a job begins, and what is found there."""

    title: str
    url: str
    words: str


REPORTS = ("reports", "Reports", "What was sent and paid, frozen as it was.")
MEMBER = (
    ("payee_accounts", "Bank details", "Where your organisation is paid."),
    ("help", "Help", "How to make a claim, step by step."),
)
PLACES = {
    Role.CLAIMS_PERSON: MEMBER,
    Role.REPRESENTATIVE: MEMBER,
    Role.AUDITOR: (
        ("claims_tracker", "Claims of a quarter", "Open one, follow a line to its invoice."),
        ("money", "Funds", "Every figure leads to its journals, and from there to its cause."),
        ("payment_runs", "Payment runs", "Who prepared, released, sent and confirmed each."),
        ("funder_claims", "Funder claims", "What was sent to funders, frozen, with its SHA-256."),
        ("books", "Closed books", "Who closed each quarter, and who opened one again."),
        ("people", "Who may do what", "Seats and terms with their dates."),
    ),
    Role.STRATEGIC_OFFICER: (
        ("projects", "Projects", "Status, partners, budgets and outputs of each."),
        ("roles_matrix", "Who leads what", "Every project and every member in one table."),
        ("library_needs", "Needs", "What the survey found, for papers and bids."),
        ("library_outcomes", "Outcomes", "What the consortium wants to change."),
        ("library_plans", "Plans", "Plans and policies to link to."),
    ),
    Role.SECRETARIAT: (
        ("people", "People", "Invite somebody, give or end a role."),
        ("organisations", "Members", "Organisations, contacts, who sits for whom."),
        ("offices", "Offices", "Terms of the chair and the accountable body."),
        ("applications", "Applications", "Who wants to join, and what each waits for."),
        ("feedback_list", "Feedback", "What was said of us, and who answers it by when."),
        ("payee_accounts", "Bank details", "Whose are verified, whose wait."),
    ),
    Role.CHAIR: (
        ("projects", "Projects", "How the projects stand."),
        ("grants", "Grants", "Budgets, and what is spent of them."),
        ("organisations", "Members", "Who sits for whom."),
        ("chair_notes", "Private notes", "Read by you, and by nobody you have not named."),
        ("disputes", "Disputes", "With the accountable body, and where each stands."),
    ),
}


def places(actor: Actor) -> list[Place]:
    """Where this hat's jobs begin, as far as it may go there."""
    found = [row for role, rows in PLACES.items() if actor.has(role) for row in rows]
    if not actor.has(Role.STRATEGIC_OFFICER):
        found.append(REPORTS)
    return [
        Place(title, address_of(name) or "", words)
        for name, title, words in dict.fromkeys(found)
        if open_to(name, actor=actor)
    ]


def funds() -> list[Position]:
    """Each restricted fund's cash beside what it owes for approved claims; one query."""
    rows = _positions()
    for row in rows:
        row.short = max(0, row.to_pay - row.cash)
        row.short_words = f"{format_pence(row.short)} short"
    return rows


@prepared
def _positions() -> QuerySet:
    owed = (
        Claim.objects.filter(state__in=sorted(PAYABLE), round__grant__fund=OuterRef("fund"))
        .order_by()
        .values("round__grant__fund")
        .annotate(pence=Sum(F("approved") - F("retained")))
        .values("pence")
    )
    found = Position.objects.filter(fund__restricted=True).select_related("fund")
    found = found.annotate(to_pay=Coalesce(Subquery(owed, output_field=BigIntegerField()), 0))
    return found.order_by("fund__code")[:12]


def projects(actor: Actor) -> list[Project]:
    """The projects with their status, for the strategic development officer."""
    if not actor.has(Role.STRATEGIC_OFFICER):
        return []
    return list(Project.objects.order_by("number")[:50])
