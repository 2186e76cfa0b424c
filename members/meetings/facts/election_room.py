"""What the room shows at the election and at the review of the accountable body (S17, S22)."""

from dataclasses import dataclass, field

from consortium.core import clock
from members.meetings.models import AgendaItem, BodyReview, Candidate, Election, Lot
from members.meetings.rules_elections import LOT_WORDS, next_step
from members.meetings.states import OPEN_MOTIONS, DecisionKind, ItemKind
from members.models import Organisation
from members.offices import accountable_body_or_none

from . import elections as facts
from . import results
from .sight import Group, Put, Sight


@dataclass
class Ballots:
    """The election that the meeting is at. `step`: what comes next, "" while a vote is open."""

    election: Election
    candidates: list[Candidate]
    step: str  # "floor", "ballot", "again", "lot", "apply", "review" or ""
    review: AgendaItem | None
    lot: Lot | None
    lot_words: str = LOT_WORDS
    people: list = field(default_factory=list)  # who can be nominated from the floor
    members: list[Group] = field(default_factory=list)


@dataclass
class Body:
    """The review of the accountable body that the meeting is at."""

    now: Organisation | None
    others: list[Group]
    review: BodyReview | None
    done: bool


def at(sight: Sight) -> Ballots | Body | None:
    """What the meeting's item calls for; None at any other item."""
    item = sight.now
    if item is None or item.hidden:
        return None
    members = [each for each in sight.groups if each.vote]
    if item.kind == ItemKind.BODY:
        return _body(item, members)
    return _ballots(item, members) if item.kind == ItemKind.ELECTION else None


def election_of(item: AgendaItem) -> Election | None:
    """The election that is held at an item, or at one that it took the place of."""
    current: AgendaItem | None = item
    while current is not None:
        found = Election.objects.filter(item=current).order_by("pk").last()
        if found is not None:
            found.item = item
            return found
        current = current.carried_from
    return None


def _ballots(item: AgendaItem, members: list[Group]) -> Ballots | None:
    election = election_of(item)
    if election is None:
        return None
    candidates = [each for each in facts.candidates(election) if each.state != "declined"]
    lot = election.lots.order_by("pk").last()
    review = facts.body_is_open(election)
    made = Ballots(election, candidates, "", review, lot)
    made.step = _step(election, made, item)
    if made.step == "floor":
        starts = facts.starts_on(election, meeting=item.meeting)
        made.people = [each for each in facts.everybody(starts) if each.can_stand]
        made.members = members
    return made


def _step(election: Election, made: Ballots, item: AgendaItem) -> str:
    if election.state == "declared" or item.motions.filter(state__in=sorted(OPEN_MOTIONS)).exists():
        return ""
    if made.review:
        return "review"
    last = item.motions.filter(decision_kind=DecisionKind.ELECTION).order_by("pk").last()
    tied = facts.was_tied(last)
    if tied and last and next_step(tied=tied, round=last.round) == "lot":
        return "apply" if made.lot and made.lot.motion_id == last.pk else "lot"
    if tied:
        return "again"
    return "ballot" if any(each.stands and not each.why_not for each in made.candidates) else (
        "floor"
    )  # fmt: skip


def _body(item: AgendaItem, members: list[Group]) -> Body:
    now = accountable_body_or_none(clock.today())
    review = BodyReview.objects.filter(item=item).select_related("organisation", "term").first()
    return Body(
        now=now,
        others=[each for each in members if now is None or each.pk != now.pk],
        review=review,
        done=bool(review and review.term_id),
    )


def with_names(put: Put | None) -> None:
    """On screens the candidates go by their names; what is frozen holds none (D3)."""
    if put is None or put.motion.decision_kind != DecisionKind.ELECTION:
        return
    election = election_of(put.motion.item)
    names = facts.labels(election) if election else {}
    before = results.labels(put.motion)
    put.motion.options = [
        {**each, "label": names.get(each["key"], each["label"])} for each in put.motion.options
    ]
    put.result = results.sentence(put.motion)
    after = {before[key]: label for key, label in results.labels(put.motion).items()}
    for each in put.voted:
        each["label"] = after.get(each["label"], each["label"])
