"""A year's votes as Popolo JSON (popoloproject.com): motions, vote events, counts, open votes.

Of secret votes there are counts alone. Organisations vote here, so the voter is one.
"""

from django.db.models import Q

from consortium.core.actor import Actor
from consortium.core.periods import FinancialYear
from members.meetings.models import Motion
from members.meetings.permissions_marks import decisions_read_by
from members.meetings.states import Choice, MotionState, Outcome

OPTIONS = {Choice.FOR.value: "yes", Choice.AGAINST.value: "no", Choice.ABSTAIN.value: "abstain"}
PASSED = frozenset({Outcome.AGREED, Outcome.CHOSEN})


def votes_of(label: str, actor: Actor) -> dict:
    """Of a financial year, "2026/27", what this person may read, the oldest first. 5 queries."""
    year = FinancialYear.parse(label)
    rows = (
        Motion.objects.filter(
            Q(meeting__financial_year=label) | Q(written__closes_on__range=(year.start, year.end)),
            state=MotionState.CLOSED, mark__in=decisions_read_by(actor),
        )
        .select_related("meeting", "decision", "mover")
        .prefetch_related("ballots__organisation", "electors__organisation")
        .order_by("closed_at", "pk")
    )  # fmt: skip
    motions = list(rows)
    bodies = {
        each.organisation_id: each.organisation for one in motions for each in one.electors.all()
    }
    return {
        "organizations": [
            {"id": _body(pk), "name": body.name, "classification": "member"}
            for pk, body in sorted(bodies.items())
        ],
        "motions": [_motion(each) for each in motions],
        "vote_events": [_event(each) for each in motions if each.opened_at],
    }


def _body(pk: int) -> str:
    return f"organisation-{pk}"


def _motion(each: Motion) -> dict:
    found = {
        "id": f"motion-{each.pk}",
        "text": each.wording,
        "classification": each.get_decision_kind_display(),
        "date": each.put_at.isoformat(),
        "requirement": each.get_how_display(),
        "result": "pass" if each.outcome in PASSED else "fail",
        "vote_events": [_event(each)] if each.opened_at else [],
    }
    if decision := getattr(each, "decision", None):
        found["identifier"] = decision.reference
    return found


def _event(each: Motion) -> dict:
    counted = each.result or {"votes": {}, "abstained": 0, "not_voted": 0, "absent": 0}
    counts = [
        {"option": OPTIONS.get(key, key), "value": value} for key, value in counted["votes"].items()
    ]
    counts += [
        {"option": "abstain", "value": counted["abstained"]},
        {"option": "not voting", "value": counted["not_voted"]},
        {"option": "absent", "value": counted["absent"]},
    ]
    return {
        "id": f"vote-{each.pk}",
        "identifier": each.frozen_sha256,
        "motion_id": f"motion-{each.pk}",
        "start_date": each.opened_at.isoformat(),
        "end_date": each.closed_at.isoformat(),
        "result": "pass" if each.outcome in PASSED else "fail",
        "counts": counts,
        "votes": [] if each.secret else [_vote(each, one) for one in each.ballots.all()],
    }


def _vote(motion: Motion, ballot) -> dict:
    return {
        "vote_event_id": f"vote-{motion.pk}",
        "voter_id": _body(ballot.organisation_id),
        "option": OPTIONS.get(ballot.choice, ballot.choice),
    }
