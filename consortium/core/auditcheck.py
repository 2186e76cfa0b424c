"""Proving the audit chain: from the first row to the head, and against what was published."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from . import audit, outbox
from .actor import SYSTEM
from .models.audit import AuditHead, AuditRow, PublishedHead
from .snapshot import read_snapshot

CHUNK = 2000


@dataclass(frozen=True)
class ChainProblem:
    """The first thing that is wrong, at a sequence number, in a sentence."""

    sequence: int
    message: str

    def __str__(self):
        return f"Row {self.sequence}: {self.message}"


def verify(*, published: Iterable[tuple[int, str]] = ()) -> tuple[int, list[ChainProblem]]:
    """Walk the whole chain in one read snapshot; gives rows read and problems, none if well.

    The first break is named and the walk ends there: what follows a break proves
    nothing. `published` are (sequence, hash) pairs from outside the database, e.g.
    the foot of a PDF; those the database remembers are compared as well.
    Memory does not grow with the chain.
    """
    with read_snapshot():
        expected = _expected_hashes(published)
        count, last_hash, problem = _walk(expected)
        problems = [problem] if problem else []
        if not problem:
            problems = list(_against_heads(count, last_hash, expected))
    return count, problems


def _expected_hashes(published: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    remembered = PublishedHead.objects.values_list("sequence", "row_hash")
    for sequence, row_hash in [*remembered.iterator(chunk_size=CHUNK), *published]:
        found.setdefault(sequence, set()).add(row_hash)
    return found


def _walk(expected: dict[int, set[str]]) -> tuple[int, str, ChainProblem | None]:
    columns = (*audit.HASHED, "prev_hash", "row_hash")
    sequence, last_hash = 0, audit.GENESIS
    rows = AuditRow.objects.order_by("sequence").values_list(*columns)
    for row in rows.iterator(chunk_size=CHUNK):
        values = dict(zip(columns, row, strict=True))
        message = _broken(values, sequence, last_hash, expected)
        if message:
            return sequence, last_hash, ChainProblem(min(sequence + 1, values["sequence"]), message)
        sequence, last_hash = values["sequence"], values["row_hash"]
    return sequence, last_hash, None


def _broken(values: dict, sequence: int, last_hash: str, expected: dict) -> str:
    found = values["sequence"]
    if found != sequence + 1:
        return f"is missing; the next row there is has the number {found}."
    if values["prev_hash"] != last_hash:
        return "does not follow from the row before it."
    if audit.row_hash(last_hash, audit.content_of(values)) != values["row_hash"]:
        return "was changed after it was written."
    if expected.get(found, {values["row_hash"]}) != {values["row_hash"]}:
        return "differs from the head that was published."
    return ""


def _against_heads(count: int, last_hash: str, expected: dict) -> Iterator[ChainProblem]:
    """The chain's end against the head row and against everything published."""
    head = AuditHead.objects.first()
    end = (head.sequence, head.row_hash) if head else (0, audit.GENESIS)
    if end != (count, last_hash):
        yield ChainProblem(
            count + 1, f"is missing: the head says {end[0]} rows, the chain has {count}."
        )
    beyond = max(expected, default=0)
    if beyond > count:
        yield ChainProblem(
            count + 1, f"is missing: row {beyond} was published, the chain ends at {count}."
        )


def publish_daily(*, today: datetime.date) -> PublishedHead:
    """Publish the head once a day and mail it to AUDIT_HEAD_TO, outside the system (AU4)."""
    where = f"daily {today.isoformat()}"
    earlier = PublishedHead.objects.filter(where=where).first()
    published = earlier or audit.publish_head(where)
    for address in getattr(settings, "AUDIT_HEAD_TO", []):
        outbox.notify(
            "audit.head",
            None,
            email=address,
            subject=f"Audit record of {today:%-d %B %Y}: {published.sequence} entries",
            template="audit_head",
            context={"sequence": published.sequence, "row_hash": published.row_hash, "day": today},
            due_key=where,
            by=SYSTEM,
        )
    return published
