"""Two papers about payments: the advice a payee gets, and the list of a whole run."""

from dataclasses import dataclass
from datetime import date, datetime

from claims.models import Payment, PaymentRun
from claims.states import LIVE_PAYMENT
from consortium.core import audit, pdf
from consortium.core.periods import Quarter
from members.models import Consortium


@dataclass(frozen=True)
class Remittance:
    """What the advice says. Pence; the account is masked."""

    payee: str
    reference: str
    claim: str
    grant: str
    quarter: Quarter
    claimed: int
    approved: int
    retained: int
    amount: int
    paid_on: date
    account: str
    internal: bool
    less: tuple[tuple[int, str, int, int, str], ...]
    example: bool
    kept_back: bool

    @property
    def paid_before(self) -> int:
        """Of what was approved, when this pays what was kept back."""
        return self.approved - self.retained


def remittance_of(payment: Payment) -> Remittance:
    claim = payment.claim
    lines = claim.lines.select_related("item").order_by("number")
    return Remittance(
        payee=payment.organisation.name,
        reference=payment.reference,
        claim=claim.reference,
        grant=claim.round.grant.name,
        quarter=claim.round.period,
        claimed=claim.claimed,
        approved=claim.approved,
        retained=claim.retained,
        amount=payment.amount,
        paid_on=payment.paid_on,
        account=payment.account.masked if payment.account else "",
        internal=payment.internal,
        less=tuple(
            (line.number, str(line.item), line.claimed, line.approved, line.reason)
            for line in lines
            if line.approved != line.claimed
        ),
        example=claim.example,
        kept_back=not payment.for_claim,
    )


def render_remittance(payment: Payment, *, made_at: datetime) -> bytes:
    """A tagged PDF."""
    return pdf.render_pdf(
        "pdf/remittance.html",
        {
            "advice": remittance_of(payment),
            "reference": payment.reference,
            **Consortium.names(),
        },
        title=f"Remittance advice {payment.reference}",
        made_at=made_at,
    )


@dataclass(frozen=True)
class PaymentList:
    """A run as a list. Pence; accounts are masked."""

    run: PaymentRun
    bank: tuple[Payment, ...]
    internal: tuple[Payment, ...]
    failed: tuple[Payment, ...]
    prepared_by: str
    released_by: str


def payment_list_of(run: PaymentRun, names: dict[int, str]) -> PaymentList:
    rows = run.payments.select_related("organisation", "account", "claim", "fund")
    payments = list(rows.order_by("organisation__name", "pk"))
    live = [each for each in payments if each.state in LIVE_PAYMENT]
    return PaymentList(
        run=run,
        bank=tuple(each for each in live if not each.internal),
        internal=tuple(each for each in live if each.internal),
        failed=tuple(each for each in payments if each.failed_reason),
        prepared_by=names.get(run.prepared_by_id, ""),
        released_by=names.get(run.released_by_id, ""),
    )


def render_payment_list(run: PaymentRun, names: dict[int, str], *, made_at: datetime) -> bytes:
    """A tagged PDF."""
    return pdf.render_pdf(
        "pdf/payment_list.html",
        {
            "list": payment_list_of(run, names),
            "run": run,
            "reference": str(run),
            **Consortium.names(),
            "audit_head": audit.head(),
        },
        title=f"Payment list of {str(run).lower()}",
        made_at=made_at,
    )
