"""Who is left to release a run, and what stands against the others (SD10)."""

from dataclasses import dataclass

from claims.duties import Doer, Duty, collisions
from claims.facts.paying import histories_of
from claims.models import Override, Payment, PaymentRun
from claims.permissions import OFFICERS
from claims.states import LIVE_PAYMENT, WaivedRule
from consortium.core import clock
from members.models import User
from members.offices import accountable_body_id_on, holders


@dataclass(frozen=True)
class Releaser:
    """An officer; `barred_from` are payments, `against` their payees by short name."""

    user: User
    prepared: bool
    barred_from: frozenset[int]
    against: tuple[str, ...]

    @property
    def eligible(self) -> bool:
        return not self.prepared and not self.against


def live_payments(run: PaymentRun) -> list[Payment]:
    found = run.payments.filter(state__in=LIVE_PAYMENT)
    payments = list(
        found.select_related(
            "claim__round__grant", "claim__retention_release", "organisation", "account"
        ).order_by("pk")
    )
    for payment in payments:
        payment.run = run
    return payments


def releasers(run: PaymentRun, payments: list[Payment]) -> list[Releaser]:
    """Every officer by name, in a number of queries that does not grow with the payments."""
    today, histories = clock.today(), histories_of(payments)
    body, waived = accountable_body_id_on(today), _waived(payments)
    found = []
    for user in holders(*OFFICERS, day=today):
        doer = Doer(user.pk, body)
        barred = [
            payment for payment in payments if _bars(payment, histories[payment.pk], doer, waived)
        ]
        found.append(
            Releaser(
                user,
                user.pk == run.prepared_by_id,
                frozenset(payment.pk for payment in barred),
                tuple(dict.fromkeys(payment.organisation.short_name for payment in barred)),
            )
        )
    return found


def _waived(payments: list[Payment]) -> set[tuple[int, int, int]]:
    rows = Override.objects.filter(
        claim__in=[payment.claim_id for payment in payments], rule=WaivedRule.APPROVER_RELEASES
    )
    return set(rows.values_list("claim_id", "submission_number", "approver_id"))


def _bars(payment: Payment, history, doer: Doer, waived) -> list[str]:
    """What stands against one person releasing one payment."""
    claim = payment.claim
    if (claim.pk, claim.submissions_made, doer.person) in waived:
        history = {duty: people for duty, people in history.items() if duty != Duty.APPROVE}
    limit = claim.round.grant.second_approval_limit
    return collisions(
        Duty.AUTHORISE, doer, history, above_limit=claim.approved > limit, own=claim.own
    )
