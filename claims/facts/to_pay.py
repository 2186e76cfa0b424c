"""One thing that a run can pay: a claim, or what was kept back of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from claims.models import Claim, PayeeAccount
from claims.models.payments import about
from claims.rules.runs import Due
from claims.states import PaymentKind


@dataclass(frozen=True)
class ToPay:
    """Pence in `amount`; `key` tells the two apart in the queue and on the page."""

    claim: Claim
    kind: str = PaymentKind.CLAIM

    @property
    def key(self) -> tuple[int, str]:
        return self.claim.pk, self.kind

    @property
    def for_claim(self) -> bool:
        return self.kind == PaymentKind.CLAIM

    @property
    def amount(self) -> int:
        return self.claim.payable if self.for_claim else self.claim.retained

    @property
    def name(self) -> str:
        return about(self.claim, self.kind)

    @property
    def due(self) -> Due:
        """Its place in the queue for the fund's cash."""
        claim, kept = self.claim, self.claim.retention_release
        since = claim.submitted_at if self.for_claim else kept.decided_at
        return Due(claim.pk, claim.round.grant.fund_id, self.amount, since, kind=self.kind)

    @property
    def field(self) -> str:
        """The name of its tick box on the page."""
        return "claims" if self.for_claim else "retained"

    def why_not_by(self, account: PayeeAccount | None) -> str:
        """Of what was kept back: who agreed to its release had no hand in the bank details."""
        release = self.claim.retention_release
        if self.for_claim or account is None or release is None:
            return ""
        if release.decided_by_id == account.entered_by_id:
            return "Who entered the bank details agreed to this release."
        if release.decided_by_id == account.verified_by_id:
            return (
                "Who verified the bank details agreed to this release. "
                "Somebody else of the office verifies them once more."
            )
        return ""


def to_pay(claims: Iterable[Claim], retained: Iterable[Claim] = ()) -> list[ToPay]:
    """Claims to be paid, and claims of which what was kept back is."""
    return [
        *(ToPay(claim) for claim in claims),
        *(ToPay(claim, PaymentKind.RETENTION) for claim in retained),
    ]
