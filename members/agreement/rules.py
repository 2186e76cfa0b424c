"""Plain rules about the agreement: its text as one fingerprint, what changed, when to remind."""

import hashlib
import json
from collections.abc import Iterable

REMIND_WORKING_DAYS = (10, 20)
ADMITTED_WORKING_DAYS = 20


def text_sha256(title: str, clauses: Iterable[tuple[str, str, str]]) -> str:
    """SHA-256 of the title and the clauses, each (number, title, text), in their order."""
    content = json.dumps([title, [list(clause) for clause in clauses]], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def changes(
    new: Iterable[tuple[str, str, str]], old: Iterable[tuple[str, str, str]]
) -> dict[str, str]:
    """What became of each clause, by its number: "new", "changed" or "gone"; the same is left out.

    >>> changes([("1", "A", "x"), ("2", "B", "y")], [("1", "A", "x"), ("3", "C", "z")])
    {'2': 'new', '3': 'gone'}
    """
    before = {ref: (title, text) for ref, title, text in old}
    after = {ref: (title, text) for ref, title, text in new}
    found = {ref: "new" for ref in after if ref not in before}
    found |= {ref: "changed" for ref in after if ref in before and after[ref] != before[ref]}
    return found | {ref: "gone" for ref in before if ref not in after}
