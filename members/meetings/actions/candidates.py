"""Who stands: nominated by a member, with their own consent (9.1, R72, R78)."""

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.locks import retried
from members.actions.erasing import also_forgets
from members.actions.exporting import also_exports
from members.meetings.facts import elections as facts
from members.meetings.models import Candidate, Election
from members.meetings.notices import elections as notices
from members.meetings.permissions_elections import (
    NO_AGENDA,
    can_answer,
    can_nominate,
    can_type_floor,
)
from members.meetings.states import OPEN_MOTIONS, ItemState
from members.meetings.states_elections import ElectionState
from members.models import Organisation, User

from .checks import locked_meeting, refuse_if
from .elections import locked_election
from .pulse import beat

S = ElectionState
NOT_OPEN = {
    S.PLANNED: "Nominations are not open yet.",
    S.CLOSED: "Nominations are closed.",
    S.BALLOT: "The ballot has begun.",
    S.PUT_OFF: "Nominations are closed. The meeting takes them from the floor where nobody stands.",
    S.DECLARED: "The result is declared.",
}


@transaction.atomic
def nominate(election: Election, *, person: User, organisation: Organisation, by) -> Candidate:
    """A member nominates somebody's representative; the candidate is asked for their consent.

    Who nominates themself has agreed. Who cannot stand is refused with the clause (9.1).
    """
    current = locked_election(election.pk)
    own = Organisation.objects.filter(pk=by.organisation_id).first()
    refuse_if(
        can_nominate(by, current),
        NOT_OPEN.get(S(current.state), ""),
        "The last day of nominations is over."
        if current.closes_on and clock.today() > current.closes_on
        else "",
        _cannot_stand(current, person, organisation),
        "" if own else "Only a member can nominate somebody.",
    )
    made = _made(current, person, organisation, nominated_by=own, by=by)
    if by.user_id == person.pk:
        return _agreed(made, statement="", by=by)
    notices.nominated(made, by=by)
    return made


@retried
def nominate_from_floor(
    election: Election, *, person: User, organisation: Organisation, nominated_by: Organisation, by
) -> Candidate:
    """At the meeting, where nobody stands: typed with the yes that the candidate gave there.

    Locks as the ballot does: meeting, then election.
    """
    found = Election.objects.select_related("item").get(pk=election.pk)
    refuse_if("" if found.item else NO_AGENDA)
    meeting, current = locked_meeting(found.item.meeting_id), locked_election(election.pk)
    refuse_if(
        can_type_floor(by, current),
        _no_floor(current),
        _cannot_stand(current, person, organisation),
        "" if _is_member(nominated_by, current) else "Only a full member nominates somebody.",
    )
    made = _made(current, person, organisation, nominated_by=nominated_by, floor=True, by=by)
    made = _agreed(made, statement="", by=by)
    beat(meeting)
    return made


@transaction.atomic
def consent(candidate: Candidate, *, statement: str = "", by) -> Candidate:
    """The candidate says yes, by themselves, with a few words about why."""
    current, election = _locked(candidate)
    refuse_if(
        can_answer(by, current),
        *_answered(current),
        "" if election.before_ballot else NOT_OPEN[S(election.state)],
        facts.why_one_cannot(current.person, current.organisation, starts=_starts(election)),
    )
    done = _agreed(current, statement=statement, by=by)
    notices.answered(done, "agrees to stand for the chair", by=by)
    return done


@transaction.atomic
def decline(candidate: Candidate, *, by) -> Candidate:
    current, election = _locked(candidate)
    refuse_if(
        can_answer(by, current),
        *_answered(current),
        "" if election.before_ballot else NOT_OPEN[S(election.state)],
    )
    current.declined_on = clock.today()
    current.save(update_fields=["declined_on"])
    audit.record("candidate.declined", current, by=by)
    notices.answered(current, "does not want to stand for the chair", by=by)
    return current


@transaction.atomic
def withdraw_candidate(candidate: Candidate, *, by) -> Candidate:
    """Until the ballot opens; that they stood stays on record."""
    current, election = _locked(candidate)
    refuse_if(
        can_answer(by, current),
        "" if current.consented_on else "You have not said yes. Say no instead.",
        "You have withdrawn before." if current.withdrawn_on else "",
        "" if election.before_ballot else NOT_OPEN[S(election.state)],
    )
    current.withdrawn_on = clock.today()
    current.save(update_fields=["withdrawn_on"])
    audit.record("candidate.withdrawn", current, by=by)
    notices.answered(current, "does not stand for the chair any more", by=by)
    return current


def _locked(candidate: Candidate) -> tuple[Candidate, Election]:
    election = locked_election(candidate.election_id)
    rows = Candidate.objects.select_related("person", "organisation", "nominated_by")
    found = rows.select_for_update(of=("self",)).get(pk=candidate.pk)
    found.election = election
    return found, election


def _answered(candidate: Candidate):
    if candidate.consented_on:
        yield "You have said yes already."
    if candidate.declined_on:
        yield "You have said no already. A member can nominate you again."


def _starts(election: Election):
    return facts.starts_on(election, meeting=election.item.meeting if election.item else None)


def _cannot_stand(election: Election, person: User, organisation: Organisation) -> str:
    if election.candidates.there().filter(person=person).exists():
        return f"{person.name} is nominated already."
    why = facts.why_one_cannot(person, organisation, starts=_starts(election))
    return f"{person.name} cannot stand. {why}" if why else ""


def _no_floor(election: Election) -> str:
    if election.state in (S.BALLOT, S.DECLARED):
        return NOT_OPEN[S(election.state)]
    if election.item.state != ItemState.NOW:
        return "The meeting is not at the election. Start that item first."
    if election.item.motions.filter(state__in=sorted(OPEN_MOTIONS)).exists():
        return "The ballot has begun."
    if any(not each.why_not and each.stands for each in facts.candidates(election)):
        return "Somebody stands. Nominations are taken from the floor only where nobody does."
    return ""


def _is_member(organisation: Organisation, election: Election) -> bool:
    on = election.item.meeting.on
    return Organisation.objects.voting_on(on).filter(pk=organisation.pk).exists()


def _made(election, person, organisation, *, nominated_by, floor=False, by) -> Candidate:
    made = Candidate.objects.create(
        election=election, person=person, organisation=organisation, nominated_by=nominated_by,
        entered_by_id=by.user_id, nominated_on=clock.today(), from_floor=floor,
    )  # fmt: skip
    after = {
        "election": election.pk, "person": person.pk, "organisation": organisation.pk,
        "nominated_by": nominated_by.pk, "from_floor": floor,
    }  # fmt: skip
    audit.record("candidate.nominated", made, after=after, by=by)
    return made


def _agreed(candidate: Candidate, *, statement: str, by) -> Candidate:
    candidate.consented_on, candidate.statement = clock.today(), statement.strip()
    if by.user_id != candidate.person_id:
        candidate.consent_typed_by_id = by.user_id
    candidate.save(update_fields=["consented_on", "statement", "consent_typed_by_id"])
    typed = candidate.consent_typed_by_id is not None
    audit.record("candidate.agreed", candidate, after={"typed": typed}, by=by)
    return candidate


@also_forgets
def forget_statements(user: User, *, by) -> None:
    """What somebody wrote when they stood goes with their name; that they stood stays."""
    for each in Candidate.objects.select_for_update().filter(person=user).exclude(statement=""):
        each.statement = ""
        each.save(update_fields=["statement"])
        audit.record("candidate.statement_forgotten", each, by=by)


@also_exports
def statements(user: User) -> list[dict]:
    """What somebody wrote when they stood for the chair."""
    rows = Candidate.objects.filter(person=user).exclude(statement="").order_by("pk")
    return [{"what": str(each.election), "words": each.statement}
            for each in rows.select_related("election")]  # fmt: skip
