"""One thing that waits for somebody: what the home page lists, whatever app it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Todo:
    """`title` starts with a verb; `state` and `kind` choose its tag; heavier ones go first.

    Without a `url` it only tells who else has to act.
    """

    title: str
    url: str = ""
    due: date | None = None
    hint: str = ""
    state: str = ""
    kind: str = ""
    weight: int = 0


def in_order(todos: Iterable[Todo]) -> list[Todo]:
    """By due day, those without one last; the heavier first on one day."""
    return sorted(todos, key=lambda todo: (todo.due or date.max, -todo.weight, todo.title))
