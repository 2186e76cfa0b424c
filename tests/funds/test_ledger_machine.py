"""The ledger against a small oracle that knows nothing of it: any order of acts, any amounts.

The oracle keeps a list of (day, fund, cash, balance) and adds it up from the
start each time.
"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.checks import run_checks
from consortium.core.workflow import Refused
from projects.funds import actions, ledger
from projects.funds.models import Journal, JournalCounter, Period, Position
from projects.funds.states import JournalKind, PeriodState, Terms
from tests.factories.funds import YEAR, FundFactory, GrantFactory, act, open_books
from tests.factories.members import OrganisationFactory
from tests.machines import InTransaction, run_machine

CHECKS = ("V01", "V02", "V03", "V04", "V05", "V06", "V28", "V32")
DAYS = [quarter.start + timedelta(days=n) for quarter in YEAR.quarters for n in (0, 45, 89)]
PEOPLE = [act(user_id=11), act("second_approver", user_id=12), act(user_id=13)]

amounts = st.one_of(st.integers(1, 400), st.integers(1, 5_000_000))
days = st.sampled_from(DAYS)
which = st.integers(0, 99)
people = st.sampled_from(PEOPLE)


class Oracle:
    """What the books must say, worked out anew from the list of what happened."""

    def __init__(self):
        self.moves: list[tuple[date, int, int, int]] = []
        self.closed: set[str] = set()
        self.posted = 0

    def position(self, fund_id: int) -> tuple[int, int]:
        mine = [move for move in self.moves if move[1] == fund_id]
        return sum(move[2] for move in mine), sum(move[3] for move in mine)

    def lowest(self, fund_id: int, column: int, moves) -> int:
        """The lowest end of any day from the first of `moves` on."""
        start = min(move[0] for move in moves)
        every = [move for move in [*self.moves, *moves] if move[1] == fund_id]
        ends = sorted({start, *(move[0] for move in every)})
        return min(
            sum(move[column] for move in every if move[0] <= day) for day in ends if day >= start
        )

    def allows(self, moves) -> bool:
        """May these (day, fund, cash, balance) happen together?"""
        if any(quarter_of(move[0]) in self.closed for move in moves):
            return False
        for fund_id in {move[1] for move in moves}:
            for column in (2, 3):
                taken = sum(move[column] for move in moves if move[1] == fund_id)
                if taken < 0 and self.lowest(fund_id, column, moves) < 0:
                    return False
        return True


def quarter_of(day: date) -> str:
    return next(q.code for q in YEAR.quarters if q.start <= day <= q.end)


class LedgerMachine(InTransaction):
    """Receive, approve, pay, transfer, take fees, reverse, close, reopen, and try what is wrong."""

    @initialize(means=st.sampled_from([0, 40_000_00]))
    def begin(self, means):
        """Half of the lives begin with `means` of the body's own: something to transfer."""
        clock.set_today(date(2027, 6, 1), by=SYSTEM)
        open_books()
        self.oracle = Oracle()
        self.grants = [GrantFactory(), GrantFactory(terms=Terms.ADVANCE)]
        self.grants.append(GrantFactory(fund=self.grants[0].fund))
        self.own = FundFactory(restricted=False, code="OWN")
        self.funds = [self.grants[0].fund, self.grants[1].fund, self.own]
        self.members = OrganisationFactory.create_batch(2)
        self.headings = {grant.pk: list(grant.headings.all()) for grant in self.grants}
        self.journals: list[tuple[Journal, list]] = []
        self.reversed: set[int] = set()
        if means:
            self.bring_forward(means, DAYS[0])

    def _try(self, name: str, moves: list, act, *, allowed: bool | None = None):
        """Do it; it must succeed exactly where the oracle allows it."""
        allowed = self.oracle.allows(moves) if allowed is None else allowed
        try:
            with transaction.atomic():
                journal = act()
        except Refused:
            self.counts[f"{name} refused"] += 1
            assert not allowed, f"{name} was refused, the oracle allows it: {moves}"
            return None
        self.counts[name] += 1
        assert allowed, f"{name} was posted, the oracle refuses it: {moves}"
        self.oracle.moves += moves
        self.oracle.posted += 1
        self.journals.append((journal, moves))
        return journal

    @rule(grant=which, amount=amounts, day=days)
    def receive(self, grant, amount, day):
        grant = self.grants[grant % 3]
        self._try(
            "received",
            [(day, grant.fund_id, amount, 0)],
            lambda: ledger.post(
                JournalKind.MONEY_RECEIVED,
                ledger.receipt_entries(grant, amount),
                effective=day,
                description="Receipt",
                by=PEOPLE[0],
            ),
        )

    @rule(grant=which, member=which, spend=st.lists(amounts, min_size=1, max_size=3), day=days)
    def approve(self, grant, member, spend, day):
        grant, member = self.grants[grant % 3], self.members[member % 2]
        headings = self.headings[grant.pk]
        lines = [(headings[n % 2], n, amount) for n, amount in enumerate(spend)]
        entries = ledger.claim_entries(grant, member, lines, retained=spend[0] // 10)
        self._try(
            "approved",
            [(day, grant.fund_id, 0, 0)],
            lambda: ledger.post(
                JournalKind.CLAIM_APPROVED, entries, effective=day, description="C", by=PEOPLE[1]
            ),
        )

    @rule(grant=which, member=which, amount=amounts, day=days)
    def pay(self, grant, member, amount, day):
        grant, member = self.grants[grant % 3], self.members[member % 2]
        self._try(
            "paid",
            [(day, grant.fund_id, -amount, 0)],
            lambda: ledger.post(
                JournalKind.PAYMENT,
                ledger.payment_entries(grant, member, amount),
                effective=day,
                description="P",
                by=PEOPLE[0],
            ),
        )

    @rule(source=which, to=which, amount=amounts, day=days)
    def transfer(self, source, to, amount, day):
        source, target = self.funds[source % 3], self.funds[to % 3]
        moves = [(day, source.pk, -amount, -amount), (day, target.pk, amount, amount)]
        self._try(
            "transferred",
            moves,
            lambda: actions.transfer(
                source, target, amount, why="release", reason="Test", effective=day, by=PEOPLE[0]
            ),
            allowed=source != target and self.oracle.allows(moves),
        )

    @rule(grant=which, amount=amounts, day=days)
    def take_fee(self, grant, amount, day):
        grant = self.grants[grant % 3]
        moves = [(day, grant.fund_id, -amount, 0), (day, self.own.pk, amount, amount)]
        self._try(
            "fees",
            moves,
            lambda: actions.take_fee(
                grant, self.own, amount, effective=day, description="Fee", by=PEOPLE[0]
            ),
        )

    @rule(amount=amounts, day=days)
    def bring_forward(self, amount, day):
        self._try(
            "brought forward",
            [(day, self.own.pk, amount, amount)],
            lambda: actions.bring_forward(
                self.own, amount, effective=day, reason="Opening", by=PEOPLE[0]
            ),
        )

    @precondition(lambda self: self.journals)
    @rule(choice=which, day=days)
    def reverse(self, choice, day):
        journal, moves = self.journals[choice % len(self.journals)]
        back = [(day, fund, -cash, -balance) for _, fund, cash, balance in moves]
        fresh = journal.pk not in self.reversed and journal.kind != JournalKind.REVERSAL
        made = self._try(
            "reversed",
            back,
            lambda: ledger.reverse(journal, effective=day, reason="Test", by=PEOPLE[0]),
            allowed=fresh and self.oracle.allows(back),
        )
        if made:
            self.reversed.add(journal.pk)

    @rule(amount=amounts, day=days, fault=st.sampled_from(["penny", "fund", "one", "nothing"]))
    def post_what_is_wrong(self, amount, day, fault):
        good = ledger.receipt_entries(self.grants[0], amount)
        bad = {
            "penny": [good[0], ledger.receipt_entries(self.grants[0], amount + 1)[1]],
            "fund": [good[0], ledger.receipt_entries(self.grants[1], amount)[1]],
            "one": good[:1],
            "nothing": [],
        }[fault]
        with pytest.raises(Refused), transaction.atomic():
            ledger.post("correction", bad, effective=day, description="x", by=PEOPLE[0])
        self.counts["wrong ones refused"] += 1

    @rule(quarter=st.integers(0, 3), first=people, second=people)
    def close(self, quarter, first, second):
        code = YEAR.quarters[quarter].code
        earlier_open = any(
            q.code < code and q.code not in self.oracle.closed for q in YEAR.quarters
        )
        allowed = code not in self.oracle.closed and not earlier_open and first != second
        try:
            with transaction.atomic():
                actions.start_closing(Period.objects.get(quarter=code), by=first)
                actions.close_period(Period.objects.get(quarter=code), by=second)
        except Refused:
            self.counts["closing refused"] += 1
            assert not allowed
        else:
            self.counts["closed"] += 1
            assert allowed
            self.oracle.closed.add(code)

    @rule(quarter=st.integers(0, 3), first=people, second=people)
    def reopen(self, quarter, first, second):
        code = YEAR.quarters[quarter].code
        allowed = code in self.oracle.closed and first != second
        try:
            with transaction.atomic():
                period = Period.objects.get(quarter=code)
                actions.ask_to_reopen(period, reason="An invoice turned up", by=first)
                actions.reopen_period(Period.objects.get(quarter=code), by=second)
        except Refused:
            self.counts["reopening refused"] += 1
            assert not allowed
        else:
            self.counts["reopened"] += 1
            assert allowed
            self.oracle.closed.discard(code)

    @rule(choice=which)
    @precondition(lambda self: self.journals)
    def change_the_past(self, choice):
        """Straight at the tables: the triggers say no."""
        journal, _ = self.journals[choice % len(self.journals)]
        with pytest.raises(IntegrityError), transaction.atomic():
            journal.lines.update(amount=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            Journal.objects.filter(pk=journal.pk).update(description="other")
        self.counts["the past refused"] += 1

    @invariant()
    def positions_are_what_the_oracle_says(self):
        self.counts["steps"] += 1
        for row in Position.objects.filter(fund__in=self.funds):
            assert (row.cash, row.balance) == self.oracle.position(row.fund_id)
            assert row.cash >= 0
            assert row.balance >= 0

    @invariant()
    def numbers_have_no_gaps(self):
        last = JournalCounter.objects.values_list("last", flat=True).first() or 0
        assert last == self.oracle.posted == Journal.objects.count()

    def at_the_end(self):
        found = run_checks(only=CHECKS)
        assert not [each for each in found if each.count], found
        assert set(
            Period.objects.filter(state=PeriodState.CLOSED).values_list("quarter", flat=True)
        ) == (self.oracle.closed if hasattr(self, "oracle") else set())


@pytest.mark.slow
@pytest.mark.django_db
def test_the_ledger_does_what_a_small_oracle_says():
    counts = run_machine(LedgerMachine, steps=2_500)
    assert {"received", "approved", "paid", "transferred", "reversed", "closed"} <= set(counts)
