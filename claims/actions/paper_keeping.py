"""Papers about payments and drafts for the funder: made once, kept, served as they were made."""

from django.db import transaction

from claims.facts.funder_statement import Builder
from claims.models import FunderClaim, Payment, PaymentRun
from claims.papers.funder_pdf import render_pdf
from claims.papers.remittance import render_payment_list, render_remittance
from consortium.core import clock, files
from consortium.core.actor import Actor
from consortium.core.models.files import StoredFile
from members.models import User


def keep_remittance(payment: Payment, *, by: Actor) -> StoredFile:
    """The advice of a confirmed payment; made before any lock, the first one made is kept (T8)."""
    payment = Payment.objects.select_related(
        "claim__round__grant", "organisation", "account", "remittance"
    ).get(pk=payment.pk)
    if payment.remittance_id:
        return payment.remittance
    content = render_remittance(payment, made_at=clock.now())
    with transaction.atomic():
        locked = Payment.objects.select_for_update().get(pk=payment.pk)
        if locked.remittance_id is None:
            locked.remittance = files.keep(
                content,
                f"Remittance {payment.reference}.pdf",
                owner=locked,
                organisation_id=payment.organisation_id,
                by=by,
            )
            locked.save(update_fields=["remittance"])
    return locked.remittance


def keep_payment_list(run: PaymentRun, *, by: Actor) -> StoredFile:
    """The list of a run as it stands now."""
    people = {run.prepared_by_id, run.released_by_id} - {None}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
    content = render_payment_list(run, names, made_at=clock.now())
    return files.keep(content, f"Payment list of {str(run).lower()}.pdf", owner=run, by=by)


def keep_preview(funder_claim: FunderClaim, *, by: Actor) -> StoredFile:
    """The PDF as it would be sent, marked as a draft on every copy."""
    statement = Builder(funder_claim).statement()
    content = render_pdf(statement, "draft, not frozen", made_at=clock.now(), draft=True)
    return files.keep(content, f"Draft of {funder_claim}.pdf", owner=funder_claim, by=by)
