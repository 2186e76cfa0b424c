"""What the check page shows of a claim, in a handful of queries (S32). Pence."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from claims.facts.duties import approvals_of
from claims.facts.flags import kept_flags, looked_over
from claims.models import Claim, ClaimLine, EvidenceLink
from claims.rules.flags import Flag, Weight, obstacles
from claims.rules.lines import percent
from claims.states import HAS_BEEN_SENT, ClaimState, Decision
from consortium.core.actor import Actor
from consortium.core.prepared import prepared
from members.models import User

SENT = sorted(HAS_BEEN_SENT - {ClaimState.REJECTED})


def claim_to_check(pk: int) -> Claim | None:
    """The claim with all that its header needs, in one query; None where there is none.

    Adds `preparer`, `signer` and `checker`, the names of those people.
    """
    return next(iter(_claim_to_check(pk=pk)), None)


@prepared
def _claim_to_check(*, pk: int) -> QuerySet:
    return (
        Claim.objects.select_related("round__grant__fund", "round__grant__funder", "organisation")
        .annotate(
            preparer=name_of("prepared_by_id"),
            signer=name_of("submitted_by_id"),
            checker=name_of("checked_by_id"),
        )
        .filter(pk=pk)
    )


def name_of(field: str) -> Subquery:
    """For `annotate`: the name of the person whose id stands in `field`."""
    return Subquery(User.objects.filter(pk=OuterRef(field)).values("name")[:1])


@prepared
def _lines(*, claim: int) -> QuerySet:
    """In the order of the claim, with what each says of itself."""
    found = ClaimLine.objects.filter(claim=claim).select_related(
        "item", "budget_line__project", "budget_line__heading", "correction_of__claim"
    )
    return found.order_by(
        "budget_line__project__number", "budget_line__heading__position", "number"
    )


@prepared
def _links(*, claim: int) -> QuerySet:
    found = EvidenceLink.objects.filter(line__claim=claim).select_related("evidence__file")
    return found.order_by("evidence__number")


@prepared
def _sums(*, organisation: int, grant: int, quarter: str) -> QuerySet:
    """(budget line, pence) of what a member's claim of a quarter came to."""
    return (
        ClaimLine.objects.filter(
            claim__organisation=organisation,
            claim__round__grant=grant,
            claim__round__quarter=quarter,
            claim__state__in=SENT,
            live=True,
        )
        .order_by()
        .values_list("budget_line_id")
        .annotate(total=Sum(Coalesce("approved", "claimed")))
    )


@dataclass
class HeadingGroup:
    """The lines of one budget line, with what is left of it and what last quarter took."""

    budget: object
    lines: list[ClaimLine] = field(default_factory=list)
    last_quarter: int | None = None

    @property
    def wanted(self) -> int:
        """What this claim takes as it stands: decided where it is, else claimed."""
        return sum(
            (line.claimed or 0) if line.approved is None else line.approved for line in self.lines
        )

    @property
    def left_before(self) -> int:
        """Left for the year, tolerance counted, as if this claim were not approved."""
        budget = self.budget
        return budget.amount + budget.tolerance - budget.approved

    @property
    def left_after(self) -> int:
        return self.left_before - self.wanted

    @property
    def over_by(self) -> int:
        return max(0, -self.left_after)


@dataclass
class ProjectGroup:
    project: object
    headings: list[HeadingGroup] = field(default_factory=list)

    @property
    def wanted(self) -> int:
        return sum(heading.wanted for heading in self.headings)

    @property
    def claimed(self) -> int:
        return sum(line.claimed or 0 for heading in self.headings for line in heading.lines)


@dataclass
class CheckPage:
    """One claim for one reader; each part is read once, and only where the page asks."""

    claim: Claim
    by: Actor

    @cached_property
    def lines(self) -> list[ClaimLine]:
        found = _lines(claim=self.claim.pk)
        proofs = defaultdict(list)
        for link in _links(claim=self.claim.pk):
            proofs[link.line_id].append(link)
        by_line = defaultdict(list)
        for flag in self.flags:
            by_line[flag.line].append(flag)
        for line in found:
            line.claim, line.proofs = self.claim, proofs[line.pk]
            line.own_flags = by_line[line.number]
            line.share_words = percent(line.share)
        return found

    @cached_property
    def flags(self) -> list[Flag]:
        return kept_flags(self.claim)

    @property
    def looked_over(self) -> bool:
        return looked_over(self.claim)

    @property
    def heavy_flags(self) -> list[Flag]:
        return [flag for flag in self.flags if flag.weight >= Weight.LOOK]

    @property
    def small_flags(self) -> list[Flag]:
        return [flag for flag in self.flags if flag.weight < Weight.LOOK]

    @cached_property
    def projects(self) -> list[ProjectGroup]:
        """Lines by project and heading, in the order of the claim."""
        last, groups = self.last_quarter, {}
        for line in self.lines:
            budget = line.budget_line
            project = groups.setdefault(budget.project_id, ProjectGroup(budget.project))
            heading = next((h for h in project.headings if h.budget.pk == budget.pk), None)
            if heading is None:
                heading = HeadingGroup(budget, last_quarter=last.get(budget.pk))
                project.headings.append(heading)
            heading.lines.append(line)
        return list(groups.values())

    @cached_property
    def last_quarter(self) -> dict[int, int]:
        """By budget line: what the claim of the quarter before came to."""
        return dict(
            _sums(
                organisation=self.claim.organisation_id,
                grant=self.claim.round.grant_id,
                quarter=self.claim.round.period.previous().code,
            )
        )

    @property
    def undecided(self) -> list[ClaimLine]:
        return [line for line in self.lines if line.decision == Decision.PENDING]

    @property
    def decided_total(self) -> int:
        return sum(line.approved or 0 for line in self.lines)

    @property
    def less(self) -> list[ClaimLine]:
        """Lines that were not accepted in full."""
        plain = (Decision.PENDING, Decision.ACCEPTED)
        return [line for line in self.lines if line.decision not in plain]

    @property
    def taken_off(self) -> int:
        return sum((line.claimed or 0) - (line.approved or 0) for line in self.less)

    @property
    def without_proof(self) -> list[ClaimLine]:
        """Lines that are paid without a file on them; a correction needs none."""
        return [
            line
            for line in self.lines
            if not line.proofs and not line.correction_of_id and line.approved != 0
        ]

    @property
    def open_flags(self) -> list[Flag]:
        """What an approver should know although it stops nothing."""
        stops = set(obstacles(self.flags))
        return [flag for flag in self.heavy_flags if flag.words not in stops]

    @cached_property
    def approvals(self) -> list:
        if not self.claim.checked_by_id:
            return []
        return list(approvals_of(self.claim).annotate(name=name_of("by_id")).order_by("step"))

    @property
    def people(self) -> list[tuple[str, str, object]]:
        """(what, who, when) of everything that needed a person, in order (AU6)."""
        claim = self.claim
        found = [
            ("Prepared", claim.preparer, claim.passed_at),
            ("Signed and sent", claim.signer, claim.submitted_at),
            ("Checked", claim.checker, claim.checked_at),
        ]
        found += [("Approved", one.name, one.at) for one in self.approvals]
        return [row for row in found if row[1]]


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of people by id, in one query."""
    return dict(User.objects.filter(pk__in=set(ids) - {None}).values_list("pk", "name"))
