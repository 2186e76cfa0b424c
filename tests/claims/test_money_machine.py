"""From a checked claim to the bank statement, against a small oracle that knows none of it.

The oracle holds a list of claims with an amount and a state, the cash, and who did
what; it decides anew who may do what and which claims the cash reaches.
"""

from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from claims.actions import payments, receiving, runs
from claims.actions.approving import approve
from claims.models import Claim, Payment, PaymentRun
from claims.states import Decision
from consortium.core import clock
from consortium.core.checks import run_checks
from consortium.core.workflow import Refused
from projects.funds.models import Balance, Journal, Position
from projects.funds.states import JournalKind
from tests.factories.checking import TODAY, ground, sent, verified_account
from tests.factories.members import OrganisationFactory
from tests.machines import InTransaction, run_machine

CHECKS = ("V01", "V02", "V03", "V04", "V12", "V13")
PEOPLE = (0, 1, 2)
which, people = st.integers(0, 99), st.sampled_from(PEOPLE)
amounts = st.one_of(st.integers(1, 500_00), st.integers(1, 3_000_00))


@dataclass
class PaidFor:
    """A claim as the oracle knows it."""

    pk: int
    amount: int
    checker: int
    state: str = "checked"
    approver: int | None = None


@dataclass
class Run:
    pk: int
    preparer: int
    claims: list[PaidFor]
    state: str = "prepared"
    before: str = ""
    releaser: int | None = None
    asker: int | None = None
    payment: dict[int, str] = field(default_factory=dict)


class MoneyMachine(InTransaction):
    """Approve, prepare, release, export, send, confirm, fail, finish, void, receive."""

    @initialize(
        cash=st.sampled_from([0, 900_00, 4_000_00, 40_000_00]),
        some=st.lists(amounts, min_size=2, max_size=4),
        stage=st.integers(0, 4),
    )
    def begin(self, cash, some, stage):
        """Claims are approved, and the first run is `stage` steps on its way already."""
        self.on = ground(cash=cash, budget=10**12, second_approval_limit=10**12)
        self.actors = [self.on.checker, self.on.second, self.on.third]
        self.cash, self.receipts = cash, count(1)
        self.claims: list[PaidFor] = []
        self.runs: list[Run] = []
        for amount in some:
            self.approve_one(amount, 0, 1)
        if stage:
            self.prepare(set(range(len(some))), 0)
        for _ in range(stage if self.runs else 0):
            self.go_on(0, 1, 2)

    # --- The oracle ---------------------------------------------------------------

    @property
    def promised(self) -> int:
        """What runs hold that are prepared, or that were prepared and are to be voided."""
        return sum(
            claim.amount
            for run in self.runs
            if run.state == "prepared" or (run.state == "void_asked" and run.before == "prepared")
            for claim in run.claims
            if run.payment[claim.pk] == "prepared"
        )

    def reached(self, claims) -> set[int]:
        """Whole claims, oldest first; the first that does not fit stops all after it."""
        left, found = self.cash - self.promised, set()
        for claim in sorted(claims, key=lambda claim: claim.pk):
            if claim.amount > left:
                break
            left -= claim.amount
            found.add(claim.pk)
        return found

    @property
    def queue(self) -> list[PaidFor]:
        return [claim for claim in self.claims if claim.state in ("approved", "waiting")]

    def may_release(self, run: Run, person: int) -> bool:
        live = [claim for claim in run.claims if run.payment[claim.pk] == "prepared"]
        apart = all(claim.approver != person for claim in live)
        return run.state == "prepared" and person != run.preparer and apart and bool(live)

    def attempt(self, name: str, allowed: bool, act):
        """Do it: it must succeed exactly where the oracle allows it."""
        try:
            made = act()
        except Refused:
            self.counts[f"{name} refused"] += 1
            assert not allowed, f"{name} was refused, the oracle allows it"
            return None
        self.counts[name] += 1
        assert allowed, f"{name} was done, the oracle refuses it"
        return made

    def chosen(self, choice: int) -> Run:
        return self.runs[choice % len(self.runs)]

    # --- What people do --------------------------------------------------------------

    @precondition(lambda self: len(self.queue) < 6)
    @rule(amount=amounts, checker=people, approver=people)
    def approve_one(self, amount, checker, approver):
        claim = self._checked(amount, checker)
        known = PaidFor(claim.pk, amount, checker, approver=approver)
        reached = self.reached([*self.queue, known])
        self.attempt("approved", True, lambda: approve(claim, by=self.actors[approver]))
        known.state = "approved" if known.pk in reached else "waiting"
        self.claims.append(known)

    def _checked(self, amount: int, checker: int) -> Claim:
        """A claim of a member of its own in this round, with one line accepted."""
        member = OrganisationFactory()
        verified_account(member)
        claim = sent(self.on, (amount,), organisation=member, evidence=False, outputs=None)
        person = self.actors[checker].user_id
        claim.lines.update(
            decision=Decision.ACCEPTED, approved=amount, decided_by_id=person,
            evidence_due=TODAY.replace(year=2027),
        )  # fmt: skip
        Claim.objects.filter(pk=claim.pk).update(
            state="checked", checked_by_id=person, checked_at=clock.now()
        )
        return Claim.objects.get(pk=claim.pk)

    @precondition(lambda self: self.queue)
    @rule(choices=st.sets(which, min_size=1, max_size=4), preparer=people)
    def prepare(self, choices, preparer):
        wanted = {self.claims[n % len(self.claims)].pk for n in choices}
        reached = self.reached(self.queue)
        going = [c for c in self.queue if c.pk in wanted & reached]
        waiting = [c for c in self.queue if c.pk in wanted - reached]
        run = self.attempt(
            "prepared",
            bool(going),
            lambda: runs.prepare_run(
                Claim.objects.filter(pk__in=wanted), pay_on=TODAY, by=self.actors[preparer]
            ),
        )
        if run is None:
            return
        for claim in waiting:
            claim.state = "waiting"
        for claim in going:
            claim.state = "in_run"
        states = dict.fromkeys((claim.pk for claim in going), "prepared")
        self.runs.append(Run(run.pk, preparer, going, payment=states))

    @precondition(lambda self: self.runs)
    @rule(choice=which, person=people)
    def release(self, choice, person):
        run = self.chosen(choice)
        live = [claim for claim in run.claims if run.payment[claim.pk] == "prepared"]
        if self.attempt(
            "released",
            self.may_release(run, person),
            lambda: runs.release(PaymentRun.objects.get(pk=run.pk), by=self.actors[person]),
        ):
            run.state, run.releaser = "released", person
            for claim in live:
                run.payment[claim.pk] = "released"
            self.cash -= sum(claim.amount for claim in live)

    @precondition(lambda self: self.runs)
    @rule(choice=which, person=people)
    def export(self, choice, person):
        run = self.chosen(choice)
        live = [claim for claim in run.claims if run.payment[claim.pk] == "released"]
        allowed = run.state == "released" and all(claim.approver != person for claim in live)
        if self.attempt(
            "exported",
            allowed,
            lambda: payments.export(PaymentRun.objects.get(pk=run.pk), by=self.actors[person]),
        ):
            run.state = "exported"

    @precondition(lambda self: self.runs)
    @rule(choice=which, person=people)
    def send(self, choice, person):
        run = self.chosen(choice)
        if self.attempt(
            "sent",
            run.state == "exported",
            lambda: runs.mark_sent(PaymentRun.objects.get(pk=run.pk), by=self.actors[person]),
        ):
            run.state = "sent"

    def _payment(self, choice: int, of: int) -> tuple[Run, PaidFor, Payment]:
        run = self.chosen(choice)
        claim = run.claims[of % len(run.claims)]
        return run, claim, Payment.objects.get(run=run.pk, claim=claim.pk)

    @precondition(lambda self: self.runs)
    @rule(choice=which, of=which, person=people)
    def confirm(self, choice, of, person):
        run, claim, payment = self._payment(choice, of)
        released = run.state == "sent" and run.payment[claim.pk] == "released"
        if self.attempt(
            "confirmed",
            released and person != run.releaser,
            lambda: payments.confirm_payment(payment, paid_on=TODAY, by=self.actors[person]),
        ):
            run.payment[claim.pk], claim.state = "confirmed", "paid"

    @precondition(lambda self: self.runs)
    @rule(choice=which, of=which, person=people)
    def fail(self, choice, of, person):
        run, claim, payment = self._payment(choice, of)
        released = run.state == "sent" and run.payment[claim.pk] == "released"
        if self.attempt(
            "failed",
            released and person != run.releaser,
            lambda: payments.fail_payment(payment, reason="Returned", by=self.actors[person]),
        ):
            run.payment[claim.pk], claim.state = "failed", "approved"
            self.cash += claim.amount

    @precondition(lambda self: self.runs)
    @rule(choice=which, of=which, person=people)
    def go_on(self, choice, of, person):
        """The next step of a run, so that many of them get to the bank statement."""
        run = self.chosen(choice)
        steps = {
            "prepared": self.release,
            "released": self.export,
            "exported": self.send,
            "void_asked": self.void if of % 3 else self.keep,
        }
        if run.state in steps:
            steps[run.state](choice, person)
        elif run.state == "sent" and "released" in run.payment.values():
            (self.confirm if of % 3 else self.fail)(choice, of, person)
        else:
            self.finish(choice, person)

    @precondition(lambda self: self.runs)
    @rule(choice=which, of=which, person=people)
    def and_on(self, choice, of, person):
        """The same again: chance picks it twice as often."""
        self.go_on(choice, of, person)

    @precondition(lambda self: self.runs)
    @rule(choice=which, of=which, person=people)
    def take_out(self, choice, of, person):
        run, claim, payment = self._payment(choice, of)
        allowed = run.state == "prepared" and run.payment[claim.pk] == "prepared"
        if self.attempt(
            "taken out",
            allowed,
            lambda: runs.take_out(payment, reason="Not now", by=self.actors[person]),
        ):
            run.payment[claim.pk], claim.state = "void", "approved"

    @precondition(lambda self: self.runs)
    @rule(choice=which, person=people)
    def finish(self, choice, person):
        run = self.chosen(choice)
        if self.attempt(
            "finished",
            run.state == "sent" and "released" not in run.payment.values(),
            lambda: payments.finish(PaymentRun.objects.get(pk=run.pk), by=self.actors[person]),
        ):
            run.state = "finished"

    @precondition(lambda self: self.runs)
    @rule(choice=which, person=people)
    def ask_void(self, choice, person):
        run = self.chosen(choice)
        if self.attempt(
            "asked to void",
            run.state in ("prepared", "released", "exported"),
            lambda: runs.ask_void(
                PaymentRun.objects.get(pk=run.pk), reason="Wrong", by=self.actors[person]
            ),
        ):
            run.before, run.state, run.asker = run.state, "void_asked", person

    @precondition(lambda self: self.runs)
    @rule(choice=which, person=people)
    def void(self, choice, person):
        run = self.chosen(choice)
        if self.attempt(
            "voided",
            run.state == "void_asked" and person != run.asker,
            lambda: runs.void(PaymentRun.objects.get(pk=run.pk), by=self.actors[person]),
        ):
            run.state = "void"
            for claim in run.claims:
                if run.payment[claim.pk] in ("prepared", "released"):
                    self.cash += claim.amount * (run.payment[claim.pk] == "released")
                    run.payment[claim.pk], claim.state = "void", "approved"

    @precondition(lambda self: self.runs)
    @rule(choice=which, person=people)
    def call_off(self, choice, person):
        """Asked and answered at once, so that many runs get that far."""
        self.ask_void(choice, person)
        self.void(choice, (person + 1) % len(PEOPLE))

    @precondition(lambda self: self.runs)
    @rule(choice=which, person=people)
    def keep(self, choice, person):
        run = self.chosen(choice)
        if self.attempt(
            "kept",
            run.state == "void_asked",
            lambda: runs.keep(PaymentRun.objects.get(pk=run.pk), by=self.actors[person]),
        ):
            run.state = run.before

    @precondition(lambda self: len(self.queue) > 1)
    @rule(amount=amounts, person=people)
    def receive(self, amount, person):
        self.attempt(
            "received",
            True,
            lambda: receiving.record_money(
                self.on.grant, amount=amount, received_on=TODAY,
                bank_reference=f"R{next(self.receipts)}", by=self.actors[person],
            ),
        )  # fmt: skip
        self.cash += amount
        reached = self.reached(self.queue)
        for claim in self.queue:
            if claim.state == "waiting" and claim.pk in reached:
                claim.state = "approved"

    # --- What is always true ------------------------------------------------------------

    @invariant()
    def cash_and_debts_are_what_the_oracle_says(self):
        if not hasattr(self, "on"):
            return
        self.counts["steps"] += 1
        assert Position.objects.get(fund=self.on.grant.fund).cash == self.cash >= self.promised
        owed = Balance.objects.filter(
            fund=self.on.grant.fund, quarter="", account="owed_to_members"
        ).first()
        released = sum(
            claim.amount
            for run in self.runs
            for claim in run.claims
            if run.payment[claim.pk] in ("released", "confirmed")
        )
        approved = sum(claim.amount for claim in self.claims)
        assert (owed.credits - owed.debits if owed else 0) == approved - released

    @invariant()
    def claims_and_runs_stand_where_the_oracle_has_them(self):
        if not hasattr(self, "on"):
            return
        states = dict(Claim.objects.values_list("pk", "state"))
        assert {claim.pk: claim.state for claim in self.claims} == states
        assert {run.pk: run.state for run in self.runs} == dict(
            PaymentRun.objects.values_list("pk", "state")
        )

    @invariant()
    def every_payment_that_left_has_one_journal(self):
        if not hasattr(self, "on"):
            return
        left = Payment.objects.exclude(journal=None).count()
        assert left == Journal.objects.filter(kind=JournalKind.PAYMENT).count()

    def at_the_end(self):
        if not hasattr(self, "on"):
            return
        for finding in run_checks(only=CHECKS):
            assert finding.problems == [], f"{finding.code}: {finding.problems}"
        self.counts["lives"] += 1


@pytest.mark.slow
@pytest.mark.django_db
def test_the_life_of_money_is_as_the_oracle_says():
    counts = run_machine(MoneyMachine, steps=800)
    for name in ("released", "confirmed", "failed", "voided", "released refused"):
        assert counts[name], f"nothing was {name}: {counts}"
