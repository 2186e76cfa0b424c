"""The check list between the old and the new accountable body (8.4, R77)."""

from django.db import transaction

from consortium.core import audit, clock
from members.meetings.models import HandOver, HandOverItem
from members.meetings.permissions_elections import can_hand_over, side_of

from .checks import refuse_if


@transaction.atomic
def tick(part: HandOverItem, *, note: str = "", by) -> HandOverItem:
    """The old body says that it has given a part, the new one that it has received it.

    When all are received the hand-over is finished, and its certificate is final.
    """
    hand_over = HandOver.objects.select_for_update().get(pk=part.hand_over_id)
    current = HandOverItem.objects.select_for_update().get(pk=part.pk)
    side = side_of(by, hand_over)
    refuse_if(
        can_hand_over(by, hand_over),
        "The hand-over is finished." if hand_over.finished_on else "",
        "This is given already." if side == "old" and current.given_on else "",
        "The old accountable body has not given this yet."
        if side == "new" and not current.given_on
        else "",
        "This is received already." if side == "new" and current.received_on else "",
    )
    today = clock.today()
    if side == "old":
        current.given_on, current.given_by_id = today, by.user_id
    else:
        current.received_on, current.received_by_id = today, by.user_id
    if note.strip():
        current.note = f"{current.note}\n{note.strip()}".strip()
    current.save()
    after = {"part": current.part, "side": side, "note": note.strip()}
    audit.record("hand_over.ticked", current, after=after, by=by)
    if not hand_over.parts.filter(received_on__isnull=True).exists():
        hand_over.finished_on = today
        hand_over.save(update_fields=["finished_on"])
        audit.record("hand_over.finished", hand_over, by=by)
    return current


@transaction.atomic
def note_funders(hand_over: HandOver, *, words: str, by) -> HandOver:
    """Which funders have agreed that their contracts pass on. The agreement does not ask for it;
    most contracts do."""
    current = HandOver.objects.select_for_update().get(pk=hand_over.pk)
    refuse_if(
        can_hand_over(by, current),
        "The hand-over is finished." if current.finished_on else "",
        "" if words.strip() else "Write down what the funders said.",
    )
    before, current.funders = current.funders, words.strip()
    current.save(update_fields=["funders"])
    audit.record(
        "hand_over.funders", current, before={"words": before},
        after={"words": current.funders}, by=by,
    )  # fmt: skip
    return current
