"""How a vote stands, and the rule it goes by (GV4, GV5)."""

import json

from members.meetings.models import Meeting, Motion, Presence
from members.meetings.rules import Count, Quorum, Rule, Seat, count, rule_from_json


def tally(motion: Motion, meeting: Meeting) -> tuple[Count, Quorum]:
    """The count as it would be now, and the quorum it goes by. Four queries."""
    electors = list(motion.electors.order_by("organisation_id"))
    present = Presence.objects.now().voting().filter(meeting=meeting)
    here = set(present.values_list("organisation_id", flat=True))
    eligible = sum(e.organisation_id in here and not e.out_by_interest for e in electors)
    quorum = Quorum(len(electors), eligible)
    rows = motion.slips if motion.secret else motion.ballots
    choices = [each for each in rows.values_list("choice", flat=True) if each]
    counted = count(
        rule_of(motion),
        options=[each["key"] for each in motion.options],
        electorate=[Seat(e.organisation_id, e.present, e.out_by_interest) for e in electors],
        voted=motion.ballots.count(),
        choices=choices,
        quorate=quorum.met,
    )
    return counted, quorum


def rule_of(motion: Motion) -> Rule:
    """The rule that was frozen when the vote opened."""
    return rule_from_json(json.loads(motion.frozen)["rule"])
