"""Celery's doors into members: what falls due, and what is tidied up at night."""

from celery import shared_task

from consortium.core.actor import SYSTEM
from consortium.core.due import handles
from members.actions import auditing, erasing, exporting, sessions


@handles(auditing.ENDS_SOON, coalesce=True)
def auditor_ends_soon(item, late: bool) -> None:
    """A fortnight before an auditor's last day."""
    auditing.tell_of_the_end(int(item.object_id), by=SYSTEM)


@handles(auditing.ENDED)
def auditor_ended(item, late: bool) -> None:
    """The day after an auditor's last day: the seat has ended by itself."""
    auditing.tell_it_ended(int(item.object_id), by=SYSTEM)


@handles(erasing.FORGET_MAIL)
def forget_mail(item, late: bool) -> None:
    """The day after somebody was made nameless."""
    erasing.forget_mail(int(item.object_id))


@handles(exporting.OVER)
def export_over(item, late: bool) -> None:
    """A copy of somebody's data has been there for a week."""
    exporting.delete_old(int(item.object_id), by=SYSTEM)


@shared_task(name="members.tasks.forget_sessions")
def forget_sessions() -> int:
    """Forget the devices and addresses of sessions that are over."""
    return sessions.forget_ended()
