"""Looks that are themselves on record: full bank numbers are shown to one person, once asked."""

from django.db import transaction

from claims.models import PayeeAccount
from consortium.core import audit
from consortium.core.actor import Actor


@transaction.atomic
def looked_at(account: PayeeAccount, *, by: Actor) -> None:
    """Somebody read the full numbers, to compare them."""
    audit.record("claims.account_looked_at", account, after={"number": account.number}, by=by)
