"""What a submission froze, in the schema of `claims.actions.snapshot`."""

import hashlib
from datetime import date, timedelta

from consortium.core.canonical import canonical
from consortium.core.periods import Quarter

from .plans import A_QUARTER, OUTPUT
from .tables import Encoded

DECLARATION = "To the best of my knowledge this claim is true and complete."

METHOD = "Staff time, in equal parts"


def sent_on(made) -> date:
    """From eight days before the due day to that day."""
    return made.round.member_due - timedelta(days=made.pk % 9)


def of(made, quarter: Quarter, evidence: list[dict], *, planned: bool) -> tuple[Encoded, str]:
    """The dict as JSON, and its SHA-256. Without `planned` the sections leave the plan out."""
    part, round_ = made.part, made.round
    snapshot = {
        "schema": 1,
        "reference": made.reference,
        "number": 1,
        "submitted_on": sent_on(made).isoformat(),
        "late": False,
        "nil": False,
        "example": False,
        "grant": {
            "name": part.grant.name,
            "reference": part.grant.reference,
            "fund": part.grant.fund.name,
        },
        "funder": part.grant.funder.name,
        "organisation": part.member.organisation.name,
        "quarter": quarter.code,
        "starts": quarter.start.isoformat(),
        "ends": quarter.end.isoformat(),
        "due": round_.member_due.isoformat(),
        "prepared_by": part.member.claims_person.name,
        "signatory": part.member.representative.name,
        "declaration": DECLARATION,
        "claimed": made.claimed,
        "lines": [_line(line, evidence, len(part.projects)) for line in made.lines],
        "evidence": evidence,
        "sections": [_section(made, project, quarter, planned) for project in part.projects],
        "total": _standing(made.lines, quarter),
        "forecast_quarters": [q.code for q in quarter.financial_year.quarters if q > quarter],
    }
    content = canonical(snapshot)  # it is plain already
    return Encoded(content.decode()), hashlib.sha256(content).hexdigest()


def _line(line, evidence: list[dict], parts: int) -> dict:
    return {
        "number": line.number,
        "project": line.project.number,
        "heading": line.heading.name,
        "strand": "",
        "supplier": line.supplier,
        "description": "Project work in the quarter",
        "invoice_number": line.invoice,
        "invoice_date": line.paid.isoformat(),
        "date_paid": line.paid.isoformat(),
        "gross": line.gross,
        "recoverable_vat": 0,
        "share": 10_000 // parts,
        "method": METHOD,
        "claimed": line.claimed,
        "late_item": False,
        "late_reason": "",
        "evidence": [each["number"] for each in evidence],
        "evidence_due": None,
        "corrects": "",
    }


def _section(made, project, quarter: Quarter, planned: bool) -> dict:
    lines = [line for line in made.lines if line.project is project]
    return {
        "project": project.number,
        "name": project.name,
        "achieved": "Two forums were held.",
        "not_achieved": "",
        "next_quarter": "",
        "equality": "",
        "headings": [_heading(line, quarter) for line in lines] if planned else [],
        "total": _standing(lines, quarter),
        "outputs": [_output(quarter)] if planned else [],
    }


def _heading(line, quarter: Quarter) -> dict:
    return {
        "heading": line.heading.name,
        "strand": "",
        **_standing([line], quarter),
        "asked_why": False,
        "reason_kind": "",
        "reason": "",
    }


def _standing(lines, quarter: Quarter) -> dict:
    """Before this quarter everybody spent as planned, as far as this paper says."""
    count, now = len(lines), sum(line.claimed for line in lines)
    before = count * A_QUARTER * (quarter.number - 1)
    return {
        "budget": count * A_QUARTER * 4,
        "planned": count * A_QUARTER,
        "actual": now,
        "planned_to_date": count * A_QUARTER * quarter.number,
        "actual_to_date": before + now,
        "left": count * A_QUARTER * 4 - before - now,
        "forecast": count * 70_00 * (4 - quarter.number),
    }


def _output(quarter: Quarter) -> dict:
    return {
        "code": "O1",
        "name": "People helped",
        "unit": "people",
        "target": 4 * OUTPUT,
        "target_now": OUTPUT,
        "actual": OUTPUT,
        "target_to_date": OUTPUT * quarter.number,
        "actual_to_date": OUTPUT * quarter.number,
        "note": "",
    }
