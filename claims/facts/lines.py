"""Reads the lines of a claim, with all that their rules look at, in one query."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from claims.models import Claim, ClaimLine, EvidenceLink
from claims.rules.completeness import LineState
from claims.rules.lines import LineWords, Terms, faults, gaps
from consortium.core.prepared import prepared


def terms_of(claim: Claim, *, today) -> Terms:
    """The quarter and the grant, as the rules of a line see them."""
    grant, quarter = claim.round.grant, claim.round.period
    return Terms(
        starts=quarter.start,
        ends=quarter.end,
        grant_starts=grant.starts,
        grant_ends=grant.ends,
        today=today,
        late_items_allowed=grant.late_items_allowed,
    )


def lines_of(claim: Claim) -> list[ClaimLine]:
    """The lines of a claim by number, each as `with_sums` gives it."""
    found = _lines_of(claim=claim.pk)
    for line in found:
        line.claim = claim
    return found


@prepared
def _lines_of(*, claim: int) -> QuerySet:
    return with_sums(ClaimLine.objects.filter(claim=claim)).order_by("number")


def with_sums(lines: QuerySet) -> QuerySet:
    """Each line with its item, heading, project, and what its item's other lines come to.

    Adds `item_shares`, `item_claimed` (over all live lines of the item but
    corrections, this one included), `evidence_count` and `taken_back`.
    """
    siblings = ClaimLine.objects.filter(
        item=OuterRef("item"), live=True, correction_of__isnull=True
    ).order_by()
    links = EvidenceLink.objects.filter(line=OuterRef("pk")).order_by()
    taken = ClaimLine.objects.filter(correction_of=OuterRef("correction_of"), live=True).order_by()
    return lines.select_related(
        "item", "budget_line__heading", "budget_line__project", "correction_of__claim"
    ).annotate(
        item_shares=_sum(siblings, "item", "share"),
        item_claimed=_sum(siblings, "item", "claimed"),
        taken_back=_sum(taken, "correction_of", "claimed"),
        evidence_count=Coalesce(
            Subquery(
                links.values("line").annotate(n=Count("pk")).values("n"),
                output_field=IntegerField(),
            ),
            0,
        ),
    )


def _sum(rows: QuerySet, by: str, what: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(by).annotate(total=Sum(what)).values("total")), 0)


def words_of(line: ClaimLine) -> LineWords:
    """A line of `with_sums` as its rules see it."""
    item, counts = line.item, line.live and not line.correction_of_id
    return LineWords(
        supplier=item.supplier,
        description=item.description,
        invoice_number=item.invoice_number,
        invoice_date=item.invoice_date,
        date_paid=item.date_paid,
        gross=item.gross,
        recoverable_vat=item.recoverable_vat,
        share=line.share,
        method=line.method,
        claimed=line.claimed,
        late_item=line.late_item,
        late_reason=line.late_reason,
        other_shares=line.item_shares - (line.share if counts else 0),
        other_claimed=line.item_claimed - ((line.claimed or 0) if counts else 0),
        correction=line.correction_of_id is not None,
        correctable=correctable(line) if line.correction_of_id else 0,
    )


def correctable(line: ClaimLine) -> int:
    """Pence that a correction line may still take back, its own amount not counted."""
    others = line.taken_back - ((line.claimed or 0) if line.live else 0)
    return max(0, (line.correction_of.approved or 0) + others)


def state_of(line: ClaimLine, terms: Terms, *, twins: tuple[str, ...] = ()) -> LineState:
    words = words_of(line)
    return LineState(
        pk=line.pk,
        number=line.number,
        label=label_of(line),
        project=line.budget_line.project_id,
        claimed=line.claimed,
        gaps=tuple(gaps(words)),
        faults=tuple(faults(words, terms)),
        evidence=line.evidence_count,
        evidence_due=line.evidence_due,
        correction=words.correction,
        invoice_date=words.invoice_date,
        date_paid=words.date_paid,
        twins=twins,
    )


def label_of(line: ClaimLine) -> str:
    """What a line is called beside its number: its supplier, and invoice where there is one."""
    return str(line.item) or "no supplier yet"
