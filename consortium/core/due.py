"""The clock as a table: what is due on which local day, each thing once (T1, T2, T6).

Beat only wakes `sweep`; after any downtime it catches up, late things flagged,
and a doubled run does nothing.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .audit import kind_and_id
from .models.due import DueItem

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class DueHandler:
    """What to do when a kind falls due. `coalesce`: a reminder that a later one replaces."""

    run: Callable[..., None]
    coalesce: bool = False


handlers: dict[str, DueHandler] = {}


def handles(kind: str, *, coalesce: bool = False) -> Callable:
    """Register `function(item, late)` for a kind of due item.

    It runs inside a transaction, with the item marked as handled in it, and must
    look at the object again: it may have moved on or vanished (T6). With
    `coalesce`, of several late reminders to one recipient about one object only
    the latest runs; leave it off where the handler does something of its own.
    """

    def register(function: Callable) -> Callable:
        handlers[kind] = DueHandler(function, coalesce)
        return function

    return register


def plan(kind: str, obj: Any, due: datetime.date, recipient: str = "") -> DueItem:
    """Note that `kind` falls due for `obj` on a local day; asked again, the same row.

    A cancelled row is taken up again; a handled one stays handled.
    """
    object_kind, object_id = kind_and_id(obj)
    item, created = DueItem.objects.get_or_create(
        kind=kind,
        object_kind=object_kind,
        object_id=object_id,
        recipient=recipient,
        due_at=due,
        defaults={"created_at": timezone.now()},
    )
    if not created and item.cancelled_at:
        item.cancelled_at = None
        item.save(update_fields=["cancelled_at"])
    return item


def plan_many(wanted: Iterable[tuple[str, Any, datetime.date, str]]) -> None:
    """`plan` for many (kind, obj, due, recipient) at once, in one statement a thousand."""
    now, items = timezone.now(), []
    for kind, obj, due, recipient in wanted:
        object_kind, object_id = kind_and_id(obj)
        items.append(
            DueItem(
                kind=kind,
                object_kind=object_kind,
                object_id=object_id,
                recipient=recipient,
                due_at=due,
                created_at=now,
            )
        )
    DueItem.objects.bulk_create(items, ignore_conflicts=True, batch_size=1000)


def cancel(kind: str | Iterable[str], obj: Any, *, recipient: str | None = None) -> int:
    """Call off what is still open of a kind, or of several, for `obj`; gives how many rows."""
    kinds = [kind] if isinstance(kind, str) else list(kind)
    object_kind, object_id = kind_and_id(obj)
    items = _open().filter(kind__in=kinds, object_kind=object_kind, object_id=object_id)
    if recipient is not None:
        items = items.filter(recipient=recipient)
    return items.update(cancelled_at=timezone.now())


def _open():
    return DueItem.objects.filter(handled_at__isnull=True, cancelled_at__isnull=True)


def sweep(table: Mapping[str, DueHandler] | None = None, *, today: datetime.date) -> int:
    """Handle everything due by `today`, oldest first; gives how many were handled.

    One that fails is rolled back, noted on its row and tried again by the next
    sweep; the others go on. A kind without a handler stays open and is logged.
    """
    table = handlers if table is None else table
    done = 0
    for item in list(_open().filter(due_at__lte=today).order_by("due_at", "id")):
        handler = table.get(item.kind)
        if handler is None:
            log.error("due_kind_without_handler", kind=item.kind, item_id=item.pk)
            continue
        done += _handle(item, handler, table, today)
    return done


def _handle(item: DueItem, handler: DueHandler, table: Mapping, today: datetime.date) -> bool:
    try:
        with transaction.atomic():
            newer = _newer_reminder(item, table, today) if handler.coalesce else None
            late = item.due_at < today
            if not _take(item, late=late, into=newer):
                return False
            if newer is None:
                handler.run(item, late)
        return True
    except Exception as error:  # one broken item must not hold up the rest
        log.exception("due_item_failed", kind=item.kind, item_id=item.pk)
        _open().filter(pk=item.pk).update(attempts=F("attempts") + 1, error=repr(error)[:500])
        return False


def _take(item: DueItem, *, late: bool, into: DueItem | None) -> bool:
    """Mark as handled by a conditional update; False when another sweep was quicker."""
    taken = (
        _open()
        .filter(pk=item.pk)
        .update(handled_at=timezone.now(), late=late, coalesced_into=into, error="")
    )
    item.refresh_from_db()
    return bool(taken)


def _newer_reminder(item: DueItem, table: Mapping, today: datetime.date) -> DueItem | None:
    """A later open reminder of the same object to the same recipient, due as well."""
    kinds = [kind for kind, handler in table.items() if handler.coalesce]
    same = _open().filter(
        kind__in=kinds,
        object_kind=item.object_kind,
        object_id=item.object_id,
        recipient=item.recipient,
        due_at__lte=today,
    )
    return (
        same.exclude(pk=item.pk).filter(due_at__gte=item.due_at).order_by("-due_at", "-id").first()
    )
