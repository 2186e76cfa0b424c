"""Telling those above what became of an application; they hear in the same transaction.

For apps that stand on this one: an app does not know who stands on it.
"""

from collections.abc import Callable

from members.applications.models import Application

Hears = Callable[..., None]
HEAR: list[Hears] = []


def hears_of_applications(verb: Hears) -> Hears:
    """Have `verb(application, by=…)` called when one was sent, decided on or taken back."""
    HEAR.append(verb)
    return verb


def tell_those_above(application: Application, *, by) -> None:
    for hear in HEAR:
        hear(application, by=by)
