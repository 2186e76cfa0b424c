"""One line written: checked against its rules as it will stand, then saved with its item."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum

from claims.actions.drafting.beginning import LineRefused, end
from claims.facts.lines import terms_of, words_of
from claims.facts.marks import hash_of
from claims.facts.open import Opening
from claims.locks import lock_item, lock_line
from claims.models import Claim, ClaimLine, SpendItem
from claims.rules.lines import Fault, faults, key_of
from claims.states import ClaimState, Decision, Part
from consortium.core import clock
from consortium.core.actor import Actor
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from projects.models import BudgetLine

TEXTS = ("supplier", "description", "invoice_number")  # may name people: not into the audit (D3)
ITEM_FIELDS = (*TEXTS, "invoice_date", "date_paid", "gross", "recoverable_vat")
LINE_FIELDS = ("share", "method", "claimed", "late_item", "late_reason")


@dataclass(frozen=True)
class LineEntry:
    """One line as typed. Pence; `share` in basis points; None where nothing stands yet.

    With `item_id` it claims another share of something entered before, whose own
    fields are then left as they are.
    """

    budget_line_id: int
    supplier: str = ""
    description: str = ""
    invoice_number: str = ""
    invoice_date: date | None = None
    date_paid: date | None = None
    gross: int | None = None
    recoverable_vat: int = 0
    share: int = 10_000
    method: str = ""
    claimed: int | None = None
    late_item: bool = False
    late_reason: str = ""
    item_id: int | None = None


def not_nil(claim: Claim) -> None:
    if claim.nil:
        raise Refused("This is a nil claim. Say that there is something to claim first.")


def add_to(claim: Claim, opening: Opening, entry: LineEntry, *, by: Actor) -> ClaimLine:
    """Write a new line into a locked claim; the caller settles the claim afterwards."""
    budget = _budget_line(claim, entry.budget_line_id)
    if not opening.part(Part.SPEND, budget.project_id):
        raise Refused("No lines can be added now. Only what the checker asked about is open.")
    if entry.item_id:
        item = _own_item(claim, entry.item_id)
    else:
        item = SpendItem(organisation=claim.organisation, created_by_id=by.user_id)
        _fill_item(item, entry)
    line = ClaimLine(claim=claim, number=next_number(claim), item=item, budget_line=budget)
    for name in LINE_FIELDS:
        setattr(line, name, getattr(entry, name))
    return write(line, claim)


def change_in(
    claim: Claim, opening: Opening, line_id: int, entry: LineEntry, version, *, by: Actor
) -> tuple[ClaimLine, dict]:
    """Change one line of a locked claim; gives it with what stood there before."""
    line = line_of(claim, line_id)
    if str(version) != str(line.version):
        raise Stale(line)
    if not opening.line(line):
        raise Refused(f"Line {line.number} is not open. Only what the checker asked about is.")
    before = facts_of(line)
    if line.correction_of_id:
        line.claimed = entry.claimed
        return write(line, claim), before
    line.budget_line = _budget_line(claim, entry.budget_line_id)
    if not opening.line(line):
        raise Refused("The line cannot move to a project whose spending is not open.")
    line.item = lock_item(line.item_id)
    _change_item(line, entry)
    for name in LINE_FIELDS:
        setattr(line, name, getattr(entry, name))
    return write(line, claim), before


def _change_item(line: ClaimLine, entry: LineEntry) -> None:
    """New facts about what was bought; refused where a claim that was sent rests on them."""
    was = {name: getattr(line.item, name) for name in ITEM_FIELDS}
    _fill_item(line.item, entry)
    if was == {name: getattr(line.item, name) for name in ITEM_FIELDS}:
        return
    others = line.item.lines.filter(live=True).exclude(claim=line.claim_id)
    sent = others.exclude(claim__state=ClaimState.IN_PROGRESS).select_related("claim").first()
    if sent:
        words = (
            f"A share of this is on {sent.claim.reference}, which was sent, so its supplier, "
            "invoice, dates and amounts stay as they are"
        )
        raise LineRefused([Fault("", words)])


def _fill_item(item: SpendItem, entry: LineEntry) -> None:
    for name in ITEM_FIELDS:
        setattr(item, name, getattr(entry, name))
    item.supplier_key = key_of(item.supplier)
    item.invoice_key = key_of(item.invoice_number)


def write(line: ClaimLine, claim: Claim) -> ClaimLine:
    """Check the line as it will stand, then save it and its item."""
    _check(line, claim)
    if line.decision != Decision.PENDING:
        undecide(line)
    if line.pk:
        line.version += 1
    if not line.correction_of_id:
        line.item.save()
        line.item = line.item  # takes the number it was given
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        if "item_meets_a_budget_line" in str(error) or "budget_line_id" in str(error):
            words = "This is claimed from this budget heading already. Choose another heading"
            raise LineRefused([Fault("budget_line", words)]) from None
        raise
    return line


def undecide(line: ClaimLine) -> None:
    """Take back what a checker decided: the line is looked at again."""
    line.decision, line.approved, line.reason = Decision.PENDING, None, ""
    line.decided_by_id, line.decided_at = None, None


def _check(line: ClaimLine, claim: Claim) -> None:
    _put_sums(line)
    found = faults(words_of(line), terms_of(claim, today=clock.today()))
    if found:
        raise LineRefused(found)


def _put_sums(line: ClaimLine) -> None:
    """Give an unsaved line the sums that `with_sums` would read, itself counted in."""
    others = ClaimLine.objects.filter(item=line.item_id, live=True, correction_of__isnull=True)
    sums = {"shares": 0, "claimed": 0}
    if line.item_id:
        sums = others.exclude(pk=line.pk).aggregate(shares=Sum("share"), claimed=Sum("claimed"))
    line.item_shares = (sums["shares"] or 0) + line.share
    line.item_claimed = (sums["claimed"] or 0) + (line.claimed or 0)
    line.taken_back = 0
    if line.correction_of_id:
        taken = ClaimLine.objects.filter(correction_of=line.correction_of_id, live=True)
        earlier = taken.exclude(pk=line.pk).aggregate(total=Sum("claimed"))["total"] or 0
        line.taken_back = earlier + (line.claimed or 0)


def line_of(claim: Claim, line_id: int) -> ClaimLine:
    try:
        line = lock_line(line_id)
    except ClaimLine.DoesNotExist:
        line = None
    if line is None or line.claim_id != claim.pk:
        raise Refused("Somebody has removed this line meanwhile.")
    return line


def _budget_line(claim: Claim, pk: int) -> BudgetLine:
    """A budget line of this member, grant and year; anything else is refused."""
    year = claim.round.period.financial_year.label
    found = BudgetLine.objects.filter(
        pk=pk, grant=claim.round.grant_id, organisation=claim.organisation_id, financial_year=year
    ).first()
    if found is None:
        raise LineRefused([Fault("budget_line", "Select the budget heading it is claimed from")])
    return found


def _own_item(claim: Claim, pk: int) -> SpendItem:
    found = SpendItem.objects.select_for_update().filter(pk=pk, organisation=claim.organisation_id)
    item = found.first()
    if item is None:
        raise Refused("There is no such invoice.")
    return item


def next_number(claim: Claim) -> int:
    """Numbers are not used again once they were sent, so that queries stay about one line."""
    here = claim.lines.aggregate(last=Max("number"))["last"] or 0
    return max([here, *sent_numbers(claim)]) + 1


def sent_numbers(claim: Claim) -> set[int]:
    """The numbers of the lines in the last submission, which holds those of all before it."""
    if not claim.submissions_made:
        return set()
    last = claim.submissions.order_by("-number").values_list("snapshot", flat=True).first()
    return {line["number"] for line in (last or {}).get("lines", ())}


def facts_of(line: ClaimLine) -> dict[str, Any]:
    """A line for the audit: its numbers as they are, its words only as a mark that they changed."""
    words = "|".join(str(getattr(line.item, name)) for name in TEXTS) + f"|{line.method}"
    return {
        "line": line.number,
        "budget_line": line.budget_line_id,
        "item": line.item_id,
        "invoice_date": line.item.invoice_date,
        "date_paid": line.item.date_paid,
        "gross": line.item.gross,
        "recoverable_vat": line.item.recoverable_vat,
        "share": line.share,
        "claimed": line.claimed,
        "late_item": line.late_item,
        "late_reason": line.late_reason,
        "words": hash_of(words),
    }


def settle(claim: Claim, action: str, *, before=None, after=None, by: Actor) -> None:
    """Bring the claim's sum up to date with its lines, and its version and audit on."""
    claim.claimed = claim.lines.aggregate(total=Sum("claimed"))["total"] or 0
    end(claim, action, before=before, after=after, by=by)
