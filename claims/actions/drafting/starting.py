"""A claim begins: one per member, grant and quarter, with a section per project (R60)."""

from django.db import transaction

from claims.models import Claim, ClaimSection, Round
from claims.states import ClaimState
from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.workflow import Refused
from members.models import Organisation
from members.offices import accountable_body_id_on
from members.states import Role
from projects.models import BudgetLine, OutputShare


@transaction.atomic
def start_claim(round: Round, organisation: Organisation, *, by: Actor) -> Claim:
    """The member's claim in this round, made now or there already.

    Its sections are the projects in which the member has a budget or outputs in
    the grant's year; `own` says whether it was the accountable body's on the
    quarter's last day.
    """
    round = Round.objects.select_related("grant").get(pk=round.pk)  # it may be closed by now
    found = Claim.objects.filter(round=round, organisation=organisation).first()
    reasons = _why_not(round, organisation, found, by)
    if reasons:
        raise Refused(reasons)
    if found:
        return found
    projects = projects_of(round, organisation)
    if not projects:
        raise Refused(f"{organisation.short_name} has no budget under {round.grant} this year.")
    claim, created = Claim.objects.get_or_create(
        round=round,
        organisation=organisation,
        defaults={
            "reference": reference_of(round, organisation),
            "state": ClaimState.IN_PROGRESS,
            "own": accountable_body_id_on(round.period.end) == organisation.pk,
            "example": round.grant.example,
            "prepared_by_id": by.user_id,
        },
    )
    if created:
        ClaimSection.objects.bulk_create(
            ClaimSection(claim=claim, project_id=project) for project in projects
        )
        audit.record("claim.started", claim, after={"reference": claim.reference}, by=by)
    return claim


def _why_not(round: Round, organisation: Organisation, found: Claim | None, by: Actor) -> list[str]:
    reasons = []
    if by.organisation_id != organisation.pk or not by.has(Role.CLAIMS_PERSON, Role.REPRESENTATIVE):
        reasons.append(f"Only people of {organisation.short_name} can start this claim.")
    if found is None and not round.opened_at:
        reasons.append(f"Claims for {round.period.label} are not open yet.")
    if found is None and round.closed_at:
        reasons.append(
            f"Claims for {round.period.label} are closed. Put what is left into your next "
            "claim as late items."
        )
    return reasons


def projects_of(round: Round, organisation: Organisation) -> list[int]:
    """The projects with a budget or outputs of the member in the round's grant and year."""
    year = round.period.financial_year.label
    budgets = BudgetLine.objects.filter(
        grant=round.grant_id, financial_year=year, organisation=organisation
    )
    shares = OutputShare.objects.filter(
        output__grant=round.grant_id, output__financial_year=year, organisation=organisation
    )
    found = set(budgets.values_list("project_id", flat=True))
    found.update(shares.values_list("output__project_id", flat=True))
    return sorted(found)


def reference_of(round: Round, organisation: Organisation) -> str:
    """As in "EX-INF-26/2026-Q2/VAL", in at most 60 characters."""
    short = organisation.short_name.upper().replace(" ", "-")
    whole = f"{round.grant.reference}/{round.quarter}/{short}"
    if len(whole) <= 60:
        return whole
    return f"{round.grant.reference[:36]}/{round.quarter}/{organisation.pk}"
