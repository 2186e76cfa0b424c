"""What the funder says: questions, a new version, agreement to all of it or to less."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from claims.actions.funder_claims.assembling import (
    add_up,
    lock_funder_claim,
    take_lines,
)
from claims.facts.funder_lines import lines_of
from claims.facts.funder_words import drafted_narrative
from claims.models import FunderClaim, FunderClaimLine, FunderClaimRow
from claims.workflow_money import FUNDER_CLAIM
from consortium.core import audit, clock
from consortium.core.money import format_pence
from consortium.core.workflow import fire
from projects.funds import ledger
from projects.funds.states import JournalKind

CARRIED = ("summary", "narrative")


@dataclass(frozen=True)
class Less:
    """What the funder takes off one line: pence above nothing, and why."""

    amount: int
    reason: str


@transaction.atomic
def query(funder_claim: FunderClaim, *, question: str, by) -> FunderClaim:
    """The funder asked something; it stands on the claim until it is answered."""
    made = lock_funder_claim(funder_claim)
    made.query = question.strip()
    return fire(FUNDER_CLAIM, made, "query", reason=question, fields=("query",), by=by)


@transaction.atomic
def new_version(funder_claim: FunderClaim, *, what_changed: str, by) -> FunderClaim:
    """A correction after sending: the sent version is kept, its lines go on in the next one.

    Gives the new draft. The cover says what changed.
    """
    old = lock_funder_claim(funder_claim)
    fire(FUNDER_CLAIM, old, "replace", reason=what_changed, by=by)
    old.lines.update(live=False)
    rows = list(old.rows.select_related("journal", "heading"))
    for row in rows:
        if row.journal_id:
            reason = f"{old} is replaced: {what_changed.strip()}"
            ledger.reverse(row.journal, effective=clock.today(), reason=reason, by=by)
    made = FunderClaim.objects.create(
        grant=old.grant,
        quarter=old.quarter,
        number=old.number,
        version_number=old.version_number + 1,
        what_changed=what_changed.strip(),
        query=old.query,
        assembled_at=clock.now(),
        assembled_by_id=by.user_id,
        example=old.example,
        **{name: getattr(old, name) for name in CARRIED},
    )
    FunderClaimRow.objects.bulk_create(
        FunderClaimRow(
            funder_claim=made, kind=row.kind, cause=row.cause, amount=row.amount,
            heading=row.heading,
        )
        for row in rows
    )  # fmt: skip
    take_lines(made)
    add_up(made)
    made.narrative = {**drafted_narrative(made), **made.narrative}
    made.save(update_fields=["narrative"])
    after = {"replaces": old.pk, "total": made.total}
    audit.record("claims.funder_claim_assembled", made, after=after, reason=what_changed, by=by)
    return made


@transaction.atomic
def agree(funder_claim: FunderClaim, *, less: Mapping[int, Less] | None = None, by) -> FunderClaim:
    """The funder agrees to the claim, or to `less` of some lines ({line of the claim: Less}).

    What it takes off is no income and no spending any more, and the member owes it
    back: one journal a member names the cause on both sides (M28).
    """
    made, less = lock_funder_claim(funder_claim), dict(less or {})
    lines = {each.pk: each for each in lines_of(made) if each.pk in less}
    off = sum(each.amount for each in less.values())
    made.agreed, made.agreed_on = made.total - off, clock.today()
    made.agreed_reason = "; ".join(dict.fromkeys(each.reason.strip() for each in less.values()))
    facts = {"stops": [*_wrong(less, lines), *_after_money(made)]}
    fields = ("agreed", "agreed_on", "agreed_reason")
    made = fire(
        FUNDER_CLAIM, made, "agree", reason=made.agreed_reason, facts=facts, fields=fields, by=by
    )
    by_claim = defaultdict(list)
    for pk, line in lines.items():
        line.disallowed, line.disallowed_reason = less[pk].amount, less[pk].reason.strip()[:300]
        line.save(update_fields=["disallowed", "disallowed_reason"])
        by_claim[line.claim_line.claim].append(line)
    for claim, taken in by_claim.items():
        _adjust(made, claim, taken, by)
    return made


def _wrong(less: Mapping[int, Less], lines: Mapping[int, FunderClaimLine]) -> list[str]:
    found = []
    for pk, each in less.items():
        line = lines.get(pk)
        if line is None:
            found.append("A line that was named is not in this claim.")
        elif not 0 < each.amount <= line.amount:
            most = format_pence(line.amount)
            found.append(f"Line {line.claim_line.number}: take off between £0.01 and {most}.")
        if not each.reason.strip():
            found.append("Give the funder's reason for each amount that it takes off.")
    return list(dict.fromkeys(found))


def _after_money(made: FunderClaim) -> list[str]:
    if made.agreed is not None and made.received > made.agreed:
        return [f"{format_pence(made.received)} has come already, more than this would leave."]
    return []


def _adjust(made: FunderClaim, claim, lines: list[FunderClaimLine], by) -> None:
    spend = [
        (each.claim_line.budget_line.heading, each.claim_line.budget_line.project.number,
         each.disallowed)
        for each in lines
    ]  # fmt: skip
    named = ", ".join(str(each.claim_line.number) for each in lines)
    ledger.post(
        JournalKind.FUNDER_ADJUSTMENT,
        ledger.adjustment_entries(made.grant, claim.organisation, spend),
        effective=clock.today(),
        description=f"Not agreed by the funder: {claim.reference}, line {named}, in {made}"[:240],
        cause=made,
        cause_url=reverse("funder_claim", args=[made.pk]),
        reason="; ".join(each.disallowed_reason for each in lines),
        by=by,
    )
