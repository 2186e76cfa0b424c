"""Marks of what a page showed of a part, so that nobody overwrites what somebody else saved.

A part has no version of its own; the mark of its values says as much (C-ii).
"""

import hashlib
import json

from claims.models import Claim, ClaimSection


def outputs_of(section: ClaimSection) -> dict:
    """Everything the outputs form of one project shows, in a fixed order."""
    figures = section.claim.outputs.filter(share__output__project=section.project_id)
    rows = figures.order_by("share_id").values_list("share_id", "actual", "note")
    return {
        "project": section.project_id,
        "done": section.outputs_done,
        "figures": [[share, actual, hash_of(note)] for share, actual, note in rows],
    }


def progress_of(section: ClaimSection) -> dict:
    return {
        "achieved": section.achieved,
        "not_achieved": section.not_achieved,
        "next_quarter": section.next_quarter,
        "equality": section.equality,
        "done": section.progress_done,
    }


def forecast_of(claim: Claim) -> dict:
    rows = claim.forecasts.order_by("budget_line_id", "quarter")
    return {"rows": [list(row) for row in rows.values_list("budget_line_id", "quarter", "amount")]}


def outputs(section: ClaimSection) -> str:
    return _mark(outputs_of(section))


def progress(section: ClaimSection) -> str:
    return _mark(progress_of(section))


def forecast(claim: Claim) -> str:
    return _mark(forecast_of(claim))


def _mark(values: dict) -> str:
    return hash_of(json.dumps(values, sort_keys=True, default=str))


def hash_of(text: str) -> str:
    """A short mark of a text that may name people, so that the audit says only that it changed."""
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""
