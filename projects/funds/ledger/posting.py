"""Posting a journal, and reversing one."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.canonical import canonical
from consortium.core.periods import Quarter
from consortium.core.workflow import Refused
from projects.funds.models import Journal, JournalCounter, JournalLine, Period
from projects.funds.rules import balance_change, cash_change, faults_of
from projects.funds.states import TAKES_POSTINGS, JournalKind, JournalState, Side

from . import positions
from .entries import Entry


def post(
    kind: str,
    entries: Iterable[Entry],
    *,
    effective: date,
    description: str,
    cause: Any = None,
    cause_url: str = "",
    reverses: Journal | None = None,
    reason: str = "",
    by: Actor,
) -> Journal:
    """Post one journal, or raise `Refused` with all its faults, or `Short`.

    Must run inside `transaction.atomic`. Locks the funds in the order of their
    ids; the verb has taken that lock already and the locks that follow it, for
    the journal's number and the audit head are held from here to the end.
    `effective` is the local day on which the entry counts.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("ledger.post needs transaction.atomic")
    lines = list(entries)
    funds = positions.lock_funds(line.fund.pk for line in lines)
    faults = [*faults_of(lines), *_strangers(lines), *_closed(effective)]
    if faults:
        raise Refused(faults)
    changes = _changes(lines)
    positions.check_cover(funds, changes, effective)
    journal = _draft(kind, effective, description, cause, cause_url, reverses)
    digest = _write_lines(journal, lines)
    _flip(journal, by)
    _keep_sums(journal, lines, changes)
    _record(journal, lines, digest, reason, by)
    return journal


def reverse(journal: Journal, *, effective: date, reason: str, by: Actor) -> Journal:
    """Post the mirror image of a journal; `Refused` where it was reversed before (M10)."""
    if not reason.strip():
        raise Refused("Say why the journal is reversed.")
    lines = list(
        journal.lines.select_related("fund", "grant", "organisation", "heading").order_by("pk")
    )
    positions.lock_funds(line.fund_id for line in lines)
    journal = Journal.objects.get(pk=journal.pk)
    against = _not_reversible(journal)
    if against:
        raise Refused(against)
    return post(
        JournalKind.REVERSAL,
        [_mirrored(line) for line in lines],
        effective=effective,
        description=f"Reversal of journal {journal.number}: {journal.description}"[:240],
        cause=journal,
        reverses=journal,
        reason=reason,
        by=by,
    )


def _not_reversible(journal: Journal) -> str:
    if journal.state != JournalState.POSTED:
        return "Only a posted journal can be reversed."
    if journal.kind == JournalKind.REVERSAL:
        return "A reversal is not reversed. Post the entry again instead."
    if Journal.objects.filter(reverses=journal).exists():
        return f"Journal {journal.number} is reversed already."
    return ""


def _mirrored(line: JournalLine) -> Entry:
    return Entry(
        fund=line.fund,
        account=line.account,
        side=Side.CREDIT if line.side == Side.DEBIT else Side.DEBIT,
        amount=line.amount,
        grant=line.grant,
        organisation=line.organisation,
        heading=line.heading,
        project_number=line.project_number,
    )


def _strangers(lines: Sequence[Entry]) -> list[str]:
    """A fund pays only for the grants it holds (M6)."""
    return sorted(
        {
            f"{line.grant} is not paid out of {line.fund}."
            for line in lines
            if line.grant is not None and line.grant.fund_id != line.fund.pk
        }
    )


def _closed(effective: date) -> list[str]:
    """Why nothing can be dated that day; the trigger on the flip asks again (M9)."""
    period = Period.objects.filter(starts__lte=effective, ends__gte=effective).first()
    day = f"{effective.day} {effective:%B %Y}"
    if period is None:
        return [f"The books have no period for {day} yet."]
    if period.state not in TAKES_POSTINGS:
        label = Quarter.parse(period.quarter).label
        return [f"The books of {label} are closed, so nothing can be dated {day}."]
    return []


def _changes(lines: Sequence[Entry]) -> dict[int, tuple[int, int]]:
    """{fund id: (balance change, cash change)} in pence."""
    changes: dict[int, tuple[int, int]] = {}
    for line in lines:
        balance, cash = changes.get(line.fund.pk, (0, 0))
        changes[line.fund.pk] = (
            balance + balance_change(line.account, line.side, line.amount),
            cash + cash_change(line.account, line.side, line.amount),
        )
    return changes


def next_number() -> int:
    """The next journal number; the counter stays locked until the transaction ends."""
    if not JournalCounter.objects.filter(pk=1).update(last=F("last") + 1):
        JournalCounter.objects.bulk_create([JournalCounter(pk=1)], ignore_conflicts=True)
        JournalCounter.objects.filter(pk=1).update(last=F("last") + 1)
    return JournalCounter.objects.values_list("last", flat=True).get(pk=1)


def _draft(kind, effective, description, cause, cause_url, reverses) -> Journal:
    return Journal.objects.create(
        number=next_number(),
        kind=JournalKind(kind),
        effective=effective,
        quarter=Quarter.containing(effective).code,
        description=description,
        cause_kind=cause._meta.label_lower[:40] if cause is not None else "",
        cause_id=_pk(cause),
        cause_label=str(cause)[:120] if cause is not None else "",
        cause_url=cause_url,
        reverses=reverses,
    )


def _write_lines(journal: Journal, lines: Sequence[Entry]) -> str:
    """Write the lines and give a digest of them for the audit row."""
    rows = [
        JournalLine(
            journal=journal,
            fund_id=line.fund.pk,
            account=line.account,
            side=line.side,
            amount=line.amount,
            effective=journal.effective,
            grant_id=_pk(line.grant),
            organisation_id=_pk(line.organisation),
            heading_id=_pk(line.heading),
            project_number=line.project_number,
        )
        for line in lines
    ]
    JournalLine.objects.bulk_create(rows)
    return digest_of(rows)


DIGESTED = (
    "fund_id", "account", "side", "amount", "grant_id", "organisation_id", "heading_id",
    "project_number",
)  # fmt: skip


def digest_of(lines: Iterable[JournalLine]) -> str:
    """SHA-256 of what a journal's lines say, in any order: the audit chain keeps it."""
    return digest_of_rows(tuple(getattr(line, name) for name in DIGESTED) for line in lines)


def digest_of_rows(rows: Iterable[tuple]) -> str:
    """The same of plain values in the order of `DIGESTED`, for who reads very many."""
    content = sorted(
        [fund, str(account), str(side), amount, *(number or 0 for number in numbers)]
        for fund, account, side, amount, *numbers in rows
    )
    return hashlib.sha256(canonical(content)).hexdigest()


def _pk(record) -> int | None:
    return None if record is None else record.pk


def _flip(journal: Journal, by: Actor) -> None:
    """Draft to posted: from here on the database lets nothing about it change (M2)."""
    journal.state = JournalState.POSTED
    journal.posted_at = clock.now()
    journal.posted_by_id = by.user_id
    try:
        journal.save(update_fields=["state", "posted_at", "posted_by_id"])
    except IntegrityError as error:
        # Most likely the period was closed while this waited; the trigger says which rule.
        raise Refused(str(error.__cause__ or error).split("\n")[0]) from error


def _keep_sums(journal: Journal, lines: Sequence[Entry], changes) -> None:
    """The running rows of funds and grants, in the transaction of their lines (M4)."""
    funds: dict[tuple, list[int]] = {}
    grants: dict[tuple, list[int]] = {}
    for line in lines:
        for quarter in ("", journal.quarter):
            _add(funds, (line.fund.pk, quarter, str(line.account)), line)
            if line.grant is not None:
                _add(grants, (line.grant.pk, quarter, str(line.account)), line)
    positions.add_to_balances("funds_balance", "fund_id", funds)
    positions.add_to_balances("funds_grantbalance", "grant_id", grants)
    positions.move_positions(changes)


def _add(sums: dict[tuple, list[int]], key: tuple, line: Entry) -> None:
    sums.setdefault(key, [0, 0])[0 if line.side == Side.DEBIT else 1] += line.amount


def _record(journal: Journal, lines: Sequence[Entry], digest: str, reason: str, by: Actor) -> None:
    after = {
        "number": journal.number,
        "kind": journal.kind,
        "effective": journal.effective,
        "lines": len(lines),
        "debits": sum(line.amount for line in lines if line.side == Side.DEBIT),
        "sha256": digest,
    }
    if journal.reverses_id:
        after["reverses"] = journal.reverses.number
    audit.record("journal.posted", journal, after=after, reason=reason, by=by)
