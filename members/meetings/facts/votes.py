"""How a vote stands, and the rule it goes by (GV4, GV5)."""

import json

from members.meetings.models import Meeting, Motion, Presence
from members.meetings.rules import Count, Quorum, Rule, Seat, count, rule_from_json


def tally(motion: Motion, meeting: Meeting) -> tuple[Count, Quorum, set[int]]:
    """The count as it would be now, the quorum it goes by, and the members that make it.

    Those count that may vote in this and are still here: who came after the opening cannot
    make up for a voter who has left.
    """
    electors = list(motion.electors.order_by("organisation_id"))
    present = Presence.objects.now().voting().filter(meeting=meeting)
    here = set(present.values_list("organisation_id", flat=True))
    counting = {each.organisation_id for each in electors if each.may_vote} & here
    quorum = Quorum(len(electors), len(counting))
    return recount(motion, electors=electors, quorate=quorum.met), quorum, counting


def recount(motion: Motion, *, electors, quorate: bool) -> Count:
    """The result worked out anew from what was frozen and what was cast (GV5).

    ValueError where slips and voters do not fit.
    """
    rows = motion.slips if motion.secret else motion.ballots
    return count(
        rule_of(motion),
        options=[each["key"] for each in motion.options],
        electorate=[Seat(e.organisation_id, e.present, e.out_by_interest) for e in electors],
        voted=motion.ballots.count(),
        choices=[each for each in rows.values_list("choice", flat=True) if each],
        quorate=quorate,
    )


def rule_of(motion: Motion) -> Rule:
    """The rule that was frozen when the vote opened."""
    return rule_from_json(json.loads(motion.frozen)["rule"])
