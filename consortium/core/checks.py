"""The checks of `manage.py verify_ledger`: sentences that must be true of the whole database.

An app keeps its own in `<app>/checks.py`, decorated with their number and name.
Each yields what is wrong, in words, and nothing when all is well.
"""

import datetime
import re
import time
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from . import appendonly, auditcheck, filechecks, outbox
from .models import DueItem, Job, Message, StoredFile
from .snapshot import read_snapshot

SHOWN = 50
NAME_LIMIT = 63  # PostgreSQL cuts longer names
Check = Callable[[], Iterable[str]]
_checks: dict[str, list[tuple[str, Check]]] = {}


@dataclass(frozen=True)
class Finding:
    """One check's outcome: the first fifty problems and how many there are."""

    code: str
    title: str
    problems: list[str] = field(default_factory=list)
    count: int = 0
    seconds: float = 0.0


def ledger_check(code: str, title: str) -> Callable[[Check], Check]:
    """Register a check: `@ledger_check("V01", "unbalanced journals")`."""

    def register(function: Check) -> Check:
        _checks.setdefault(code, []).append((title, function))
        return function

    return register


def run_checks(*, only: Iterable[str] = (), leave_out: Iterable[str] = ()) -> list[Finding]:
    """Run the checks of every app in one read snapshot, in the order of their numbers."""
    autodiscover_modules("checks")
    wanted, unwanted = set(only), set(leave_out)
    with read_snapshot():
        return [
            _run(code, title, function)
            for code in sorted(_checks)
            if (not wanted or code in wanted) and code not in unwanted
            for title, function in _checks[code]
        ]


def _run(code: str, title: str, function: Check) -> Finding:
    started, problems, count = time.monotonic(), [], 0
    for problem in function():
        count += 1
        if count <= SHOWN:
            problems.append(str(problem))
    return Finding(code, title, problems, count, round(time.monotonic() - started, 3))


@ledger_check("V26", "stored files that are not as they were")
def changed_files() -> Iterator[str]:
    files = StoredFile.objects.exclude(state=StoredFile.State.TOMBSTONED)
    for stored in files.iterator(chunk_size=500):
        if how := filechecks.problem_with(stored):
            yield f"File {stored.pk} is {how}."


@ledger_check("V27", "audit chain")
def broken_audit_chain() -> Iterator[str]:
    yield from map(str, auditcheck.verify()[1])


@ledger_check("V29", "reminders and mail that did not go out")
def late_mail() -> Iterator[str]:
    waiting_since = outbox.oldest_waiting()
    if waiting_since and waiting_since < timezone.now() - datetime.timedelta(days=1):
        yield f"Mail waits since {waiting_since:%Y-%m-%d %H:%M}."
    failed = Message.objects.filter(state=Message.State.FAILED).count()
    if failed:
        yield f"{failed} mails could not be sent."
    broken = DueItem.objects.filter(handled_at=None, cancelled_at=None, attempts__gte=3)
    for item in broken.iterator():
        yield f"Due item {item.pk} ({item.kind}) failed {item.attempts} times: {item.error}"


@ledger_check("V30", "work that is stuck")
def stuck_work() -> Iterator[str]:
    since = timezone.now() - datetime.timedelta(days=1)
    for message in Message.objects.filter(state=Message.State.SENDING, claimed_at__lt=since):
        yield f"Message {message.pk} is being sent since {message.claimed_at:%Y-%m-%d %H:%M}."
    unfinished = [Job.State.WAITING, Job.State.RUNNING]
    for job in Job.objects.filter(state__in=unfinished, created_at__lt=since):
        yield f"Job {job.pk} ({job.kind}) is {job.state} since {job.created_at:%Y-%m-%d %H:%M}."


@ledger_check("V34", "triggers and constraints that are missing")
def missing_guards() -> Iterator[str]:
    for name in appendonly.missing_triggers():
        yield f"Trigger {name} is missing."
    with connection.cursor() as cursor:
        for model in apps.get_models():
            meta = model._meta
            if not meta.managed or meta.proxy or not (meta.constraints or meta.indexes):
                continue
            found = _guards_of(cursor, meta.db_table)
            for wanted in (*meta.constraints, *meta.indexes):
                if wanted.name not in found and wanted.name[:NAME_LIMIT] not in found:
                    yield f"{wanted.name} of {meta.db_table} is missing."


def _guards_of(cursor, table: str) -> Container[str]:
    """The names of a table's constraints and indexes.

    Django's reading of SQLite tables stumbles over a CHECK that lists values, so
    there the names are looked for in the statements that made the table.
    """
    if connection.vendor != "sqlite":
        return set(connection.introspection.get_constraints(cursor, table))
    cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s", [table])
    return set(re.findall(r'"([^"]+)"', " ".join(sql for (sql,) in cursor.fetchall() if sql)))
