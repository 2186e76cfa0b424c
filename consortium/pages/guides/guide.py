"""What a guide is made of."""

from dataclasses import dataclass

from members.states import Role


@dataclass(frozen=True)
class Step:
    title: str
    words: str


@dataclass(frozen=True)
class Guide:
    """`roles` whose job it is; `route` is the page where it begins."""

    slug: str
    title: str
    lead: str
    roles: tuple[Role, ...]
    steps: tuple[Step, ...]
    route: str = ""
    button: str = ""
