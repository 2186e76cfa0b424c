"""What the pages about funder claims show."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum

from claims.facts.funder_lines import differences
from claims.facts.funder_statement import statement_of
from claims.models import Claim, ClaimLine, FunderClaim, Round
from claims.rules.charts import output_chart
from claims.rules.funder import without_reason
from claims.states import HAS_BEEN_APPROVED, LIVE_FUNDER_CLAIM, FunderClaimState
from consortium.core.paging import Page, by_key, first_page, is_first
from consortium.core.periods import Quarter
from consortium.core.prepared import prepared
from members.models import User
from projects.funds.models import Grant


@dataclass(frozen=True)
class ToAssemble:
    """A grant and quarter without a claim to the funder; pence approved and free, and of how
    many members' claims they are."""

    grant: Grant
    quarter: Quarter
    due: object
    claims: int
    amount: int

    @property
    def which(self) -> str:
        return f"{self.grant.pk}:{self.quarter.code}"


NEWEST: dict = {"fields": ("-quarter", "-id"), "size": 25}


def page_of_claims(query: Mapping) -> Page:
    """Every claim to a funder but abandoned ones, newest first."""
    if is_first(query):
        return first_page(_newest(), **NEWEST)
    return by_key(_claims(), query, **NEWEST)


@prepared
def _newest() -> QuerySet:
    return _claims().order_by(*NEWEST["fields"])[: NEWEST["size"] + 1]


def _claims() -> QuerySet:
    found = FunderClaim.objects.exclude(state=FunderClaimState.ABANDONED)
    # what a claim froze is a page of its own, and too long to read for a row
    return found.select_related("grant__funder").defer("snapshot", "narrative", "not_included")


def to_assemble(today) -> list[ToAssemble]:
    """Rounds whose quarter is over and that no live funder claim covers, oldest due first."""
    rounds = _not_covered(today=today)
    free = defaultdict(list)
    for round, pence in _free_in(rounds=[each.pk for each in rounds]):
        if pence is not None:
            free[round].append(pence)
    return [
        ToAssemble(each.grant, each.period, each.funder_due, len(free[each.pk]), sum(free[each.pk]))
        for each in rounds
    ]


@prepared
def _not_covered(*, today: date) -> QuerySet:
    covered = FunderClaim.objects.filter(
        state__in=LIVE_FUNDER_CLAIM, grant=OuterRef("grant"), quarter=OuterRef("quarter")
    )
    opened = Round.objects.filter(~Exists(covered), opens__lte=today, opened_at__isnull=False)
    return opened.select_related("grant").order_by("funder_due", "grant__reference")[:50]


@prepared
def _free_in(*, rounds: list[int]) -> QuerySet:
    """(round, pence) of each claim: what is approved and stands in no live funder claim.

    Asked claim by claim: as one join PostgreSQL reads every line there ever was.
    """
    lines = ClaimLine.objects.filter(claim=OuterRef("pk"))
    lines = lines.exclude(approved=0).exclude(funder_lines__live=True)
    free = lines.order_by().values("claim").annotate(sum=Sum("approved")).values("sum")
    claims = Claim.objects.filter(round__in=rounds, state__in=HAS_BEEN_APPROVED).order_by()
    return claims.values_list("round_id", Subquery(free))


@dataclass(frozen=True)
class FunderPage:
    """A funder claim as its page shows it: the frozen dict, or the one of now with what differs."""

    claim: FunderClaim
    statement: dict
    differences: list[str]
    versions: list[FunderClaim]
    names: dict[int, str]

    @property
    def draft(self) -> bool:
        return self.claim.state in (FunderClaimState.ASSEMBLED, FunderClaimState.SIGNED)

    @property
    def unexplained(self) -> list:
        return without_reason(self.statement["variances"])

    @property
    def chart(self):
        return output_chart(self.statement["outputs"])

    @property
    def ties(self) -> bool:
        return not self.differences


def funder_page(claim: FunderClaim) -> FunderPage:
    draft = claim.state in (FunderClaimState.ASSEMBLED, FunderClaimState.SIGNED)
    people = {claim.assembled_by_id, claim.first_signed_by_id, claim.second_signed_by_id}
    people |= {claim.sent_by_id}
    return FunderPage(
        claim=claim,
        statement=statement_of(claim),
        differences=differences(claim) if draft else [],
        versions=list(
            FunderClaim.objects.filter(grant=claim.grant, number=claim.number)
            .exclude(state=FunderClaimState.ABANDONED)
            .order_by("-version_number")
        ),
        names=dict(User.objects.filter(pk__in=people - {None}).values_list("pk", "name")),
    )
