"""What other parts of the site put beside the room, for who looks at it (R84, S17)."""

from collections.abc import Callable
from dataclasses import dataclass

from consortium.core.actor import Actor
from members.meetings.models import Meeting


@dataclass(frozen=True)
class Card:
    """`lines`: what is vouched for, in plain words; `url`: where it is done."""

    title: str
    url: str
    link: str
    lead: str = ""
    lines: tuple[str, ...] = ()


Source = Callable[[Actor, Meeting], list[Card]]
SOURCES: list[Source] = []


def room_cards(source: Source) -> Source:
    """Register a function that gives the cards of a person at a meeting, mostly none."""
    SOURCES.append(source)
    return source


def cards_for(actor: Actor, meeting: Meeting) -> list[Card]:
    return [card for source in SOURCES for card in source(actor, meeting)]
