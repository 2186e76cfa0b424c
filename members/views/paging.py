"""Pages of a list that is never very long: by number, and without counting it."""

from dataclasses import dataclass

SIZE = 50
LAST = 10_000


@dataclass(frozen=True)
class NumberedPage:
    rows: list
    number: int
    has_next: bool

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.has_next else None

    def __iter__(self):
        return iter(self.rows)


def numbered(queryset, asked: str | None) -> NumberedPage:
    """The page asked for with ?page=; the first where the number makes no sense. One query."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    number = min(max(number, 1), LAST)
    rows = list(queryset[(number - 1) * SIZE : number * SIZE + 1])
    return NumberedPage(rows[:SIZE], number, len(rows) > SIZE)
