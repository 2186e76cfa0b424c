"""Who is left to release a run, and what stands against the others (SD10)."""

from dataclasses import dataclass

from claims.duties import Doer, Duty, collisions
from claims.facts.paying import histories_of
from claims.facts.run_pages import RunPage
from claims.models import Payment, PaymentRun
from claims.permissions import OFFICERS
from consortium.core import clock
from members.models import User
from members.offices import accountable_body_id_on, holders


@dataclass(frozen=True)
class Releaser:
    """An officer; `against` are the payees, by short name, they may not release to."""

    user: User
    prepared: bool
    against: tuple[str, ...]

    @property
    def eligible(self) -> bool:
        return not self.prepared and not self.against


def releasers_of(page: RunPage) -> list[Releaser]:
    """Every officer by name, with what stands against each."""
    return releasers(page.run, [row.payment for row in page.live])


def releasers(run: PaymentRun, payments: list[Payment]) -> list[Releaser]:
    today, histories = clock.today(), histories_of(payments)
    body = accountable_body_id_on(today)
    found = []
    for user in holders(*OFFICERS, day=today):
        barred = [
            payment.organisation.short_name
            for payment in payments
            if bars(payment, histories[payment.pk], Doer(user.pk, body))
        ]
        found.append(Releaser(user, user.pk == run.prepared_by_id, tuple(dict.fromkeys(barred))))
    return found


def bars(payment: Payment, history, doer: Doer) -> list[str]:
    """What stands against one person releasing one payment."""
    claim = payment.claim
    limit = claim.round.grant.second_approval_limit
    return collisions(
        Duty.AUTHORISE, doer, history, above_limit=claim.approved > limit, own=claim.own
    )
