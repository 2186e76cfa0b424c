"""A meeting takes note of what was settled in writing since the last one (A19)."""

from consortium.core import audit
from members.meetings.models import AgendaItem, WrittenProposal


def note_all(item: AgendaItem, *, by) -> int:
    """The meeting is done with the item: everything settled in writing by then is noted; how
    many."""
    waiting = WrittenProposal.objects.to_note().filter(closes_on__lte=item.meeting.on)
    found = list(waiting.select_for_update(of=("self",)))
    for each in found:
        each.noted_at, each.noted_on = item.meeting, item.meeting.on
        each.save(update_fields=["noted_at", "noted_on"])
        after = {"meeting": item.meeting_id, "on": each.noted_on}
        audit.record("written.noted", each, after=after, by=by)
    return len(found)
