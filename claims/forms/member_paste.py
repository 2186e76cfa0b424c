"""A pasted table as it was posted: read again each time, with the person's answers."""

from dataclasses import replace

from claims.actions.drafting import LineEntry
from claims.facts.draft import Whole
from claims.facts.names import Names
from claims.rules import paste as rules
from claims.rules.lines import LineWords, faults, gaps, key_of
from claims.rules.paste import BadCell, Pasted


class Sheet:
    """A posted table with the person's answers: columns, names, cells put right."""

    def __init__(self, data, whole: Whole, project: int):
        self.whole, self.project, self.names = whole, project, Names(whole)
        rows = rules.rows_of(data.get("text", ""))
        headed = {"yes": True, "no": False}.get(data.get("headed"))
        self._put_right(rows, data)
        self.text = rules.text_of(rows)
        columns = _columns(data, len(rows[0])) if "columns" in data else None
        self.pasted: Pasted = rules.read(
            self.text, names=self.names.known, columns=columns, headed=headed
        )
        self.head = rows[0] if self.pasted.headed else []
        self.answers = {
            name: {key_of(said): data.get(f"{name}_{number}", "")
                   for number, said in enumerate(data.getlist(f"{name}_names"))}
            for name in ("project", "heading")
        }  # fmt: skip
        self.questions = {
            "project": self._ask("project", self.names.projects, self.names.project_choices),
            "heading": self._ask("heading", self.names.headings, self.names.heading_choices),
        }
        self.row_numbers: list[int] = []
        self.entries, self.bad = self._entries()

    def _put_right(self, rows: list[list[str]], data) -> None:
        """Cells that were corrected on the preview, by their place in the whole table."""
        for name in data:
            if name.startswith("cell-"):
                row, _, column = name.removeprefix("cell-").partition("-")
                if _below(row, len(rows)) and _below(column, len(rows[0])):
                    rows[int(row)][int(column)] = " ".join(data[name].split())[:300]

    def _ask(self, name: str, known: dict, choices: list) -> list[dict]:
        """Each name that nobody goes by here, asked once, with the answer given so far."""
        said = rules.unknown_names(self.pasted.lines, name, known)
        return [
            {
                "said": each,
                "field": f"{name}_{number}",
                "choices": choices,
                "answer": self.answers[name].get(key_of(each), ""),
            }
            for number, each in enumerate(said)
        ]

    def _entries(self) -> tuple[list[LineEntry], list[BadCell]]:
        entries, bad = [], list(self.pasted.bad)
        places = {field: column for column, field in self.pasted.columns.items()}
        broken = {cell.row for cell in bad}
        for line in self.pasted.lines:
            budget = self._budget(line, places, bad)
            entry = _entry(line.values, budget.pk if budget else 0)
            bad += self._faults(entry, line.row, places)
            if budget is None or line.row in broken:
                continue
            entries.append(entry)
            self.row_numbers.append(line.row + self.pasted.first_row)
        return entries, bad

    def _budget(self, line, places: dict, bad: list[BadCell]):
        """The budget line a row is claimed from, or the cells that stand against it."""
        project = self._id_of(line, "project", self.names.projects) if "project" in places else None
        project = project or (None if line.values.get("project") else self.project)
        heading = self._id_of(line, "heading", self.names.headings)
        if project is None:
            bad.append(BadCell(line.row, places.get("project"), "say which project this is"))
        if heading is None and line.values.get("heading"):
            bad.append(BadCell(line.row, places["heading"], "say which budget heading this is"))
        elif heading is None and "heading" not in places:
            bad.append(BadCell(line.row, None, "say which column is the budget heading"))
        if project is None or heading is None:
            return None
        budget = self.names.budget_line(project, heading)
        if budget is None:
            words = "this project has no budget under this heading"
            bad.append(BadCell(line.row, places.get("heading"), words))
        return budget

    def _id_of(self, line, name: str, known: dict) -> int | None:
        said = key_of(line.values.get(name) or "")
        answer = self.answers[name].get(said, "")
        if said in known:
            return known[said]
        return int(answer) if answer.isdecimal() and len(answer) < 19 else None

    def _faults(self, entry: LineEntry, row: int, places: dict) -> list[BadCell]:
        return [
            BadCell(row, places.get(fault.field), fault.words)
            for fault in faults(_words(entry), self.whole.terms)
        ]

    @property
    def ready(self) -> bool:
        return bool(self.entries) and not self.bad

    @property
    def missing(self) -> int:
        """How many rows will still have gaps to fill on the spend page."""
        return sum(bool(gaps(_words(entry))) for entry in self.entries)

    @property
    def total(self) -> int:
        return sum(entry.claimed or 0 for entry in self.entries)

    @property
    def columns(self) -> list[dict]:
        """Each column with its letter, heading, first cells, and what it is taken for."""
        return [
            {
                "index": column,
                "letter": rules.letter(column),
                "head": self.head[column] if self.head else "",
                "field": self.pasted.columns.get(column, ""),
            }
            for column in range(self.pasted.width)
        ]

    @property
    def shown(self) -> list[dict]:
        """The rows as the preview shows them, with a box in every bad cell."""
        bad: dict[tuple[int, int | None], list[str]] = {}
        for cell in self.bad:
            bad.setdefault((cell.row, cell.column), []).append(cell.words)
        offset = 1 if self.pasted.headed else 0
        return [
            {
                "number": line.row + self.pasted.first_row,
                "words": bad.get((line.row, None), []),
                "cells": [
                    {
                        "text": text,
                        "words": bad.get((line.row, column), []),
                        "name": f"cell-{line.row + offset}-{column}",
                        "letter": rules.letter(column),
                    }
                    for column, text in enumerate(self.pasted.rows[line.row])
                ],
            }
            for line in self.pasted.lines
        ]

    @property
    def sentences(self) -> list[dict]:
        """Every bad cell as "Row 14, column F: enter the date paid", with the id of its box."""
        first, offset = self.pasted.first_row, 1 if self.pasted.headed else 0
        ordered = sorted(self.bad, key=lambda cell: (cell.row, cell.column or 0))
        return [
            {
                "words": f"{cell.place(first)}: {_lower(cell.words)}",
                "box": "" if cell.column is None else f"cell-{cell.row + offset}-{cell.column}",
            }
            for cell in ordered
        ]


def _below(text: str, limit: int) -> bool:
    """Is a number out of a field's name one that the table has?"""
    return text.isdecimal() and len(text) < 6 and int(text) < limit


def _words(entry: LineEntry) -> LineWords:
    names = [name for name in LineWords.__dataclass_fields__ if hasattr(entry, name)]
    return LineWords(**{name: getattr(entry, name) for name in names})


def _lower(words: str) -> str:
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _columns(data, width: int) -> dict[int, str]:
    """What each column is, as the person chose; a field chosen twice keeps its first column."""
    found: dict[int, str] = {}
    for column in range(width):
        name = data.get(f"column_{column}", "")
        if name in rules.FIELDS and name not in found.values():
            found[column] = name
    return found


def _entry(values: dict, budget_line_id: int) -> LineEntry:
    blank = LineEntry(budget_line_id)
    said = {
        name: value
        for name, value in values.items()
        if value not in (None, "") and name not in ("project", "heading")
    }
    return replace(blank, **said)
