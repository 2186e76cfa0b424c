"""Who is told what about decisions."""

from consortium.core.days import long_day
from members.meetings.models import Decision, OptOut, Override
from members.models import User
from members.notices import tell
from members.offices import holders
from members.states import Role

EVERY_MEMBER = (Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.CHAIR, Role.SECRETARIAT)
WHO_RUNS_IT = (Role.CHAIR, Role.SECRETARIAT)


def overridden(made: Override, *, by) -> None:
    """All members, whoever decided what (8.2)."""
    decision = made.decision
    for user in holders(*EVERY_MEMBER, day=made.on):
        tell(
            "decision.overridden", made, user,
            f"{decision.reference} is overridden by the accountable body",
            f"{made.body.name} does not carry out this decision: “{decision.wording}”",
            f"It would breach {made.term}, {made.clause}: {made.reason}",
            f"Instead: {made.effect}",
            "The decision stays in the register. The next meeting is told.",
            link=made.get_absolute_url(), do="Read it", by=by,
        )  # fmt: skip


def opted_out(made: OptOut, *, by) -> None:
    _to_who_runs_it(
        "decision.opted_out", made,
        f"{made.organisation.short_name} takes no part in {made.decision.reference}",
        f"“{made.decision.wording}”", f"Why: {made.reason}", by=by,
    )  # fmt: skip


def takes_part(made: OptOut, *, by) -> None:
    _to_who_runs_it(
        "decision.opted_in", made,
        f"{made.organisation.short_name} takes part in {made.decision.reference} after all",
        f"“{made.decision.wording}”", by=by,
    )  # fmt: skip


def _to_who_runs_it(kind: str, made: OptOut, subject: str, *lines: str, by) -> None:
    for user in holders(*WHO_RUNS_IT, day=made.ended_on or made.on):
        if user.pk != by.user_id:
            tell(
                kind, made, user, subject, *lines, link=made.decision.get_absolute_url(),
                do="Read it", by=by,
            )  # fmt: skip


def review_due(decision: Decision, *, by) -> None:
    """The owner; the secretariat where there is none."""
    day = decision.review_on
    people: list[User] = [decision.owner_person] if decision.owner_person else []
    if not people and decision.owner_id:
        people = list(holders(Role.REPRESENTATIVE, day=day, organisation=decision.owner_id))
    for user in people or holders(Role.SECRETARIAT, day=day):
        tell(
            "decision.review_due", decision, user, f"Look again at {decision.reference}",
            f"“{decision.wording}”", f"It was to be looked at again on {long_day(day)}.",
            link=decision.get_absolute_url(), do="Read it", by=by,
        )  # fmt: skip
