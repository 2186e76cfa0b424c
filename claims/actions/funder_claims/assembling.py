"""Assembling a funder claim, and changing it while nobody has signed."""

from django.db import transaction
from django.db.models import Max, Sum

from claims.facts.funder_lines import free_lines, not_included
from claims.facts.funder_words import drafted_narrative
from claims.models import FunderClaim, FunderClaimLine, FunderClaimRow
from claims.permissions_money import an_officer
from claims.states import LIVE_FUNDER_CLAIM, FunderClaimState, RowKind
from claims.workflow_money import FUNDER_CLAIM
from consortium.core import audit, clock
from consortium.core.periods import Quarter
from consortium.core.versions import check_version
from consortium.core.workflow import Refused, fire
from projects.funds import ledger
from projects.funds.models import CostHeading, Grant


@transaction.atomic
def assemble(grant: Grant, quarter: Quarter, *, by) -> FunderClaim:
    """A draft with every approved line of the grant, up to the quarter, that no live claim has."""
    if reason := an_officer(by, grant):
        raise Refused(reason)
    grant = lock_grant(grant)
    live = FunderClaim.objects.filter(
        grant=grant, quarter=quarter.code, state__in=LIVE_FUNDER_CLAIM
    ).first()
    if live:
        raise Refused(f"There is a claim for {quarter.label} already: {live}.")
    last = FunderClaim.objects.filter(grant=grant).aggregate(last=Max("number"))["last"] or 0
    made = FunderClaim.objects.create(
        grant=grant,
        quarter=quarter.code,
        number=last + 1,
        assembled_at=clock.now(),
        assembled_by_id=by.user_id,
        example=grant.example,
    )
    take_lines(made)
    made.narrative = drafted_narrative(made)
    made.save(update_fields=["narrative"])
    audit.record("claims.funder_claim_assembled", made, after={"total": made.total}, by=by)
    return made


@transaction.atomic
def collect(funder_claim: FunderClaim, *, by) -> FunderClaim:
    """Look again which lines are approved by now; what was written stays."""
    made = lock_draft(funder_claim, by)
    before = made.total
    made.lines.all().delete()
    take_lines(made)
    made.narrative = {**drafted_narrative(made), **made.narrative}
    made.version += 1
    made.save(update_fields=["narrative", "version"])
    after = {"total": made.total}
    audit.record(
        "claims.funder_claim_collected", made, before={"total": before}, after=after, by=by
    )
    return made


@transaction.atomic
def save_text(
    funder_claim: FunderClaim, *, summary: str, narrative: dict[str, str], version=None, by
) -> FunderClaim:
    """What the funder reads: a summary, and a text for each project by its number."""
    made = lock_draft(funder_claim, by)
    if version is not None:
        check_version(made, version)
    made.summary = summary.strip()
    made.narrative = {**made.narrative, **{key: text.strip() for key, text in narrative.items()}}
    made.version += 1
    made.save(update_fields=["summary", "narrative", "version"])
    audit.record("claims.funder_claim_worded", made, after={"version": made.version}, by=by)
    return made


@transaction.atomic
def add_row(
    funder_claim: FunderClaim,
    *,
    kind: str,
    cause: str,
    amount: int,
    heading: CostHeading | None = None,
    by,
) -> FunderClaimRow:
    """A row of the accountable body's own, in pence: a correction or a fee, with a cause (M23)."""
    made = lock_draft(funder_claim, by)
    against = []
    if not cause.strip():
        against.append("Name the cause, for example the journal or the clause of the grant.")
    if not amount:
        against.append("Enter an amount.")
    if kind == RowKind.FEE and amount < 0:
        against.append("A fee is above nothing. Use a correction to give one back.")
    if kind == RowKind.CORRECTION and heading is None:
        against.append("Choose the heading that is corrected.")
    if against:
        raise Refused(against)
    row = FunderClaimRow.objects.create(
        funder_claim=made, kind=kind, cause=cause.strip(), amount=amount, heading=heading
    )
    add_up(made)
    after = {"kind": kind, "amount": amount, "cause": row.cause}
    audit.record("claims.funder_row_added", made, after=after, by=by)
    return row


@transaction.atomic
def remove_row(row: FunderClaimRow, *, by) -> FunderClaim:
    """Take out a row again before anybody signs."""
    made = lock_draft(row.funder_claim, by)
    before = {"kind": row.kind, "amount": row.amount, "cause": row.cause}
    made.rows.filter(pk=row.pk).delete()
    add_up(made)
    audit.record("claims.funder_row_removed", made, before=before, by=by)
    return made


@transaction.atomic
def abandon(funder_claim: FunderClaim, *, by) -> FunderClaim:
    """Throw a draft away; its lines are free for another."""
    made = lock_draft(funder_claim, by)
    fire(FUNDER_CLAIM, made, "abandon", by=by)
    made.lines.all().delete()
    return made


def lock_grant(grant: Grant) -> Grant:
    """Fund and grant under their locks, in that order."""
    ledger.lock_funds([grant.fund_id])
    return (
        Grant.objects.select_for_update(of=("self",))
        .select_related("fund", "funder")
        .get(pk=grant.pk)
    )


def lock_funder_claim(funder_claim: FunderClaim) -> FunderClaim:
    grant = lock_grant(funder_claim.grant)
    found = FunderClaim.objects.select_for_update().get(pk=funder_claim.pk)
    found.grant = grant
    return found


def lock_draft(funder_claim: FunderClaim, by) -> FunderClaim:
    """The claim, locked, that this person may still change; `Refused` otherwise."""
    found = lock_funder_claim(funder_claim)
    against = [an_officer(by, found)]
    if found.state != FunderClaimState.ASSEMBLED:
        against.append(f"This claim is {found.get_state_display().lower()}, so it stays as it is.")
    elif found.first_signed_by_id:
        against.append("Somebody has signed this claim. Open it again to change it.")
    if reasons := [words for words in against if words]:
        raise Refused(reasons)
    return found


def take_lines(made: FunderClaim) -> None:
    """Put every free line in, and write down what is left out."""
    FunderClaimLine.objects.bulk_create(
        FunderClaimLine(funder_claim=made, claim_line=line, amount=line.approved)
        for line in free_lines(made.grant, made.quarter)
    )
    made.not_included = not_included(made.grant, made.period)
    made.save(update_fields=["not_included"])
    add_up(made)


def add_up(made: FunderClaim) -> None:
    lines = made.lines.aggregate(sum=Sum("amount"))["sum"] or 0
    made.total = lines + (made.rows.aggregate(sum=Sum("amount"))["sum"] or 0)
    made.save(update_fields=["total"])
