"""Spend items of one member that look the same (M15)."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from claims.models import ClaimLine, DuplicateClearance
from claims.rules.lines import key_of
from claims.states import ClaimState

NOT_COUNTED = [ClaimState.REJECTED, ClaimState.WITHDRAWN]
COUNTED = sorted(set(ClaimState) - set(NOT_COUNTED))


def look_alikes(lines: Iterable[ClaimLine], *, organisation_id: int) -> dict[int, tuple[str, ...]]:
    """By item: where else the member has claimed the same supplier, invoice number and gross.

    Only items with an invoice number are compared; pairs that a second person has
    cleared are left out. One query, or none, and one for the clearances of what it found.
    """
    wanted = {key: line.item_id for line in lines if (key := _key(line.item))}
    if not wanted:
        return {}
    suppliers = {supplier for supplier, _, _ in wanted}
    invoices = {invoice for _, invoice, _ in wanted}
    others = (
        ClaimLine.objects.filter(
            item__organisation_id=organisation_id,
            item__supplier_key__in=suppliers,
            item__invoice_key__in=invoices,
            correction_of__isnull=True,
        )
        .exclude(claim__state__in=NOT_COUNTED)
        .select_related("item", "claim")
        .order_by("claim_id", "number")
    )
    found = [(line, other) for line in lines for other in others if _same(line, other)]
    return _uncleared(found)


def _key(item) -> tuple[str, str, int] | None:
    if not (item.supplier_key and item.invoice_key and item.gross):
        return None
    return item.supplier_key, item.invoice_key, item.gross


def _same(line: ClaimLine, other: ClaimLine) -> bool:
    key = _key(line.item)
    return key is not None and line.item_id != other.item_id and key == _key(other.item)


def _uncleared(pairs) -> dict[int, tuple[str, ...]]:
    if not pairs:
        return {}
    items = {line.item_id for line, _ in pairs} | {other.item_id for _, other in pairs}
    cleared = set(
        DuplicateClearance.objects.filter(Q(item__in=items) & Q(other__in=items)).values_list(
            "item_id", "other_id"
        )
    )
    found: dict[int, list[str]] = defaultdict(list)
    for line, other in pairs:
        pair = (line.item_id, other.item_id)
        if pair not in cleared and pair[::-1] not in cleared:
            where = f"line {other.number}"
            if other.claim_id != line.claim_id:
                where += f" of {other.claim.reference}"
            found[line.item_id].append(where)
    return {item: tuple(dict.fromkeys(where)) for item, where in found.items()}


def same_as(entry, *, organisation_id: int) -> list[ClaimLine]:
    """Lines of the member that claim the same supplier, invoice number and gross as `entry`."""
    supplier, invoice = key_of(entry.supplier), key_of(entry.invoice_number)
    if not (supplier and invoice and entry.gross):
        return []
    found = ClaimLine.objects.filter(
        item__organisation_id=organisation_id,
        item__supplier_key=supplier,
        item__invoice_key=invoice,
        item__gross=entry.gross,
        correction_of__isnull=True,
        live=True,
    )
    return list(found.select_related("item", "claim").order_by("claim_id", "number")[:5])
