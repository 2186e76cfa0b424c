"""Ending sessions: whoever held one is out at the next request."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from consortium.core import audit
from members.models import User


def open_sessions(user: User) -> list[UserSession]:
    """Where a person is signed in now, the latest first; rows of sessions that ran out are left."""
    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk")[:200])
    keys = [row.session_key for row in rows]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    open_keys = set(alive.values_list("session_key", flat=True))
    return [row for row in rows if row.session_key in open_keys]


@transaction.atomic
def end_sessions(user: User, rows: list[UserSession], *, reason: str = "", by) -> int:
    """End these sessions of a person; gives how many. Nothing is noted where there was none."""
    keys = [row.session_key for row in rows]
    ended, _ = Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user, session_key__in=keys).delete()
    if ended:
        audit.record("person.sessions_ended", user, after={"count": ended}, reason=reason, by=by)
    return ended


@transaction.atomic
def end_all_sessions(user: User, *, keep: str = "", reason: str = "", by) -> int:
    """End every session of a person but the one whose key is `keep`."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=keep)
    return end_sessions(user, list(rows), reason=reason, by=by)


def note_seen(session_key: str, *, ip: str) -> None:
    """A click in this session: when, and from where. No audit row, it is no act."""
    seen = UserSession.objects.filter(session_key=session_key)
    seen.update(last_seen_at=timezone.now(), **({"ip": ip} if ip else {}))


def forget_ended() -> int:
    """Forget devices and addresses of sessions that are over; gives how many."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.exclude(session_key__in=alive).delete()[0]
