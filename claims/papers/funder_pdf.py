"""The claim to a funder on paper: a tagged PDF, made from the frozen dict alone."""

from datetime import date, datetime
from typing import Any

from claims.rules.charts import output_chart
from claims.rules.funder import blocks_of, without_reason
from consortium.core import pdf
from consortium.core.periods import Quarter

DAYS = frozenset({"starts", "ends", "made_on", "date_paid", "given_on", "on"})


def render_pdf(statement: dict, sha256: str, *, made_at: datetime, draft: bool = False) -> bytes:
    """PDF/UA-1 tagged bytes; the same dict and moment give the same bytes. A draft says so."""
    return pdf.render_pdf(
        "pdf/funder_claim.html",
        {
            "claim": shown(statement),
            "quarter": Quarter.parse(statement["quarter"]),
            "sha256": sha256,
            "draft": draft,
            "chart": output_chart(statement["outputs"]),
            "unexplained": len(without_reason(statement["variances"])),
            "reference": statement["reference"],
        },
        title=title_of(statement),
        made_at=made_at,
    )


def title_of(statement: dict) -> str:
    quarter = Quarter.parse(statement["quarter"])
    return f"Claim to {statement['funder']} for {quarter.label}"


def with_days(value: Any) -> Any:
    """The same dict with ISO texts under the names of days turned into days, of instants too."""
    if isinstance(value, list):
        return [with_days(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _day(name, each) for name, each in value.items()}


def _day(name: str, value: Any) -> Any:
    if name in DAYS and isinstance(value, str) and value:
        return date.fromisoformat(value)
    return with_days(value)


def shown(statement: dict) -> dict:
    """The dict for a template: days as days, each project's text in blocks by member."""
    members = {
        partner["organisation"]
        for row in statement["partners"]["rows"]
        for partner in row["partners"]
    }
    projects = [
        {**each, "blocks": blocks_of(each["text"], members)} for each in statement["projects"]
    ]
    return {**with_days(statement), "projects": projects}
