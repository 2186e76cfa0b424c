"""Who may read the calendar at a secret address: somebody who still comes to meetings."""

from consortium.core import clock
from members.meetings.models import CalendarFeed, Meeting
from members.meetings.rules import fingerprint
from members.models import Seat, Term, User


def reader_of(token: str) -> User | None:
    """The person at a token, None where it was turned off, or they have no seat any more."""
    rows = CalendarFeed.objects.filter(token_sha256=fingerprint(token), ended_at__isnull=True)
    feed = rows.select_related("user").first()
    if feed is None or not feed.user.is_active:
        return None
    today = clock.today()
    seated = Seat.objects.on(today).filter(user=feed.user).exists()
    return feed.user if seated or _in_office(feed.user, today) else None


def _in_office(user: User, today) -> bool:
    return Term.objects.on(today).filter(holder=user).exists()


def meetings_for_feed() -> list[Meeting]:
    """All of two years back and everything to come, the earliest first. One query."""
    back = clock.today().replace(day=1)
    back = back.replace(year=back.year - 2)
    return list(Meeting.objects.filter(on__gte=back).order_by("on", "starts_at", "pk"))


def own_feed(user_id: int) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user_id=user_id, ended_at__isnull=True).first()
