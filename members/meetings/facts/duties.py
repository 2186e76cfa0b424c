"""What other parts of the site know about a member's duties and the body's grants.

Meetings stand below projects and funds, so those bring it: what a member has signed
that an opt-out cannot undo (R97), and what an override may cite (R73).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from members.models import Organisation


@dataclass(frozen=True)
class Term:
    """A grant whose terms an override can cite, by the kind and id of its record."""

    kind: str
    id: str
    label: str

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.id}"


Duties = Callable[[Organisation], Iterable[str]]
Terms = Callable[[], Iterable[Term]]
_duties: list[Duties] = []
_terms: list[Terms] = []


def knows_duties(source: Duties) -> Duties:
    """Register `function(organisation) -> sentences` about duties it has signed."""
    _duties.append(source)
    return source


def knows_terms(source: Terms) -> Terms:
    """Register `function() -> [Term, …]` of the grants that are running."""
    _terms.append(source)
    return source


def duties_of(organisation: Organisation) -> list[str]:
    """What the member stays bound to, in sentences."""
    return [each for source in _duties for each in source(organisation)]


def terms() -> list[Term]:
    """The grants that can be cited, by name."""
    return sorted((each for source in _terms for each in source()), key=lambda each: each.label)
