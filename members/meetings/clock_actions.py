"""The clock's doors of actions: three days before, and once one is late."""

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.due import handles

from .actions.follow_up import LATE, SOON
from .models import Action
from .notices import actions as notices


@handles(SOON, coalesce=True)
def soon(item, late: bool) -> None:
    found = Action.objects.open().filter(pk=item.object_id, due_on__gte=clock.today()).first()
    if found is not None:
        notices.due_soon(found, by=SYSTEM)


@handles(LATE, coalesce=True)
def overdue(item, late: bool) -> None:
    found = Action.objects.late(clock.today()).filter(pk=item.object_id).first()
    if found is not None:
        notices.late(found, by=SYSTEM)
