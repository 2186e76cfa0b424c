"""What every page's frame needs: whose site this is, which day it is, where one can go."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from consortium.core import clock
from consortium.core.prepared import prepared
from members.models import Consortium

from .navigation import links_for

UNNAMED = "The consortium"


@dataclass(frozen=True)
class Profile:
    name: str

    def __str__(self) -> str:
        return self.name


def consortium_profile() -> Profile:
    """The consortium's everyday name; a plain one before anything is set up."""
    return Profile(next(iter(_names()), UNNAMED))


@prepared
def _names():
    return Consortium.objects.order_by("pk").values_list("profile_name", flat=True)[:1]


def example_sign_ins() -> list:
    """The ready-made people of a demonstration, for its sign-in page; elsewhere none."""
    if not settings.DEMO:
        return []
    from .demo.cast import SIGN_INS

    return list(SIGN_INS)


def frame(request):
    """Context of templates/base.html; each part is worked out only where a page asks."""
    actor, name = getattr(request, "actor", None), getattr(request, "consortium_name", "")
    return {
        "consortium": Profile(name) if name else SimpleLazyObject(consortium_profile),
        "domain_today": SimpleLazyObject(clock.today),
        "is_demo": settings.DEMO,
        "example_sign_ins": SimpleLazyObject(example_sign_ins),
        "nav_links": links_for(actor, request.path) if actor else (),
    }
