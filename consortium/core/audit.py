"""The audit chain: who did what, when and why, in one chain that shows every change.

A row is written in the transaction of the act it tells about (AU1), numbered
without gaps and chained by SHA-256 over canonical JSON (AU4, AU5). The head row
is the last lock any verb takes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from .actor import Actor
from .canonical import canonical, instant, mask, plain
from .models.audit import AuditHead, AuditRow, PublishedHead

GENESIS = hashlib.sha256(b"consortium audit chain").hexdigest()
HASHED = (
    "sequence", "at", "actor_id", "real_actor_id", "hat", "actor_roles", "organisation_id", "ip",
    "request_id", "task", "action", "object_kind", "object_id", "object_label", "before", "after",
    "reason", "grant",
)  # fmt: skip
BATCH = 1000


def record(
    action: str,
    obj: Any,
    *,
    before: Mapping | None = None,
    after: Mapping | None = None,
    reason: str = "",
    grant: str = "",
    by: Actor,
) -> AuditRow:
    """Write one audit row about `obj`; must run inside `transaction.atomic`.

    `before` and `after` hold only what changed, without people's names; secrets
    and bank numbers are masked here. `grant` names the rule that let the actor
    act where that is not their role alone ("outside approver of claim 12").
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("audit.record needs transaction.atomic")
    values = describe(action, obj, before=before, after=after, reason=reason, grant=grant, by=by)
    head = _locked_head()
    row = _chained(values, head)
    row.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(sequence=row.sequence, row_hash=row.row_hash)
    return row


def describe(
    action: str,
    obj: Any,
    *,
    before: Mapping | None = None,
    after: Mapping | None = None,
    reason: str = "",
    grant: str = "",
    at=None,
    by: Actor,
) -> dict:
    """The fields of a row that is not yet in the chain, for `record` and `append_rows`.

    `at` is for rows written about the past by the benchmark's generator.
    """
    kind, object_id = kind_and_id(obj)
    return {
        "at": at or timezone.now(),
        **_who(by),
        "action": action,
        "object_kind": kind,
        "object_id": object_id,
        "object_label": plain(str(getattr(obj, "audit_label", "")))[:120],
        "before": None if before is None else plain(mask(before)),
        "after": None if after is None else plain(mask(after)),
        "reason": plain(reason.strip()),
        "grant": plain(grant),
    }


def _who(by: Actor) -> dict:
    return {
        "actor_id": by.user_id,
        "real_actor_id": by.impersonator_id or by.user_id,
        "hat": by.hat,
        "actor_roles": ",".join(sorted(str(role) for role in by.roles)),
        "organisation_id": by.organisation_id,
        "ip": plain(by.ip)[:45],
        "request_id": plain(by.request_id)[:64],
        "task": plain(by.task)[:120],
    }


def kind_and_id(obj: Any) -> tuple[str, str]:
    """("claims.claim", "12") of a record, or of a ("settings", "limits") pair."""
    if isinstance(obj, tuple):
        kind, object_id = obj
        return str(kind), str(object_id)
    return obj._meta.label_lower, str(obj.pk)


def row_hash(prev_hash: str, content: Mapping) -> str:
    """SHA-256 of the previous hash and the canonical JSON of the row's content."""
    return hashlib.sha256(prev_hash.encode() + canonical(content)).hexdigest()


def content_of(values: Mapping) -> dict:
    """What of a row is hashed: everything but the hashes themselves."""
    return {name: values[name] for name in HASHED if name != "at"} | {"at": instant(values["at"])}


def _locked_head() -> AuditHead:
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        start = AuditHead(pk=1, sequence=0, row_hash=GENESIS)
        AuditHead.objects.bulk_create([start], ignore_conflicts=True)
        head = AuditHead.objects.select_for_update().get(pk=1)
    return head


def _chained(values: Mapping, head: AuditHead) -> AuditRow:
    """The next row after `head`, which is moved on to it in memory."""
    content = {**values, "sequence": head.sequence + 1}
    row = AuditRow(
        **content, prev_hash=head.row_hash, row_hash=row_hash(head.row_hash, content_of(content))
    )
    head.sequence, head.row_hash = row.sequence, row.row_hash
    return row


@transaction.atomic
def append_rows(rows: Iterable[Mapping]) -> int:
    """Chain many described rows at once; gives how many. For bulk data only.

    The head is locked for the whole of it: everybody else's act waits.
    """
    head, count, batch = _locked_head(), 0, []
    for values in rows:
        batch.append(_chained(values, head))
        if len(batch) == BATCH:
            count += len(AuditRow.objects.bulk_create(batch))
            batch = []
    count += len(AuditRow.objects.bulk_create(batch))
    AuditHead.objects.filter(pk=1).update(sequence=head.sequence, row_hash=head.row_hash)
    return count


def history(obj: Any):
    """The rows about one record, oldest first (AU6)."""
    kind, object_id = kind_and_id(obj)
    return AuditRow.objects.filter(object_kind=kind, object_id=object_id).order_by("sequence")


def head() -> tuple[int, str]:
    """Number and hash of the last row, for the foot of what leaves the house."""
    return AuditHead.objects.values_list("sequence", "row_hash").first() or (0, GENESIS)


def publish_head(where: str) -> PublishedHead:
    """Remember that the present head leaves the house in `where` ("funder claim 3 v1")."""
    sequence, last_hash = head()
    return PublishedHead.objects.create(
        sequence=sequence, row_hash=last_hash, published_at=timezone.now(), where=where[:200]
    )
