"""The demonstration built into an empty database, all of it or nothing."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from claims.actions.flagging import look_over_all
from consortium.core.filechecks import check
from consortium.core.models.files import StoredFile
from consortium.core.workflow import Refused
from members.models import Consortium, Organisation

from . import setup, story


def is_empty() -> bool:
    return not (Consortium.objects.exists() or Organisation.objects.exists())


def build(say: Callable[[str], None] = lambda words: None) -> None:
    """Set the stage, tell the story. One transaction: a build that is killed leaves nothing.

    `Refused` outside a demonstration, and where a consortium is there already.
    """
    if not settings.DEMO:
        raise Refused("The demonstration's sign-ins are public, so it is built only in demo mode.")
    with transaction.atomic():
        if not is_empty():
            raise Refused("This database holds a consortium already. Nothing was changed.")
        setup.build()
        say("People, projects, grants, budgets and strategy")
        story.tell(say)
        look_inside_files()
        look_over_all()


def look_inside_files() -> None:
    """Open every file that was received, as a worker would within a minute."""
    waiting = StoredFile.objects.filter(state=StoredFile.State.RECEIVED)
    check(list(waiting.values_list("pk", flat=True)))
