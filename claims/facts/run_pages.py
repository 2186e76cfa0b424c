"""What the pages about payment runs show, in a number of queries that does not grow with rows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from claims.actions.runs import LeftOut, Plan, plan_of
from claims.facts.cash import Cash, cash_of, released_claims
from claims.facts.check_page import name_of
from claims.facts.paying import stops_by_payment
from claims.facts.to_pay import ToPay, to_pay
from claims.models import Claim, Payment, PaymentRun
from claims.states import LIVE_PAYMENT, PAYABLE, PaymentState, RunState
from consortium.core.actor import Actor
from consortium.core.paging import Page, by_key, first_page, is_first
from consortium.core.prepared import prepared
from members.models import User
from projects.funds.models import Fund, Position

NEWEST: dict = {"fields": ("-number",), "size": 25}
MOST = 400  # claims that one page offers for a run


@dataclass
class FundToPay:
    """A fund with what it could pay today: pence. `leave` is how far it may be overdrawn."""

    fund: Fund
    cash: int
    promised: int
    leave: int = 0
    going: list[ToPay] = field(default_factory=list)
    waiting: list[ToPay] = field(default_factory=list)
    stopped: list[LeftOut] = field(default_factory=list)

    @property
    def to_pay(self) -> int:
        return sum(item.amount for item in self.going)

    @property
    def left(self) -> int:
        return self.cash - self.promised - self.to_pay

    @property
    def waits(self) -> int:
        return sum(item.amount for item in self.waiting)


def page_of_runs(query: Mapping) -> Page:
    """The runs, newest first."""
    if is_first(query):
        return first_page(_newest(), **NEWEST)
    return by_key(_runs(), query, **NEWEST)


@prepared
def _newest() -> QuerySet:
    return _runs().order_by(*NEWEST["fields"])[: NEWEST["size"] + 1]


def _runs() -> QuerySet:
    """Runs with the names of who prepared and released them, and how many payments are live."""
    payments = Payment.objects.filter(run=OuterRef("pk"), state__in=LIVE_PAYMENT)
    counted = payments.order_by().values("run").annotate(n=Count("pk")).values("n")
    return PaymentRun.objects.annotate(
        live=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        prepared_by=name_of("prepared_by_id"),
        released_by=name_of("released_by_id"),
    )


def payable_claims():
    """Approved and in no run, oldest submission first."""
    return (
        Claim.objects.filter(state__in=PAYABLE)
        .select_related("round__grant__fund", "organisation")
        .order_by("submitted_at", "pk")
    )


def payable_retained():
    """Claims of which what was kept back is released and in no run, oldest release first."""
    return (
        released_claims()
        .select_related("round__grant__fund", "organisation", "retention_release")
        .order_by("retention_release__decided_at", "pk")
    )


@prepared
def _first_payable() -> QuerySet:
    return payable_claims()[:MOST]


@prepared
def _first_retained() -> QuerySet:
    return payable_retained()[:MOST]


def funds_to_pay() -> list[FundToPay]:
    """Every fund that owes approved claims, with which of them can go."""
    claims, retained = _first_payable(), _first_retained()
    items = to_pay(claims, retained)
    funds = {fund.pk: fund for fund in (item.claim.round.grant.fund for item in items)}
    cash = cash_of(funds)
    every = len(claims) < MOST and len(retained) < MOST
    plan: Plan = plan_of(
        items,
        queue=[item.due for item in items if item.amount > 0] if every else None,
        cash={pk: each.to_plan for pk, each in cash.items()},
    )
    rows = {pk: FundToPay(fund, *cash.get(pk, Cash())) for pk, fund in funds.items()}
    for item, _ in plan.going:
        rows[item.claim.round.grant.fund_id].going.append(item)
    for item in plan.waiting:
        rows[item.claim.round.grant.fund_id].waiting.append(item)
    for left_out in plan.stopped:
        rows[left_out.claim.round.grant.fund_id].stopped.append(left_out)
    return sorted(rows.values(), key=lambda row: row.fund.code)


def cut_at(funds: list[FundToPay]) -> int:
    """How many claims `funds` speak of where more may wait; 0 where these are all."""
    shown = sum(len(row.going) + len(row.waiting) + len(row.stopped) for row in funds)
    return shown if shown >= MOST else 0


@dataclass(frozen=True)
class PaymentRow:
    payment: Payment
    stops: list[str]


@dataclass(frozen=True)
class FundSum:
    """What one fund pays in a run, and its cash: before the release what will be left."""

    fund: Fund
    count: int
    amount: int
    cash: int

    @property
    def left(self) -> int:
        return self.cash - self.amount


@dataclass(frozen=True)
class RunPage:
    """A run with its payments; `stops` are those against this reader releasing it now."""

    run: PaymentRun
    rows: list[PaymentRow]
    funds: list[FundSum]
    names: dict[int, str]

    @property
    def live(self) -> list[PaymentRow]:
        return [row for row in self.rows if row.payment.state in LIVE_PAYMENT]

    @property
    def at_bank(self) -> list[Payment]:
        return [row.payment for row in self.live if not row.payment.internal]

    @property
    def internal(self) -> list[Payment]:
        return [row.payment for row in self.live if row.payment.internal]

    @property
    def undecided(self) -> list[Payment]:
        return [r.payment for r in self.rows if r.payment.state == PaymentState.RELEASED]

    @property
    def failed(self) -> list[Payment]:
        return [r.payment for r in self.rows if r.payment.state == PaymentState.FAILED]

    @property
    def stopped(self) -> list[PaymentRow]:
        return [row for row in self.rows if row.stops]


def run_page(run: PaymentRun, *, by: Actor, today: date) -> RunPage:
    payments = list(
        run.payments.select_related(
            "claim__round__grant", "claim__organisation", "claim__retention_release",
            "organisation", "account", "fund", "journal", "return_journal", "remittance",
        ).order_by("organisation__name", "pk")
    )  # fmt: skip
    for payment in payments:
        payment.run = run
    stops = (
        stops_by_payment([p for p in payments if p.state in LIVE_PAYMENT], by=by, today=today)
        if run.state == RunState.PREPARED
        else {}
    )
    rows = [PaymentRow(payment, stops.get(payment.pk, [])) for payment in payments]
    return RunPage(run, rows, _fund_sums(payments), _names(run))


def _fund_sums(payments: list[Payment]) -> list[FundSum]:
    sums, funds = defaultdict(list), {}
    for payment in payments:
        if payment.state in LIVE_PAYMENT:
            sums[payment.fund_id].append(payment.amount)
            funds[payment.fund_id] = payment.fund
    cash = dict(Position.objects.filter(fund__in=funds).values_list("fund_id", "cash"))
    return [
        FundSum(funds[pk], len(amounts), sum(amounts), cash.get(pk, 0))
        for pk, amounts in sorted(sums.items())
    ]


def _names(run: PaymentRun) -> dict[int, str]:
    people = {
        run.prepared_by_id, run.released_by_id, run.exported_by_id, run.sent_by_id,
        run.void_asked_by_id, run.voided_by_id,
    }  # fmt: skip
    return dict(User.objects.filter(pk__in=people - {None}).values_list("pk", "name"))
