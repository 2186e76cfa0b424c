"""An auditor's seat: it looks, it ends by itself, and everybody concerned hears of it."""

from datetime import timedelta

from django.db import transaction

from consortium.core import clock, due
from members import notices
from members.models import Seat
from members.states import Role

ENDS_SOON, ENDED = "members.auditor_ends_soon", "members.auditor_ended"
BEFORE = timedelta(days=14)
A_DAY = timedelta(days=1)


def plan_end(seat: Seat) -> None:
    """Note when people hear that an auditor's seat ends; asked again with its present last day."""
    if seat.role != Role.AUDITOR:
        return
    due.cancel((ENDS_SOON, ENDED), seat)
    if seat.ends is None or seat.withdrawn_at:
        return
    if seat.ends - BEFORE > clock.today():
        due.plan(ENDS_SOON, seat, seat.ends - BEFORE)
    due.plan(ENDED, seat, seat.ends + A_DAY)


@transaction.atomic
def tell_of_the_end(seat_id: int, *, by) -> None:
    """Tell the auditor and the secretariat that the seat ends soon, if it still does."""
    seat = _standing(seat_id)
    if seat and seat.ends and clock.today() <= seat.ends <= clock.today() + BEFORE:
        notices.auditor_ends_soon(seat, by=by)


@transaction.atomic
def tell_it_ended(seat_id: int, *, by) -> None:
    """Tell them that it has ended, if it has."""
    seat = _standing(seat_id)
    if seat and seat.ends and seat.ends < clock.today():
        notices.auditor_ended(seat, by=by)


def _standing(seat_id: int) -> Seat | None:
    return Seat.objects.standing().select_related("user", "organisation").filter(pk=seat_id).first()
