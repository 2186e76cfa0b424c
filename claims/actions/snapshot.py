"""What a submission freezes: the whole claim as it was sent, and its SHA-256 (M26).

Plain JSON: pence as integers, days as ISO text, so that it reads the same for good.
PDF and history pages are made from it, never from the tables again.
"""

import hashlib
from typing import Any

from claims.facts.draft import Whole
from claims.facts.standing import quarters_to_come
from claims.models import Claim, ClaimLine
from claims.rules.totals import total_of
from claims.rules.variance import Standing
from consortium.core.canonical import canonical, plain
from members.models import Consortium, User

DECLARATION = (
    "I sign for {organisation}. To the best of my knowledge this claim is true and complete. "
    "The spending in it was properly incurred for the projects named, was paid on the dates "
    "given, leaves out VAT that we can recover, and is not claimed elsewhere. We keep the "
    "evidence for {years} years after the grant ends and will show it when asked."
)


def declaration_for(claim: Claim) -> str:
    """The words that the representative signs."""
    return DECLARATION.format(
        organisation=claim.organisation.name, years=claim.round.grant.keep_records_years
    )


def sha256_of(snapshot: dict) -> str:
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def snapshot_of(whole: Whole, *, number: int, signatory: str, declaration: str, late: bool) -> dict:
    """The frozen dict of submission `number`; the claim is locked and complete."""
    claim = whole.claim
    same_person = claim.prepared_by_id == claim.submitted_by_id
    files = _files(claim)
    return plain(
        {
            "schema": 1,
            "reference": claim.reference,
            "number": number,
            "submitted_on": whole.today,
            "late": late,
            "nil": claim.nil,
            "example": claim.example,
            **_about(claim),
            "prepared_by": signatory if same_person else _name(claim.prepared_by_id),
            "signatory": signatory,
            "declaration": declaration,
            "claimed": sum(line.claimed or 0 for line in whole.lines),
            "lines": _lines(whole.lines, _numbers_by_line(files)),
            "evidence": _evidence(files),
            "sections": _sections(whole),
            "total": _standing(total_of(list(whole.standings.values()))),
            "forecast_quarters": quarters_to_come(claim),
        }
    )


def _about(claim: Claim) -> dict[str, Any]:
    round, grant = claim.round, claim.round.grant
    return {
        **Consortium.names(),
        "grant": {"name": grant.name, "reference": grant.reference, "fund": grant.fund.name},
        "funder": grant.funder.name,
        "organisation": claim.organisation.name,
        "quarter": round.quarter,
        "starts": round.period.start,
        "ends": round.period.end,
        "due": round.member_due,
    }


def _name(user_id: int | None) -> str:
    return User.objects.filter(pk=user_id).values_list("name", flat=True).first() or ""


def _lines(lines: list[ClaimLine], evidence: dict[int, list[int]]) -> list[dict]:
    return [
        {
            "number": line.number,
            "project": line.budget_line.project.number,
            "heading": line.budget_line.heading.name,
            "strand": line.budget_line.strand,
            "supplier": line.item.supplier,
            "description": line.item.description,
            "invoice_number": line.item.invoice_number,
            "invoice_date": line.item.invoice_date,
            "date_paid": line.item.date_paid,
            "gross": line.item.gross,
            "recoverable_vat": line.item.recoverable_vat,
            "share": line.share,
            "method": line.method,
            "claimed": line.claimed,
            "late_item": line.late_item,
            "late_reason": line.late_reason,
            "evidence": evidence.get(line.pk, []),
            "evidence_due": line.evidence_due,
            "corrects": _corrected(line),
        }
        for line in lines
    ]


def _corrected(line: ClaimLine) -> str:
    if line.correction_of_id is None:
        return ""
    paid = line.correction_of
    return f"line {paid.number} of {paid.claim.reference}"


def _files(claim: Claim) -> list[tuple]:
    """(number, line or None, name, size, SHA-256) of each file, once for each line it proves."""
    found = claim.evidence.order_by("number", "links__line")
    return list(
        found.values_list("number", "links__line", "file__name", "file__size", "file__sha256")
    )


def _numbers_by_line(files: list[tuple]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, line, *_ in files:
        found.setdefault(line, []).append(number)
    return found


def _evidence(files: list[tuple]) -> list[dict]:
    found = {number: facts for number, _, *facts in files}
    return [
        {"number": number, "name": name, "size": size, "sha256": sha256}
        for number, (name, size, sha256) in found.items()
    ]


def _sections(whole: Whole) -> list[dict]:
    return [_section(whole, section) for section in whole.sections]


def _section(whole: Whole, section) -> dict:
    project = section.project
    budgets = [budget for budget in whole.budgets if budget.project_id == project.pk]
    standings = [whole.standings[budget.pk] for budget in budgets]
    return {
        "project": project.number,
        "name": project.name,
        "achieved": section.achieved,
        "not_achieved": section.not_achieved,
        "next_quarter": section.next_quarter,
        "equality": section.equality,
        "headings": [_heading(whole, budget) for budget in budgets],
        "total": _standing(total_of(standings)),
        "outputs": [_output(s) for s in whole.outputs if s.output.project_id == project.pk],
    }


def _heading(whole: Whole, budget) -> dict:
    reason = whole.reasons.get(budget.pk)
    return {
        "heading": budget.heading.name,
        "strand": budget.strand,
        **_standing(whole.standings[budget.pk]),
        "asked_why": budget.pk in whole.asks_reason,
        "reason_kind": reason.get_kind_display() if reason else "",
        "reason": reason.text if reason else "",
    }


def _standing(standing: Standing) -> dict:
    return {
        "budget": standing.budget,
        "planned": standing.planned,
        "actual": standing.actual,
        "planned_to_date": standing.planned_to_date,
        "actual_to_date": standing.actual_to_date,
        "left": standing.left,
        "forecast": standing.forecast,
    }


def _output(share) -> dict:
    return {
        "code": share.output.code,
        "name": share.output.name,
        "unit": share.output.unit,
        "target": share.target,
        "target_now": share.target_now,
        "actual": share.figure,
        "target_to_date": share.target_to_date,
        "actual_to_date": share.actual_to_date,
        "note": share.note or "",
    }
