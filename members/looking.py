"""Looking at the site as somebody else sees it: for half an hour, and without acting (SD2).

What is kept in the session says who is looked as, in which hat and until when. It is
read anew on every request: rights that were lost end it at once.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from consortium.core import clock

from .hats import Hat, actor_in, hats_of
from .models import User
from .permissions import looking_refusal

SESSION_KEY = "looking_as"
LASTS = timedelta(minutes=30)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Pages of the person's own account and way in are nobody else's to see, either.
THEIR_OWN = ("account_", "mfa_", "second_step", "my_sessions", "session", "my_data", "choose_hat")
ALWAYS = frozenset({"looking_end"})


@dataclass(frozen=True)
class Looking:
    """Somebody of the secretariat (`by`) looks as `user`, in `hat`, until `until`."""

    by: User
    user: User
    hat: Hat
    until: datetime


def begin(request, user: User, hat_key: str) -> None:
    """Note it in the session; the verb has asked whether it may be."""
    until = clock.now() + LASTS
    request.session[SESSION_KEY] = {"user": user.pk, "hat": hat_key, "until": until.isoformat()}


def end(request) -> None:
    request.session.pop(SESSION_KEY, None)


def present(request) -> Looking | None:
    """What is being looked at in this session; None where that is nothing, or over by now."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None
    found = _read(request, kept)
    if found is None:
        end(request)
    return found


def _read(request, kept: dict) -> Looking | None:
    until = datetime.fromisoformat(kept["until"])
    user = User.objects.filter(pk=kept["user"]).first()
    if user is None or clock.now() >= until:
        return None
    day = clock.today()
    hats = hats_of(user, day)
    hat = next((one for one in hats if one.key == kept["hat"]), None)
    own = (actor_in(request.user, mine) for mine in hats_of(request.user, day))
    capacities = {one.capacity for one in hats}
    allowed = any(looking_refusal(actor, user=user, capacities=capacities) is None for actor in own)
    return Looking(by=request.user, user=user, hat=hat, until=until) if hat and allowed else None


def actor_of(looking: Looking, *, request):
    """The person who is looked as, with the id of who looks: nothing can be done as this one."""
    actor = actor_in(looking.user, looking.hat, request=request)
    return replace(actor, impersonator_id=looking.by.pk)


def is_refused(request) -> bool:
    """Would this act, or show what is the person's alone?"""
    name = request.resolver_match.url_name or ""
    if name in ALWAYS:
        return False
    return request.method not in SAFE or name.startswith(THEIR_OWN)
