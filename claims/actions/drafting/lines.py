"""Spend lines of a draft: added, changed, removed, corrected. Pence; shares in basis points."""

from django.db import transaction

from claims.actions.drafting.beginning import begin
from claims.actions.drafting.writing import (
    LineEntry,
    add_to,
    change_in,
    facts_of,
    line_of,
    next_number,
    not_nil,
    sent_numbers,
    settle,
    write,
)
from claims.facts.lines import with_sums
from claims.locks import lock_item
from claims.models import Claim, ClaimLine
from claims.states import ClaimState, Part
from consortium.core.actor import Actor
from consortium.core.versions import Stale
from consortium.core.workflow import Refused


@transaction.atomic
def save_line(
    claim: Claim,
    entry: LineEntry,
    *,
    line_id: int | None = None,
    version: int | str | None = None,
    by: Actor,
) -> ClaimLine:
    """Add a line, or change one whose `version` is still the one that was seen.

    Raises `LineRefused` with the field of every fault, `Stale` for another version,
    `Refused` where the part is not open. A line that the checker had decided about
    waits for a decision again.
    """
    locked, opening = begin(claim, by=by)
    not_nil(locked)
    if line_id is None:
        line = add_to(locked, opening, entry, by=by)
        settle(locked, "line_added", after=facts_of(line), by=by)
    else:
        line, before = change_in(locked, opening, line_id, entry, version, by=by)
        after = facts_of(line)
        if before != after:
            settle(locked, "line_saved", before=before, after=after, by=by)
    return line


@transaction.atomic
def remove_line(claim: Claim, line_id: int, *, version: int | str | None = None, by: Actor) -> None:
    """Take a line out of a draft, with what only it claimed; one that was sent stays."""
    locked, opening = begin(claim, by=by)
    line = line_of(locked, line_id)
    if version is not None and str(version) != str(line.version):
        raise Stale(line)
    if not opening.part(Part.SPEND, line.budget_line.project_id):
        raise Refused(f"Line {line.number} cannot be removed now.")
    if line.number in sent_numbers(locked):
        raise Refused(
            f"Line {line.number} was part of what you sent, so it is kept. "
            "To claim nothing for it, make its amount £0.00."
        )
    before = facts_of(line)
    item = line.item
    line.evidence_links.all().delete()
    line.delete()
    if not item.lines.exists():
        item.delete()
    settle(locked, "line_removed", before=before, by=by)


@transaction.atomic
def correct_line(claim: Claim, paid_line_id: int, amount: int, *, by: Actor) -> ClaimLine:
    """Take back pence of a paid line, as a negative line of this later claim.

    `amount` is negative, and with other corrections no more than was approved.
    """
    locked, opening = begin(claim, by=by)
    not_nil(locked)
    lines = with_sums(ClaimLine.objects.filter(pk=paid_line_id))
    paid = lines.select_related("item", "budget_line", "claim__round", "correction_of").first()
    reasons = _why_not_correct(locked, paid)
    if not reasons and not opening.part(Part.SPEND, paid.budget_line.project_id):
        reasons = ["No lines can be added now. Only what the checker asked about is open."]
    if reasons:
        raise Refused(reasons)
    line = ClaimLine(
        claim=locked,
        number=next_number(locked),
        item=lock_item(paid.item_id),
        budget_line=paid.budget_line,
        share=paid.share,
        method=paid.method,
        claimed=amount,
        correction_of=paid,
    )
    write(line, locked)
    settle(locked, "line_corrected", after=facts_of(line) | {"corrects": paid.pk}, by=by)
    return line


def _why_not_correct(claim: Claim, paid: ClaimLine | None) -> list[str]:
    if paid is None or paid.claim.organisation_id != claim.organisation_id:
        return ["There is no such line."]
    if paid.claim.round.grant_id != claim.round.grant_id:
        return ["A correction goes into a claim under the same grant."]
    if paid.claim.state != ClaimState.PAID or paid.correction_of_id:
        return ["Only a line of a paid claim can be corrected in a later one."]
    if paid.claim.round.quarter >= claim.round.quarter:
        return ["A correction goes into a claim for a later quarter."]
    return []
