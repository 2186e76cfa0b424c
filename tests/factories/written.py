"""Decisions in writing, for tests: switched on by a decision of a meeting, and sent by the verb."""

from datetime import date

from consortium.core import clock
from members.meetings.actions import motions, setting, written
from members.meetings.models import Decision, MeetingSettings, WrittenProposal
from members.meetings.rules_written import ANSWER_DAYS, earliest_closing

from .meetings import Consortium, item, now_at, under_way


def decided(of: Consortium, wording: str = "Decide in writing where it cannot wait.") -> Decision:
    """What a meeting agrees today."""
    return motions.agree(motions.put(now_at(item(under_way(of))), wording=wording, by=of.chair),
                         by=of.chair)  # fmt: skip


def allowed(of: Consortium, *, days: int = ANSWER_DAYS) -> Decision:
    """Switched on, as the consortium has decided."""
    decision = decided(of)
    MeetingSettings.objects.get_or_create(pk=1)
    version = MeetingSettings.current().version
    setting.settle_written(
        allowed=True, decision=decision, days=days, version=version, by=of.secretariat
    )
    return decision


def sent(of: Consortium, *, wording: str = "Buy the van.", closes_on: date | None = None,
         **fields) -> WrittenProposal:  # fmt: skip
    """A proposal in writing, open from today; switched on before where it is not."""
    if not MeetingSettings.current().written_allowed:
        allowed(of)
    # One day more than needed: after the cut-off what is sent counts for the next day.
    closes_on = closes_on or earliest_closing(clock.today(), ANSWER_DAYS + 1)
    by = fields.pop("by", of.secretariat)
    return written.send(wording=wording, closes_on=closes_on, by=by, **fields)
