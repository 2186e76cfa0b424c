"""Who is told what about elections, vacancies and the accountable body."""

from collections.abc import Iterable

from consortium.core import clock
from consortium.core.days import long_day
from members.meetings.models import Candidate, Election, HandOver
from members.models import User
from members.notices import tell
from members.offices import holders
from members.states import Role

EVERY_MEMBER = (Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.CHAIR, Role.SECRETARIAT)


def _members() -> Iterable[User]:
    return holders(*EVERY_MEMBER, day=clock.today())


def _all(kind: str, election: Election, subject: str, *lines: str, do: str, by) -> None:
    for user in _members():
        tell(kind, election, user, subject, *lines, link=election.get_absolute_url(), do=do, by=by)


def held_at(election: Election) -> str:
    on = long_day(election.item.meeting.on) if election.item else "a day that is not fixed yet"
    return f"The election is held at the meeting on {on}."


def called(election: Election, *, by) -> None:
    """The call (R72, R83). A by-election says that it is our rule."""
    _all(
        "elections.called", election, "Who is to be chair? Nominations are open",
        f"Nominations for the chair are open until {long_day(election.closes_on)}.",
        held_at(election), election.why,
        "Each member’s representative can be nominated, except that of the accountable body "
        "(9.1). Whoever is nominated is asked whether they agree.",
        do="See who can stand", by=by,
    )  # fmt: skip


def closing(election: Election, standing: int, *, by) -> None:
    who = "Nobody stands yet." if not standing else f"{standing} stand so far."
    _all(
        "elections.closing", election,
        f"Nominations for the chair close on {long_day(election.closes_on)}",
        who, held_at(election), do="Nominate somebody", by=by,
    )  # fmt: skip


def moved(election: Election, *, by) -> None:
    _all(
        "elections.moved", election, "New days for the election of the chair",
        f"Nominations are open from {long_day(election.opens_on)} to "
        f"{long_day(election.closes_on)}.", held_at(election), do="See the timetable", by=by,
    )  # fmt: skip


def closed(election: Election, standing: int, *, by) -> None:
    lines = {
        0: "Nobody was nominated. Nominations are taken from the floor at the meeting.",
        1: "One candidate stands. The meeting confirms them by a vote.",
    }
    _all(
        "elections.closed", election, "Nominations for the chair are closed",
        lines.get(standing, f"{standing} candidates stand."), held_at(election),
        do="See who stands", by=by,
    )  # fmt: skip


def nominated(candidate: Candidate, *, by) -> None:
    """The candidate is asked for their consent."""
    tell(
        "elections.nominated", candidate, candidate.person, "You are nominated as chair",
        f"{candidate.nominated_by.name} nominates you as chair for {candidate.election.for_year}.",
        "Say whether you agree. Without your consent your name is not on the ballot.",
        link=candidate.election.get_absolute_url(), do="Say yes or no", by=by,
    )  # fmt: skip


def answered(candidate: Candidate, words: str, *, by) -> None:
    """The returning officer and the member that nominated them."""
    day = clock.today()
    people = holders(Role.SECRETARIAT, day=day) | holders(
        Role.REPRESENTATIVE, day=day, organisation=candidate.nominated_by_id
    )
    for user in people:
        if user.pk != by.user_id:
            tell(
                "elections.answered", candidate, user, f"{candidate.person} {words}",
                f"{candidate.election}.", link=candidate.election.get_absolute_url(),
                do="See the election", by=by,
            )  # fmt: skip


def declared(election: Election, *, by) -> None:
    term = election.term
    _all(
        "elections.declared", election, f"{term.holder} is elected as chair",
        f"For {term.organisation.name}, from {long_day(term.starts)} to {long_day(term.ends)} "
        f"({election.decision.reference}).", do="See the result", by=by,
    )  # fmt: skip


def put_off(election: Election, *, by) -> None:
    _all(
        "elections.put_off", election, "The election of the chair is put off", election.why,
        "It comes first at the next meeting. While the office is vacant each meeting appoints "
        "somebody to stand in (9.3).", do="See the election", by=by,
    )  # fmt: skip


def vacant(election: Election, *, by) -> None:
    _all(
        "elections.vacant", election, "The chair falls vacant", election.why,
        held_at(election) if election.item else "A by-election is held at the next meeting.",
        "Until then each meeting appoints somebody to stand in (9.3). The agreement does not say "
        "what happens here: a by-election for the rest of the year is our rule.",
        do="See the election", by=by,
    )  # fmt: skip


def hand_over_begins(made: HandOver, *, by) -> None:
    day = clock.today()
    for body in (made.old_id, made.new_id):
        roles = (Role.REPRESENTATIVE, Role.FINANCE_OFFICER, Role.SECRETARIAT)
        for user in holders(*roles, day=day, organisation=body):
            tell(
                "elections.hand_over", made, user, "Hand over the accountable body’s work",
                f"{made.new.name} is accountable body from {long_day(made.term.starts)}, after "
                f"{made.old.name}.", "The checklist names what is handed over. Ask the funders "
                "whether their contracts pass on.", link=made.get_absolute_url(),
                do="See the checklist", by=by,
            )  # fmt: skip
