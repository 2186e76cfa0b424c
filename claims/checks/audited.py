"""Claims that were changed and no audit row tells it (V28, AU1)."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import CharField, DateTimeField, F, Max, OuterRef, Subquery
from django.db.models.functions import Cast

from claims.models import Claim
from consortium.core.checks import ledger_check
from consortium.core.models.audit import AuditRow

# A verb writes its record first and its audit row last, in one transaction.
ONE_ACT = timedelta(minutes=2)


@ledger_check("V28", "claims changed without an audit row")
def changed_unseen() -> Iterator[str]:
    last = (
        AuditRow.objects.filter(
            object_kind="claims.claim", object_id=Cast(OuterRef("pk"), CharField())
        )
        .order_by()
        .values("object_id")
        .annotate(last=Max("at"))
        .values("last")
    )
    claims = Claim.objects.annotate(seen=Subquery(last, output_field=DateTimeField()))
    for claim in claims.filter(seen__isnull=True).order_by("pk").iterator():
        yield f"{claim} has no audit row at all."
    changed = claims.filter(updated_at__gt=F("seen") + ONE_ACT)
    for claim in changed.order_by("pk").iterator():
        yield f"{claim} was changed on {claim.updated_at:%d %B %Y %H:%M} and nothing says by whom."
