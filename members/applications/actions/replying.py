"""A member's word in the consultation."""

from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.workflow import Refused
from members.applications.models import Application, ApplicationReply
from members.applications.permissions import can_speak
from members.applications.rules import is_open
from members.applications.states import ApplicationState, Stance

from . import planning
from .checks import locked, refuse_if

OVER = "The consultation is over, so nothing was changed."


@transaction.atomic
def reply(
    application: Application, *, stance: str, reason: str = "", unclear: bool = False, by
) -> ApplicationReply:
    """Say what the actor's organisation thinks; until the last day it can be changed.

    `unclear`, with a comment: something has to be cleared up before anybody decides.
    """
    current = locked(application)
    row = current.replies.filter(organisation=by.organisation_id).first()
    refuse_if(
        can_speak(by),
        "" if row else "Your organisation was not asked about this application.",
        "" if _takes_replies(current) else OVER,
    )
    reason = reason.strip()
    if stance not in Stance.values:
        raise Refused("Select support, object or comment only.")
    if stance != Stance.SUPPORT and not reason:
        raise Refused("Say why, so that the others can weigh it.")
    before = {"stance": row.stance, "unclear": row.unclear}
    row.stance, row.reason = stance, reason
    row.unclear = unclear and stance == Stance.COMMENT
    row.replied_on, row.replied_by_id = clock.today(), by.user_id
    row.save(update_fields=["stance", "reason", "unclear", "replied_on", "replied_by_id"])
    after = {"stance": row.stance, "unclear": row.unclear}
    audit.record("application.replied", current, before=before, after=after, reason=reason, by=by)
    due.cancel(planning.REPLY_SOON, current, recipient=f"organisation:{row.organisation_id}")
    return row


def _takes_replies(application: Application) -> bool:
    open_now = is_open(reply_by=application.reply_by, today=clock.today())
    return application.state == ApplicationState.CONSULTING and open_now
