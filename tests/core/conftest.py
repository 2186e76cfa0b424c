import pytest

from consortium.core.actor import Actor
from tests.core import toy_site

OURS = [f"consortium.core.middleware.{name}" for name in ("RequestId", "Headers")]
INNER = [f"consortium.core.middleware.{name}" for name in ("OneReading", "FriendlyPages")]


@pytest.fixture
def site(settings):
    """The toy site under the real middleware."""
    settings.ROOT_URLCONF = "tests.core.toy_site"
    known = [name for name in settings.MIDDLEWARE if name not in OURS + INNER]
    settings.MIDDLEWARE = [*OURS, *known, *INNER]
    toy_site.DONE.clear()
    return toy_site


@pytest.fixture
def make_actor():
    def make(*roles, user_id=1, name="Amina Khan", hat="member:7", organisation_id=7, **more):
        return Actor(user_id, name, hat, frozenset(roles), organisation_id, **more)

    return make
