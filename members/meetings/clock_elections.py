"""The clock's doors of elections: nominations open and close, terms begin on 1 April."""

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.due import handles

from .actions import body, elections
from .models import Election
from .notices import elections as notices
from .states_elections import ElectionState


def _current(item) -> Election | None:
    """The election with the days of its meeting as they are now."""
    elections.look_again(by=SYSTEM)
    return Election.objects.unsettled().filter(pk=item.object_id).first()


@handles(elections.OPENS)
def nominations_open(item, late: bool) -> None:
    found = _current(item)
    if found and found.opens_on and found.opens_on <= clock.today():
        elections.open_nominations(found, by=SYSTEM)


@handles(elections.CLOSING, coalesce=True)
def nominations_closing(item, late: bool) -> None:
    found = _current(item)
    if found and found.state == ElectionState.OPEN and found.closes_on >= clock.today():
        notices.closing(found, found.candidates.standing().count(), by=SYSTEM)


@handles(elections.CLOSED)
def nominations_closed(item, late: bool) -> None:
    found = _current(item)
    if found and found.closes_on and found.closes_on < clock.today():
        elections.close_nominations(found, by=SYSTEM)


@handles(body.TERMS)
def terms_begin(item, late: bool) -> None:
    """1 April: an accountable body that nobody has reviewed goes on (R76)."""
    body.go_on(item.object_id, by=SYSTEM)
