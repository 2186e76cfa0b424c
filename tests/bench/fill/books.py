"""Journals in bulk: the entries and digests of `ledger`, the sums that it keeps."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection

from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.periods import Quarter
from projects.funds import ledger
from projects.funds.models import (
    Balance,
    GrantBalance,
    Journal,
    JournalCounter,
    JournalLine,
    Position,
)
from projects.funds.rules import balance_change, cash_change

from .people import instant
from .tables import Table


class Row(NamedTuple):
    """A line as `ledger.digest_of` reads it."""

    fund_id: int
    account: str
    side: str
    amount: int
    grant_id: int | None
    organisation_id: int | None
    heading_id: int | None
    project_number: int | None


class Books:
    """Journals are inserted as drafts and posted by one statement a quarter.

    So every trigger fires as it does for `ledger.post`: the database itself reads
    each journal once more, and nothing is opened or switched off.
    """

    def __init__(self):
        self.journal = Table(
            Journal, "number", "kind", "effective", "quarter", "description", "cause_kind",
            "cause_id", "cause_label", "cause_url", "posted_at", "posted_by_id",
        )  # fmt: skip
        self.line = Table(
            JournalLine, "journal_id", "fund_id", "account", "side", "amount", "effective",
            "grant_id", "organisation_id", "heading_id", "project_number",
            after=self.journal,
        )  # fmt: skip
        self.tables = [self.journal, self.line]
        self.number = 0
        self.funds: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
        self.grants: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])

    def draft(
        self,
        kind: str,
        entries: Iterable[ledger.Entry],
        *,
        effective: date,
        description: str,
        cause: tuple[str, int, str, str],
        by: Actor,
    ) -> tuple[int, dict]:
        """One journal; gives its id and the audit row of its posting.

        `cause` is (kind, id, label, address).
        """
        rows = [
            Row(
                each.fund.pk,
                str(each.account),
                str(each.side),
                each.amount,
                _pk(each.grant),
                _pk(each.organisation),
                _pk(each.heading),
                each.project_number,
            )  # fmt: skip
            for each in entries
        ]
        self.number += 1
        at, quarter = instant(effective, 14), Quarter.containing(effective).code
        pk = self.journal.add(
            self.number, kind, effective, quarter, description, *cause, at, by.user_id
        )
        for row in rows:
            self.line.add(pk, row.fund_id, row.account, row.side, row.amount, effective, *row[4:])
        self._sum(rows, quarter)
        after = {
            "number": self.number,
            "kind": kind,
            "effective": effective,
            "lines": len(rows),
            "debits": sum(row.amount for row in rows if row.side == "D"),
            "sha256": ledger.digest_of_rows(rows),
        }
        about = ("funds.journal", pk)
        return pk, audit.describe("journal.posted", about, after=after, at=at, by=by)

    def _sum(self, rows: list[Row], quarter: str) -> None:
        for row in rows:
            side = 0 if row.side == "D" else 1
            for code in ("", quarter):
                self.funds[row.fund_id, code, row.account][side] += row.amount
                if row.grant_id:
                    self.grants[row.grant_id, code, row.account][side] += row.amount

    def post(self) -> None:
        """Every draft becomes a posted journal; the triggers on the flip read them all."""
        self.journal.flush()
        self.line.flush()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE funds_journal SET state = 'posted' WHERE state = 'draft'")

    def keep_sums(self) -> None:
        """The running rows that `ledger.post` would have kept, and the last number given."""
        Balance.objects.bulk_create(
            Balance(fund_id=fund, quarter=quarter, account=account, debits=debits, credits=credits)
            for (fund, quarter, account), (debits, credits) in sorted(self.funds.items())
        )
        GrantBalance.objects.bulk_create(
            GrantBalance(
                grant_id=grant, quarter=quarter, account=account, debits=debits, credits=credits
            )
            for (grant, quarter, account), (debits, credits) in sorted(self.grants.items())
        )
        for position in Position.objects.all():
            for (fund, quarter, account), (debits, credits) in self.funds.items():
                if fund == position.fund_id and not quarter:
                    net = debits - credits
                    position.balance += balance_change(account, "D", net)
                    position.cash += cash_change(account, "D", net)
            position.save()
        JournalCounter.objects.create(last=self.number)


def _pk(record) -> int | None:
    return None if record is None else record.pk
