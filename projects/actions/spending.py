"""Approved spend against budget lines: what the approval of a claim writes (M12)."""

from collections.abc import Iterable, Mapping

from django.db import connection, transaction
from django.db.models import Case, F, Value, When

from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.workflow import Refused
from projects.models import BudgetLine
from projects.rules import Room, over_budget


def lock_budget_lines(line_ids: Iterable[int]) -> dict[int, BudgetLine]:
    """Lock budget lines in the order of their ids until the transaction ends (C-i)."""
    ids = sorted(set(line_ids))
    lines = (
        BudgetLine.objects.select_for_update(of=("self",))
        .select_related("project", "heading", "organisation", "grant")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    return {line.pk: line for line in lines}


def spend(lines: Mapping[int, int], *, by: Actor) -> dict[int, int]:
    """Add approved pence to budget lines: {line id: pence}, negative for a correction.

    Must run inside `transaction.atomic`; locks the lines in the order of their
    ids. Gives what is left in each, tolerance not counted. Raises `Refused`
    with a sentence for each line that has too little left; nothing is written
    then. Who may approve is the claim's question.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("budgets.spend needs transaction.atomic")
    amounts = {pk: pence for pk, pence in lines.items() if pence}
    if not amounts:
        return {}
    found = lock_budget_lines(amounts)
    faults = [over_budget(_room(found[pk]), amounts[pk]) for pk in sorted(found)]
    if missing := sorted(set(amounts) - set(found)):
        faults.append(f"There is no budget line {missing[0]}.")
    if faults := [fault for fault in faults if fault]:
        raise Refused(faults)
    _add(amounts)
    grant = found[min(found)].grant
    before = {str(pk): found[pk].approved for pk in sorted(found)}
    after = {str(pk): found[pk].approved + amounts[pk] for pk in sorted(found)}
    audit.record("budget.spent", grant, before=before, after=after, by=by)
    return {pk: line.amount - after[str(pk)] for pk, line in found.items()}


def _room(line: BudgetLine) -> Room:
    strand = f" ({line.strand})" if line.strand else ""
    name = f"{line.heading}, {line.project.name}{strand}"
    return Room(name, line.amount, line.tolerance, line.approved)


def _add(amounts: Mapping[int, int]) -> None:
    """One statement; the CHECK reads each line once more."""
    added = Case(*(When(pk=pk, then=Value(pence)) for pk, pence in amounts.items()), default=0)
    BudgetLine.objects.filter(pk__in=list(amounts)).update(approved=F("approved") + added)
