"""What `manage.py verify_ledger` asks of votes and decisions (GV1, GV3 to GV5)."""

import json
from collections.abc import Iterator

from django.db.models import Count, F, Q

from consortium.core.checks import ledger_check
from members.meetings.facts.votes import recount
from members.meetings.models import Decision, Motion
from members.meetings.rules import fingerprint
from members.meetings.states import MotionState, Outcome

DECIDED = (Outcome.AGREED, Outcome.CHOSEN)


def opened():
    """Every proposal that was ever voted on, with its electorate and votes."""
    return Motion.objects.filter(opened_at__isnull=False).order_by("pk").iterator(chunk_size=200)


@ledger_check("V22", "votes that are not one a member")
def votes_of_members() -> Iterator[str]:
    for motion in opened():
        may = set(motion.electors.filter(may_vote=True).values_list("organisation_id", flat=True))
        cast = list(motion.ballots.values_list("organisation_id", flat=True))
        if len(cast) != len(set(cast)) or not may.issuperset(cast):
            yield f"Votes on proposal {motion.pk} are not those of its electorate."
        filled = motion.slips.exclude(choice="").count()
        if motion.secret and filled != len(cast):
            yield f"Proposal {motion.pk} has {len(cast)} voters and {filled} slips."


@ledger_check("V23", "electorates that are not as they were frozen")
def frozen_electorates() -> Iterator[str]:
    for motion in opened():
        if fingerprint(motion.frozen) != motion.frozen_sha256:
            yield f"What was frozen for proposal {motion.pk} does not match its fingerprint."
            continue
        frozen = json.loads(motion.frozen)
        then = {(e["organisation"], e["present"], e["out"]) for e in frozen["electorate"]}
        now = set(motion.electors.values_list("organisation_id", "present", "out_by_interest"))
        if then != now or frozen["wording"] != motion.wording:
            yield f"Proposal {motion.pk} is not as it was when the vote opened."


@ledger_check("V24", "results that do not come out again")
def results_again() -> Iterator[str]:
    for motion in opened():
        if motion.state != MotionState.CLOSED:
            continue
        quorum = motion.result["quorum"]
        try:
            again = recount(
                motion,
                electors=list(motion.electors.all()),
                quorate=quorum["members"] > 1 and quorum["present"] >= quorum["needed"],
            )
        except (KeyError, TypeError, ValueError):  # the others say why
            yield f"The votes on proposal {motion.pk} do not fit its voters."
            continue
        if (again.outcome, again.chosen) != (motion.outcome, motion.chosen):
            yield f"Counted again, proposal {motion.pk} ends differently."


@ledger_check("V25", "decisions that nothing carries")
def carried_decisions() -> Iterator[str]:
    """Without a quorum, without an agreed proposal; or agreed, and not in the register."""
    agreed = Q(motion__state=MotionState.CLOSED, motion__outcome__in=DECIDED)
    for decision in Decision.objects.exclude(agreed & Q(motion__how=F("how"))):
        yield f"{decision.reference} stands on a proposal that was not agreed so."
    rows = Decision.objects.select_related("motion")
    for decision in rows.iterator(chunk_size=500):
        quorum = (decision.motion.result or {}).get("quorum")
        if quorum is None or quorum["present"] < quorum["needed"]:
            yield f"{decision.reference} was taken without a quorum."
    for motion in Motion.objects.filter(outcome__in=DECIDED, decision__isnull=True):
        yield f"Proposal {motion.pk} was agreed and is not in the register."
    gaps = Decision.objects.order_by().values("financial_year")
    for year in gaps.annotate(n=Count("pk")).order_by("financial_year"):
        numbers = Decision.objects.filter(financial_year=year["financial_year"])
        if max(numbers.values_list("number", flat=True)) != year["n"]:
            yield f"The decisions of {year['financial_year']} are not numbered without a gap."
