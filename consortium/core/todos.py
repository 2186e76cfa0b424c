"""What needs somebody now: the lines of the home page, one shape for every app."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Todo:
    """One thing to do. `words` say what, `url` leads to where it is done.

    `due` is a local day, None for what has no date; `tone` is that of a state
    tag ("wait", "stop", "info"); `count` is how many there are where one line
    stands for several.
    """

    words: str
    url: str
    due: date | None = None
    tone: str = "wait"
    count: int = 1
