"""The large data set: written in bulk, and as true as if the verbs had written it.

It must pass `verify_ledger` and `verify_audit`, which read every line of it again.
docs/decisions/0008 says why this is the one exception to "writes only in actions".
"""

import time
from collections.abc import Callable

from django.db import connection, transaction

from claims.states import HAS_BEEN_APPROVED, HAS_BEEN_SENT
from consortium.core import audit
from consortium.core.periods import Quarter
from members.models import Organisation
from projects.funds.models import Period
from tests.bench.today import TODAY

from . import meeting
from .books import Books
from .claiming import Claiming, Made, last_touched
from .paying import Paying, by_grant, freeze
from .people import People, instant
from .plans import Plans
from .proofs import Proofs
from .size import LARGE, SMALL, TINY, Size
from .snapshots import sent_on
from .tables import move_sequences_on

__all__ = ["LARGE", "SMALL", "TINY", "NotEmpty", "Size", "fill"]


class NotEmpty(Exception):
    """Bulk data goes into an empty database only."""


def fill(size: Size, *, say: Callable[[str], None] = lambda words: None) -> None:
    """Fill an empty, migrated database; `say` hears of each step with the seconds so far."""
    if Organisation.objects.exists():
        raise NotEmpty("There is a consortium in this database already.")
    began = time.monotonic()
    filling = Filling(size)
    for words in filling.steps():
        say(f"{time.monotonic() - began:6.1f} s  {words}")


class Filling:
    def __init__(self, size: Size):
        self.size = size
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA cache_size = -400000")  # of this connection: 400 MB

    def steps(self):
        with transaction.atomic():
            self._begin()
        yield f"{self.size.members} members, {self.size.projects} projects"
        for year in self.size.financial_years:
            with transaction.atomic():
                self.plans.year(year)
            yield f"budgets and outputs of {year.label}"
        for quarter in self.size.quarters:
            with transaction.atomic():
                count = self._quarter(quarter)
            self._tell_planner()
            yield f"{count} claims of {quarter.label}"
        with transaction.atomic():
            self._finish()
            for quarter in self.size.quarters[-2:-1]:
                freeze(quarter)
        yield f"sums kept; {self.books.line.total} journal lines, {self.claiming.made} claims"
        with transaction.atomic():
            meeting.under_way(self.people)
        yield "a meeting under way"
        with connection.cursor() as cursor:
            whole = connection.vendor == "postgresql" and not connection.in_atomic_block
            cursor.execute("VACUUM ANALYZE" if whole else "ANALYZE")
        yield "statistics for the database's planner"

    def _tell_planner(self) -> None:
        """PostgreSQL's triggers keep the plans that they made for empty tables until told."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    def _begin(self) -> None:
        self.people = People(self.size)
        self.office = self.people.office
        self.proofs, self.books = Proofs(), Books()
        self.plans = Plans(self.size, self.people.members, self.office)
        self.claiming = Claiming(self.plans, self.office, self.proofs)
        self.paying = Paying(self.people, self.books, self.proofs)

    @property
    def tables(self):
        owners = (self.plans, self.proofs, self.books, self.claiming, self.paying)
        return [table for owner in owners for table in owner.tables]

    def _quarter(self, quarter: Quarter) -> int:
        newest = quarter == self.size.quarters[-1]
        described = self.plans.open_rounds(quarter, closed=not newest)
        claims = list(self.claiming.quarter(quarter, newest=newest))
        for made in claims:
            if made.state in HAS_BEEN_APPROVED:
                described.append(self.paying.approve(made, quarter))
        self.books.journal.flush()
        described += self._money(quarter, claims, newest)
        for made in claims:
            self.claiming.finish(made)
            described += self._acts(made)
        for table in self.tables:
            table.flush()
        self.books.post()
        audit.append_rows(described)
        return len(claims)

    def _money(self, quarter: Quarter, claims: list[Made], newest: bool) -> list[dict]:
        described: list[dict] = []
        approved = [made for made in claims if made.state in HAS_BEEN_APPROVED]
        if newest:  # money on account for those that can be paid; the others wait
            ready = [made for made in approved if made.state != "waiting"]
            for found in by_grant(ready).values():
                amount, day = sum(made.approved for made in found), found[0].round.check_due
                described += self.paying.receive(
                    found[0].part.grant, amount, day, f"{quarter.code} ON ACCOUNT"
                )
            going = [made for made in approved if made.state == "in_run"]
        else:
            for found in by_grant(approved).values():
                grant = found[0].part.grant
                described += self.paying.claim_from_funder(grant, quarter, found)
            going = approved
        number = self.size.quarters.index(quarter) + 1
        if going:
            described += self.paying.run(number, going, finished=not newest)
        return described

    def _acts(self, made: Made) -> list[dict]:
        """The audit rows of a claim's own life, each by whoever did it."""
        filled, signer = made.part.member.claims_person, made.part.member.representative
        checker, day = self.office.checker, made.round.check_due
        acts = [("started", None, "in_progress", filled, instant(made.round.opens, 9))]
        if made.state != "in_progress":
            at = instant(sent_on(made), 11)
            acts.append(("pass_on", "in_progress", "awaiting_sign_off", filled, at))
        if made.state in HAS_BEEN_SENT:
            at = instant(sent_on(made), 15)
            acts.append(("sign", "awaiting_sign_off", "submitted", signer, at))
        if made.state in HAS_BEEN_APPROVED or made.state == "checked":
            acts.append(("check", "submitted", "checked", checker, instant(day, 11)))
        if made.state in HAS_BEEN_APPROVED:
            acts.append(("approve", "checked", "approved", made.approver, instant(day, 14)))
        acts += self._last_act(made, checker)
        return [
            audit.describe(
                f"claim.{verb}",
                ("claims.claim", made.pk),
                before={"state": before} if before else None,
                after={"state": after} if before else {"reference": made.reference},
                reason="It is not for this grant." if verb == "reject" else "",
                at=at,
                by=by,
            )
            for verb, before, after, by, at in acts
        ]

    def _last_act(self, made: Made, checker) -> list[tuple]:
        last = {
            "changes_requested": [("ask_changes", "submitted", "changes_requested")],
            "rejected": [("reject", "submitted", "rejected")],
            "waiting": [("wait", "approved", "waiting")],
            "in_run": [("join_run", "approved", "in_run")],
            "paid": [("join_run", "approved", "in_run"), ("pay", "in_run", "paid")],
        }
        at = last_touched(made)
        return [(*words, checker, at) for words in last.get(made.state, [])]

    def _finish(self) -> None:
        self.plans.finish(self.claiming.achieved)
        self.books.keep_sums()
        self._close_books()
        move_sequences_on(self.tables)

    def _close_books(self) -> None:
        """Everything but the last year: closed by two people, half a year after its end."""
        checker, releaser = self.office.checker.user_id, self.office.releaser.user_id
        for period in Period.objects.filter(quarter__lt=f"{self.size.quarters[-1].year}"):
            period.state = "closed"
            period.closing_by_id, period.closing_at = checker, instant(TODAY, 8)
            period.closed_by_id, period.closed_at = releaser, instant(TODAY, 9)
            period.save()
