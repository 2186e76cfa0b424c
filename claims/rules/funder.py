"""The tables of a funder claim, on plain values. Amounts in pence."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from claims.rules.variance import in_words, over_limits, percent_off

SUMS = ("budget", "planned", "now", "before", "forecast")


def end_of_link(made: date) -> date:
    """The last local day of a funder's link: the same day a year on, or the day before 1 March."""
    try:
        return made.replace(year=made.year + 1)
    except ValueError:
        return made.replace(year=made.year + 1, day=28)


@dataclass(frozen=True)
class Figures:
    """What one heading of one project at one member comes to.

    `now` is this claim, `before` the earlier funder claims of the year, `planned`
    this quarter's profile, `forecast` what members expect for the rest of the year.
    """

    heading: str
    position: int
    project: int
    project_name: str
    organisation: str
    budget: int = 0
    planned: int = 0
    now: int = 0
    before: int = 0
    forecast: int = 0


assert set(SUMS) <= {field.name for field in fields(Figures)}


def heading_rows(figures: Iterable[Figures]) -> dict:
    """The statement of expenditure by heading: {"rows": […], "total": {…}}."""
    sums: dict[tuple, dict[str, int]] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    for each in figures:
        _add(sums[each.position, each.heading], each)
    rows = [{"heading": heading, **_row(sums[place, heading])} for place, heading in sorted(sums)]
    return {"rows": rows, "total": _total(rows)}


def partner_rows(figures: Iterable[Figures]) -> dict:
    """By project, then member: [{"project", "name", "partners": […], "total"}] and the whole."""
    sums: dict[tuple, dict[str, int]] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    names: dict[int, str] = {}
    for each in figures:
        names[each.project] = each.project_name
        _add(sums[each.project, each.organisation], each)
    rows: list[dict] = []
    for number in sorted(names, key=lambda project: (project == 0, project)):
        partners = [
            {"organisation": who, **_row(sums[project, who])}
            for project, who in sorted(sums)
            if project == number
        ]
        name = names[number] if number else "The accountable body's own"
        rows.append(
            {"project": number, "name": name, "partners": partners, "total": _total(partners)}
        )
    return {"rows": rows, "total": _total([row["total"] for row in rows])}


def _add(sums: dict[str, int], each: Figures) -> None:
    for name in SUMS:
        sums[name] += getattr(each, name)


def _row(sums: Mapping[str, int]) -> dict:
    """With what follows from the sums."""
    to_date = sums["before"] + sums["now"]
    return {
        **sums,
        "variance": sums["now"] - sums["planned"],
        "percent": percent_off(sums["now"], sums["planned"]),
        "to_date": to_date,
        "outturn": to_date + sums["forecast"],
        "left": sums["budget"] - to_date,
    }


def _total(rows: Iterable[Mapping]) -> dict:
    rows = list(rows)
    return _row({name: sum(row[name] for row in rows) for name in SUMS})


def variance_rows(
    standings: Iterable[Mapping],
    reasons: Mapping[int, tuple[str, str]],
    *,
    basis_points: int,
    amount: int,
) -> list[dict]:
    """Budget lines that pass both of the grant's limits to date, each with its reason or none.

    `reasons` has {budget line: (kind, text)}.
    """
    found = []
    for each in standings:
        actual, planned = each["actual"], each["planned"]
        if not over_limits(actual, planned, basis_points=basis_points, amount=amount):
            continue
        kind, text = reasons.get(each["budget_line"], ("", ""))
        found.append(
            {
                **each,
                "variance": actual - planned,
                "words": in_words(actual, planned),
                "kind": kind,
                "reason": text,
            }
        )
    return found


def without_reason(variances: Iterable[Mapping]) -> list[Mapping]:
    return [each for each in variances if not each["reason"]]


def blocks_of(text: str, names: Collection[str]) -> list[dict]:
    """Paragraphs of a text, each under the member's name where its first line is one."""
    blocks = []
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        name = lines.pop(0) if lines and lines[0] in names else ""
        if name or lines:
            blocks.append({"name": name, "lines": lines})
    return blocks
