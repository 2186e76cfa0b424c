"""Items and files that look the same, within a member and across members (M15)."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q

from claims.facts.twins import COUNTED
from claims.models import ClaimLine, DuplicateClearance, EvidenceLink
from claims.rules.facts import Twin
from claims.states import HAS_BEEN_SENT, ClaimState

SENT = sorted(HAS_BEEN_SENT - {ClaimState.REJECTED})


def same_items(lines: Sequence[ClaimLine]) -> dict[int, tuple[Twin, ...]]:
    """By item of `lines`: others with its supplier and invoice number.

    At the same member the gross amount must agree, too; at others it need not.
    """
    keyed = [line.item for line in lines if line.item.supplier_key and line.item.invoice_key]
    if not keyed:
        return {}
    others = (
        ClaimLine.objects.filter(
            live=True,
            correction_of__isnull=True,
            item__supplier_key__in={item.supplier_key for item in keyed},
            item__invoice_key__in={item.invoice_key for item in keyed},
            claim__state__in=COUNTED,
        )
        .select_related("item", "claim")
        .order_by("claim_id", "number")
    )
    pairs = [(line, other) for line in lines for other in others if _alike(line, other)]
    return _as_twins(pairs)


def _alike(line: ClaimLine, other: ClaimLine) -> bool:
    mine, theirs = line.item, other.item
    if mine.pk == theirs.pk or not mine.invoice_key or not mine.supplier_key:
        return False
    if (mine.supplier_key, mine.invoice_key) != (theirs.supplier_key, theirs.invoice_key):
        return False
    if mine.organisation_id == theirs.organisation_id:
        return mine.gross is not None and mine.gross == theirs.gross
    return other.claim.state in SENT


def same_files(lines: Sequence[ClaimLine]) -> dict[int, tuple[Twin, ...]]:
    """By item of `lines`: others that carry the very same file (SHA-256).

    One piece of evidence that its owner put on several lines of one claim, a bank
    statement say, does not count. A file on another supplier's item counts only
    where it is another member's.
    """
    by_line = {line.pk: line for line in lines}
    mine = list(
        EvidenceLink.objects.filter(line__in=list(by_line)).values_list(
            "line_id", "evidence_id", "evidence__file__sha256"
        )
    )
    if not mine:
        return {}
    others = list(
        EvidenceLink.objects.filter(
            evidence__file__sha256__in={sha for _, _, sha in mine},
            line__live=True,
            line__claim__state__in=COUNTED,
        )
        .exclude(evidence__in={evidence for _, evidence, _ in mine}, line__in=list(by_line))
        .select_related("line__item", "line__claim", "evidence__file")
        .order_by("line__claim_id", "line__number")
    )
    pairs = [
        (by_line[line_id], link.line)
        for line_id, evidence_id, sha in mine
        for link in others
        if link.evidence.file.sha256 == sha
        and link.evidence_id != evidence_id
        and _matters(by_line[line_id], link.line)
    ]
    return _as_twins(pairs)


def _matters(line: ClaimLine, other: ClaimLine) -> bool:
    if line.item_id == other.item_id:
        return False
    if line.item.organisation_id == other.item.organisation_id:
        return line.item.supplier_key == other.item.supplier_key
    return other.claim.state in SENT


def _as_twins(pairs: Sequence[tuple[ClaimLine, ClaimLine]]) -> dict[int, tuple[Twin, ...]]:
    if not pairs:
        return {}
    cleared = cleared_pairs({line.item_id for pair in pairs for line in pair})
    found: dict[int, dict[int, Twin]] = defaultdict(dict)
    for line, other in pairs:
        found[line.item_id].setdefault(
            other.item_id,
            Twin(
                item=other.item_id,
                where=_where(line, other),
                same_member=line.item.organisation_id == other.item.organisation_id,
                cleared=frozenset({line.item_id, other.item_id}) in cleared,
            ),
        )
    return {item: tuple(twins.values()) for item, twins in found.items()}


def cleared_pairs(items: set[int]) -> set[frozenset[int]]:
    """The pairs among `items` that a second person said are not the same."""
    found = DuplicateClearance.objects.filter(Q(item__in=items) & Q(other__in=items))
    return {frozenset(pair) for pair in found.values_list("item_id", "other_id")}


def _where(line: ClaimLine, other: ClaimLine) -> str:
    if line.claim_id == other.claim_id:
        return f"line {other.number}"
    return f"line {other.number} of {other.claim.reference}"
