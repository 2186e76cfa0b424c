"""Approved claims with items or files that look the same and that nobody has cleared (V15, V16)."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from django.db.models import Count

from claims.facts.lookalikes import cleared_pairs
from claims.models import ClaimLine, EvidenceLink, SpendItem
from claims.states import HAS_BEEN_APPROVED
from consortium.core.checks import ledger_check
from consortium.core.models.files import StoredFile

APPROVED = sorted(HAS_BEEN_APPROVED)
COUNTED = {"live": True, "correction_of__isnull": True, "claim__state__in": APPROVED}


@ledger_check("V15", "one file behind several items")
def same_file() -> Iterator[str]:
    """The same bytes sent again for another item: of that supplier, or by another member."""
    again = (
        StoredFile.objects.filter(owner_kind="claims.claim", ours=False)
        .order_by()
        .values("sha256")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    for sha in again.values_list("sha256", flat=True).iterator():
        links = EvidenceLink.objects.filter(
            evidence__file__sha256=sha,
            **{f"line__{name}": value for name, value in COUNTED.items()},
        ).select_related("line__item", "line__claim")
        by_item = {link.line.item_id: link for link in links}
        for one, other in _uncleared(by_item.values(), lambda link: link.line.item_id):
            if one.evidence_id != other.evidence_id and _matters(one.line.item, other.line.item):
                yield f"{one.line} and {other.line} carry the same file."


def _matters(one: SpendItem, other: SpendItem) -> bool:
    return one.organisation_id != other.organisation_id or one.supplier_key == other.supplier_key


@ledger_check("V16", "one invoice behind several items")
def same_invoice() -> Iterator[str]:
    """Member, supplier, invoice number and gross agree, and both are approved."""
    keys = ("organisation_id", "supplier_key", "invoice_key", "gross")
    again = (
        SpendItem.objects.exclude(invoice_key="")
        .exclude(supplier_key="")
        .exclude(gross=None)
        .order_by()
        .values(*keys)
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    for row in again.iterator():
        alike = {f"item__{key}": row[key] for key in keys}
        lines = ClaimLine.objects.filter(**alike, **COUNTED).select_related("item", "claim")
        by_item = {line.item_id: line for line in lines}
        for one, other in _uncleared(by_item.values(), lambda line: line.item_id):
            yield f"{one} and {other} claim the same invoice, {one.item}."


def _uncleared(rows: Iterable, item_of) -> Iterator[tuple]:
    rows = sorted(rows, key=item_of)
    cleared = cleared_pairs({item_of(row) for row in rows})
    for one, other in combinations(rows, 2):
        if frozenset({item_of(one), item_of(other)}) not in cleared:
            yield one, other
