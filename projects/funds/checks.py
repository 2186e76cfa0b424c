"""What `verify_ledger` asks of the books: each sum once more from the lines, in plain SQL.

Every check is one pass over the lines in the database, or reads only the kept
rows; nothing is loaded whole.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from django.db import connection
from django.db.models import Count, F, Max, Q

from consortium.core import clock
from consortium.core.checks import ledger_check
from consortium.core.models import AuditRow
from consortium.core.money import format_pence
from consortium.core.periods import Quarter

from . import ledger
from .models import (
    Balance,
    Fund,
    Grant,
    GrantBalance,
    Journal,
    JournalCounter,
    JournalLine,
    Period,
    Position,
)
from .rules import beyond_leave
from .states import (
    ASSETS,
    LIABILITIES,
    RESULT_ACCOUNTS,
    Account,
    JournalKind,
    JournalState,
    PeriodState,
)

SIGNED = "SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END)"
LINES = "FROM funds_journalline l JOIN funds_journal j ON j.id = l.journal_id"


def _rows(sql: str, *params) -> Iterator[tuple]:
    """The rows of a query, a few thousand at a time."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(2000):
            yield from rows


@ledger_check("V01", "unbalanced journals")
def unbalanced_journals() -> Iterator[str]:
    sums = f"SELECT l.journal_id, {SIGNED}, COUNT(*) FROM funds_journalline l GROUP BY l.journal_id"
    for pk, left, lines in _rows(f"{sums} HAVING {SIGNED} <> 0 OR COUNT(*) < 2"):
        if left:
            yield f"{_named(pk)}: debits and credits differ by {format_pence(abs(int(left)))}."
        else:
            yield f"{_named(pk)} has {lines} line."
    for journal in Journal.objects.filter(state=JournalState.DRAFT).iterator():
        yield f"Journal {journal.number} was left a draft."


def _named(pk: int) -> str:
    """Asked only of journals that are wrong: the sums read nothing but lines."""
    number = Journal.objects.filter(pk=pk).values_list("number", flat=True).first()
    return f"Journal {number}" if number else f"Journal with id {pk}"


@ledger_check("V01", "journals without lines, and gaps in their numbers")
def gaps_in_numbers() -> Iterator[str]:
    for journal in Journal.objects.filter(lines__isnull=True).order_by("number").iterator():
        yield f"Journal {journal.number} has no lines."
    found = Journal.objects.aggregate(count=Count("id"), last=Max("number"))
    last = found["last"] or 0
    if found["count"] != last:
        yield f"There are {found['count']} journals, but the last has number {last}."
    kept = JournalCounter.objects.values_list("last", flat=True).first() or 0
    if kept != last:
        yield f"The next journal would be {kept + 1}, but the last has number {last}."


@ledger_check("V02", "journals that do not balance in each fund")
def journals_unbalanced_in_a_fund() -> Iterator[str]:
    sql = (
        f"SELECT l.journal_id, l.fund_id, {SIGNED} FROM funds_journalline l "
        f"GROUP BY l.journal_id, l.fund_id HAVING {SIGNED} <> 0"
    )
    for pk, fund_id, left in _rows(sql):
        yield f"{_named(pk)}: {format_pence(abs(int(left)))} differ in fund {fund_id}."


Kept = dict[tuple[int, str, str], list[int]]


def _summed() -> tuple[Kept, Kept]:
    """{(owner id, quarter or "", account): [debits, credits]} of funds and of grants: one pass."""
    sql = (
        "SELECT l.fund_id, l.grant_id, j.quarter, l.account, "
        "SUM(CASE l.side WHEN 'D' THEN l.amount ELSE 0 END), "
        "SUM(CASE l.side WHEN 'C' THEN l.amount ELSE 0 END) "
        f"{LINES} WHERE j.state = 'posted' GROUP BY l.fund_id, l.grant_id, j.quarter, l.account"
    )
    funds: Kept = {}
    grants: Kept = {}
    for fund_id, grant_id, quarter, account, debits, credits in _rows(sql):
        for kept, owner in ((funds, fund_id), (grants, grant_id)):
            if owner is None:
                continue
            for code in ("", quarter):
                sums = kept.setdefault((owner, code, account), [0, 0])
                sums[0] += int(debits)
                sums[1] += int(credits)
    return funds, grants


def _compared(stored: Iterable[tuple], sums: dict, name) -> Iterator[str]:
    """Stored rows (owner id, quarter, account, debits, credits) beside their sums."""
    for key, quarter, account, *kept in stored:
        found = sums.pop((key, quarter, account), [0, 0])
        if found != kept:
            where = f"{name(key)}, {Account(account).label.lower()}, {quarter or 'whole life'}"
            yield (
                f"{where}: kept {format_pence(kept[0])} and {format_pence(kept[1])}, "
                f"but the lines make {format_pence(found[0])} and {format_pence(found[1])}."
            )
    for (key, quarter, account), _ in sums.items():
        yield f"{name(key)}, {account}, {quarter or 'whole life'}: there is no kept sum."


COLUMNS = ("quarter", "account", "debits", "credits")


@ledger_check("V03", "kept balances of funds and grants that are not the sum of the lines")
def balances_off() -> Iterator[str]:
    names = dict(Fund.objects.values_list("pk", "name"))
    grants = dict(Grant.objects.values_list("pk", "name"))
    of_funds, of_grants = _summed()
    yield from _positions_off(names, of_funds)
    kept = Balance.objects.values_list("fund_id", *COLUMNS).iterator()
    yield from _compared(kept, of_funds, lambda key: names.get(key, f"fund {key}"))
    kept = GrantBalance.objects.values_list("grant_id", *COLUMNS).iterator()
    yield from _compared(kept, of_grants, lambda key: grants.get(key, f"grant {key}"))


def _positions_off(names: dict[int, str], sums: dict) -> Iterator[str]:
    kept = {row.fund_id: row for row in Position.objects.all()}
    for fund_id, name in names.items():

        def net(accounts, fund_id=fund_id) -> int:
            found = [sums.get((fund_id, "", account), (0, 0)) for account in accounts]
            return sum(debits - credits for debits, credits in found)

        row = kept.get(fund_id) or Position(fund_id=fund_id)
        cash, balance = net([Account.CASH]), -net(RESULT_ACCOUNTS)
        if row.cash != cash:
            yield f"{name}: cash kept {format_pence(row.cash)}, lines {format_pence(cash)}."
        if row.balance != balance:
            yield (
                f"{name}: balance kept {format_pence(row.balance)}, lines {format_pence(balance)}."
            )


@ledger_check("V04", "days on which a fund was overdrawn without approval")
def overdrawn_days() -> Iterator[str]:
    names = dict(Fund.objects.values_list("pk", "name"))
    leaves, today = ledger.leaves_of(names), clock.today()
    for fund_id, standings in _standings_by_day():
        for what, days in standings.items():
            for day, amount, allowed in beyond_leave(days, leaves.get(fund_id, []), today):
                leave = f", {format_pence(allowed)} allowed" if allowed else ""
                yield (
                    f"{names.get(fund_id, fund_id)}: {what} {format_pence(amount)} "
                    f"on {day.isoformat()}{leave}."
                )


def _standings_by_day() -> Iterator[tuple[int, dict[str, list[tuple[date, int]]]]]:
    """(fund id, {"cash" and "balance": [(day, sum from that day on)]}), in order of days."""
    results = ", ".join(f"'{account}'" for account in sorted(RESULT_ACCOUNTS))
    sql = (
        "SELECT l.fund_id, l.effective, "
        "SUM(CASE WHEN l.account <> 'cash' THEN 0 "
        "WHEN l.side = 'D' THEN l.amount ELSE -l.amount END), "
        f"SUM(CASE WHEN l.account NOT IN ({results}) THEN 0 "
        "WHEN l.side = 'C' THEN l.amount ELSE -l.amount END) "
        f"{LINES} WHERE j.state = 'posted' "
        "GROUP BY l.fund_id, l.effective ORDER BY l.fund_id, l.effective"
    )
    for fund_id, days in groupby(_rows(sql), key=lambda row: row[0]):
        cash = balance = 0
        found: dict[str, list[tuple[date, int]]] = {"cash": [], "balance": []}
        for _, day, cash_moved, balance_moved in days:
            cash, balance = cash + int(cash_moved), balance + int(balance_moved)
            day = day if isinstance(day, date) else date.fromisoformat(str(day))
            found["cash"].append((day, cash))
            found["balance"].append((day, balance))
        yield fund_id, found


@ledger_check("V04", "leave to be overdrawn that nobody approved")
def leave_without_approval() -> Iterator[str]:
    """The database's own limit against every approval that was ever agreed."""
    rows = list(Position.objects.filter(overdraft__gt=0).select_related("fund"))
    leaves = ledger.leaves_of(row.fund_id for row in rows)
    for row in rows:
        most = max((one.limit for one in leaves.get(row.fund_id, [])), default=0)
        if row.overdraft > most:
            yield (
                f"{row.fund}: may stand {format_pence(row.overdraft)} below nothing, "
                f"approved were {format_pence(most)}."
            )


@ledger_check("V05", "postings into closed or missing periods")
def postings_into_closed_periods() -> Iterator[str]:
    late = Journal.objects.filter(
        quarter__in=Period.objects.filter(state=PeriodState.CLOSED).values("quarter")
    )
    closed = dict(
        Period.objects.filter(state=PeriodState.CLOSED).values_list("quarter", "closed_at")
    )
    for quarter, closed_at in closed.items():
        for journal in late.filter(quarter=quarter, posted_at__gt=closed_at).iterator():
            yield f"Journal {journal.number} was posted into {quarter} after it was closed."
    sql = (
        "SELECT j.number, j.effective FROM funds_journal j LEFT JOIN funds_period p "
        "ON p.quarter = j.quarter WHERE p.id IS NULL "
        "OR j.effective < p.starts OR j.effective > p.ends"
    )
    for number, day in _rows(sql):
        yield f"Journal {number} of {day} stands in another period than its date."


@ledger_check("V05", "lines dated otherwise than their journal")
def lines_of_another_day() -> Iterator[str]:
    off = JournalLine.objects.exclude(effective=F("journal__effective"))
    for line in off.select_related("journal").iterator():
        yield f"A line of journal {line.journal.number} is dated {line.effective}."


@ledger_check("V06", "reversals that are not the mirror image")
def crooked_reversals() -> Iterator[str]:
    keys = "l.fund_id, l.account, l.grant_id, l.organisation_id, l.heading_id, l.project_number"
    sql = (
        f"SELECT DISTINCT r.number, j.number FROM funds_journal r "
        "JOIN funds_journal j ON j.id = r.reverses_id "
        "JOIN funds_journalline l ON l.journal_id IN (r.id, j.id) "
        f"WHERE r.kind = 'reversal' GROUP BY r.id, r.number, j.number, {keys} "
        f"HAVING {SIGNED} <> 0"
    )
    for number, of in _rows(sql):
        yield f"Journal {number} does not take back journal {of} line by line."
    twice = Journal.objects.exclude(reverses=None).values("reverses").annotate(n=Count("id"))
    for row in twice.filter(n__gt=1):
        yield f"A journal (id {row['reverses']}) is reversed {row['n']} times."
    without = Journal.objects.filter(kind=JournalKind.REVERSAL, reverses=None)
    for journal in without:
        yield f"Journal {journal.number} reverses nothing."


@ledger_check("V28", "journals that are not as the audit chain recorded them")
def journals_not_as_recorded() -> Iterator[str]:
    """A penny moved on both sides still balances; the digest in the chain knows."""
    posted = Journal.objects.filter(state=JournalState.POSTED).order_by("pk")
    for batch in _batches(posted.values_list("pk", "number"), 1000):
        recorded = _recorded(list(batch))
        digests = _digests(list(batch))
        for pk, number in batch.items():
            if pk not in recorded:
                yield f"Journal {number} has no row in the audit chain."
            elif recorded[pk] not in ("", digests.get(pk)):
                yield f"Journal {number} has other lines than when it was posted."


def _batches(journals, size: int) -> Iterator[dict[int, int]]:
    last = 0
    while batch := dict(journals.filter(pk__gt=last)[:size]):
        yield batch
        last = max(batch)


def _recorded(ids: list[int]) -> dict[int, str]:
    """{journal id: digest of its lines}, "" where the row has none."""
    rows = AuditRow.objects.filter(
        object_kind="funds.journal",
        object_id__in=[str(pk) for pk in ids],
        action="journal.posted",
    )
    found = rows.order_by().values_list("object_id", "after")
    return {int(pk): (after or {}).get("sha256", "") for pk, after in found.iterator()}


def _digests(ids: list[int]) -> dict[int, str]:
    """{journal id: digest} of the lines as they are now."""
    lines = JournalLine.objects.filter(journal__in=ids).order_by("journal_id")
    rows = lines.values_list("journal_id", *ledger.DIGESTED).iterator(chunk_size=5000)
    return {
        pk: ledger.digest_of_rows(row[1:] for row in group)
        for pk, group in groupby(rows, key=lambda row: row[0])
    }


@ledger_check("V32", "sums that do not cast or cross-cast")
def sums_that_do_not_cast() -> Iterator[str]:
    """Quarters make the whole life; assets less liabilities are the balance; transfers are nil."""
    life: dict[tuple[int, str], int] = {}
    quarters: dict[tuple[int, str], int] = {}
    transfers: dict[str, int] = {}
    for row in Balance.objects.all().iterator():
        net = row.debits - row.credits
        sums = quarters if row.quarter else life
        sums[row.fund_id, row.account] = sums.get((row.fund_id, row.account), 0) + net
        if row.quarter and row.account in (Account.TRANSFERS, Account.INTER_FUND):
            key = f"{Account(row.account).label}, {Quarter.parse(row.quarter).short}"
            transfers[key] = transfers.get(key, 0) + net
    names = dict(Fund.objects.values_list("pk", "name"))
    for key in sorted({*life, *quarters}):
        if life.get(key, 0) != quarters.get(key, 0):
            yield f"{names.get(key[0], key[0])}, {key[1]}: the quarters do not make the whole."
    for name, left in transfers.items():
        if left:
            yield f"{name}: {format_pence(left)} over all funds, where nothing should be left."
    yield from _worth_off(names, life)


def _worth_off(names: dict[int, str], life: dict[tuple[int, str], int]) -> Iterator[str]:
    positions = dict(Position.objects.values_list("fund_id", "balance"))
    for fund_id, name in names.items():
        worth = sum(
            net
            for (key, account), net in life.items()
            if key == fund_id and account in ASSETS | LIABILITIES
        )
        if worth != positions.get(fund_id, 0):
            yield (
                f"{name}: assets less liabilities are {format_pence(worth)}, "
                f"the balance is {format_pence(positions.get(fund_id, 0))}."
            )


@ledger_check("V32", "lines of a grant in a fund that does not hold it")
def strangers_in_a_fund() -> Iterator[str]:
    off = JournalLine.objects.filter(~Q(grant=None)).exclude(grant__fund=F("fund"))
    for line in off.select_related("journal", "grant", "fund").iterator():
        yield f"Journal {line.journal.number} pays for {line.grant} out of {line.fund}."
