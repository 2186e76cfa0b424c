"""What is done in the room at the election and at the review of the accountable body."""

from django.http import Http404

from members.meetings.actions import ballots, body, candidates
from members.meetings.facts.election_room import election_of
from members.meetings.forms import room as forms
from members.meetings.forms.elections import FloorForm, ReviewForm
from members.meetings.models import AgendaItem, Election, Meeting
from members.meetings.states_elections import ReviewOutcome
from members.models import Organisation, User

from .room_acts import ACTS, Act


def _item(meeting: Meeting, form) -> AgendaItem:
    found = AgendaItem.objects.filter(meeting=meeting, pk=form.cleaned_data.get("about") or 0)
    item = found.first()
    if item is None:
        raise Http404
    return item


def _election(meeting: Meeting, form) -> Election:
    found = election_of(_item(meeting, form))
    if found is None:
        raise Http404
    return found


def _ballot(meeting, form, actor):
    motion = ballots.ballot(_election(meeting, form), by=actor)
    return "The secret ballot is open." if motion.secret else "The ballot is open."


def _lot(meeting, form, actor):
    lot = ballots.draw_lot(_election(meeting, form), by=actor)
    return f"The seed is drawn: {lot.seed}."


def _apply_lot(meeting, form, actor):
    decision = ballots.apply_lot(_election(meeting, form), by=actor)
    return f"The lot has fallen: {decision.reference}."


def _floor(meeting, form, actor):
    values = form.cleaned_data
    user = User.objects.filter(pk=values["person"] or 0).first()
    member = Organisation.objects.filter(pk=values["member"] or 0).first()
    by_member = Organisation.objects.filter(pk=values["nominated_by"] or 0).first()
    if user is None or member is None or by_member is None:
        raise Http404
    candidates.nominate_from_floor(
        _election(meeting, form), person=user, organisation=member, nominated_by=by_member,
        by=actor,
    )  # fmt: skip
    return f"{user} is nominated."


def _review(meeting, form, actor):
    outcome = form.cleaned_data["outcome"]
    item = _item(meeting, form)
    if outcome == ReviewOutcome.NOT_REVIEWED:
        body.not_reviewed(item, by=actor)
        return "Not reviewed: the accountable body continues."
    new = Organisation.objects.filter(pk=form.cleaned_data["who"] or 0).first()
    body.propose_review(item, outcome, organisation=new, by=actor)
    return "Put to the meeting. Does anyone disagree?"


ACTS.update(
    {
        "ballot": Act(forms.ActForm, _ballot, "motion"),
        "lot": Act(forms.ActForm, _lot, "motion"),
        "apply-lot": Act(forms.ActForm, _apply_lot, "motion"),
        "floor": Act(FloorForm, _floor, "motion"),
        "review": Act(ReviewForm, _review, "motion"),
    }
)
