"""Everything that can be done in the room: by its name in the address, the form and the verb."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404

from consortium.core.actor import Actor
from consortium.core.plainforms import TokenForm
from consortium.core.versions import beside
from members.meetings.actions import (
    follow_up,
    interests,
    minutes,
    motions,
    presence,
    room,
    stand_in,
    voting,
)
from members.meetings.facts import results
from members.meetings.facts.quorum import room_of
from members.meetings.forms import room as forms
from members.meetings.models import AgendaItem, Interest, Meeting, Motion, Objection, Presence
from members.meetings.states import Cast, Mode, Part
from members.models import Organisation, User

Verb = Callable[[Meeting, TokenForm, Actor], str]


@dataclass(frozen=True)
class Act:
    """`part`: where in the page focus goes afterwards. The verb gives what is said then."""

    form: type[TokenForm]
    verb: Verb
    part: str


def _of(found, form):
    """The row of this meeting that the form is about; any other is 404."""
    row = found.filter(pk=form.cleaned_data.get("about") or 0).first()
    if row is None:
        raise Http404
    return row


def _item(meeting, form) -> AgendaItem:
    return _of(AgendaItem.objects.filter(meeting=meeting), form)


def _motion(meeting, form) -> Motion:
    return _of(Motion.objects.filter(meeting=meeting), form)


def _stay(meeting, form) -> Presence:
    return _of(Presence.objects.filter(meeting=meeting), form)


def _organisation(pk: int | None) -> Organisation | None:
    if pk is None:
        return None
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _who(meeting: Meeting, form, actor: Actor) -> tuple[Organisation, User]:
    """Themselves for their own member; for another one whoever speaks for it here."""
    chosen = form.cleaned_data.get("who")
    if chosen is None or chosen == actor.organisation_id:
        speakers = room_of(meeting).speakers.get(actor.organisation_id, ())
        user_id = actor.user_id if actor.user_id in speakers or not speakers else speakers[0]
        return _organisation(actor.organisation_id), User.objects.get(pk=user_id)
    organisation = _organisation(chosen)
    speakers = room_of(meeting).speakers.get(organisation.pk, ())
    user_id = speakers[0] if speakers else actor.user_id
    return organisation, User.objects.get(pk=user_id)


def _begin(meeting, form, actor):
    late, at = form.cleaned_data["from_paper"], form.cleaned_data["at"]
    room.begin(meeting, from_paper=late, at=at if late else None, by=actor)
    return "The meeting is under way."


def _end(meeting, form, actor):
    room.end(meeting, at=form.moment, by=actor)
    return "The meeting has ended."


def _start(meeting, form, actor):
    return f"Now: {room.start(_item(meeting, form), at=form.moment, by=actor).title}."


def _finish(meeting, form, actor):
    return f"Done: {room.finish(_item(meeting, form), at=form.moment, by=actor).title}."


def _carry(meeting, form, actor):
    why = form.cleaned_data["why"]
    room.carry(_item(meeting, form), why=why, at=form.moment, by=actor)
    return "Carried over. The next agenda takes it up."


def _put_back(meeting, form, actor):
    room.put_back(_item(meeting, form), by=actor)
    return "It is still to come."


def _notes(meeting, form, actor):
    values = form.cleaned_data
    with beside(form):
        room.take_notes(
            _item(meeting, form), notes=values["notes"], version=values["seen"] or 0, by=actor
        )
    return "Notes saved."


def _check_in(meeting, form, actor):
    row = presence.check_in(meeting, mode=form.cleaned_data["mode"] or Mode.ROOM, by=actor)
    return f"You are marked as here: {row.get_part_display().lower()}."


def _arrive(meeting, form, actor):
    values = form.cleaned_data
    user = User.objects.filter(pk=values["who"] or 0, is_active=True).first()
    if user is None:
        raise Http404
    row = presence.arrive(
        meeting, user=user, organisation=_organisation(values["organisation"]),
        part=values["part"], mode=values["mode"] or Mode.ROOM, at=form.moment, by=actor,
    )  # fmt: skip
    return f"{user} is here: {row.get_part_display().lower()}."


def _guest(meeting, form, actor):
    values = form.cleaned_data
    presence.arrive(
        meeting, name=values["name"], part=Part.GUEST, mode=values["mode"], at=form.moment,
        by=actor,
    )  # fmt: skip
    return "The guest is here."


def _leave(meeting, form, actor):
    row = presence.leave(_stay(meeting, form), at=form.moment, by=actor)
    return "You have left." if row.user_id == actor.user_id else f"{row} has left."


def _strike(meeting, form, actor):
    presence.strike(_stay(meeting, form), by=actor)
    return "Taken back: they were not here."


def _forget(meeting, form, actor):
    presence.take_out_name(_stay(meeting, form), by=actor)
    return "The name is taken out."


def _declare(meeting, form, actor):
    organisation, user = _who(meeting, form, actor)
    what = form.cleaned_data["reason"]
    interests.declare(
        _item(meeting, form), organisation=organisation, user=user, what=what, by=actor
    )
    return f"Declared. {organisation.name} takes no part in this item."


def _undeclare(meeting, form, actor):
    found = Interest.objects.filter(item__meeting=meeting).select_related("item")
    interests.strike(_of(found, form), why=form.cleaned_data["why"], by=actor)
    return "Taken back."


def _action(meeting, form, actor):
    kind, pk = form.owner
    person = User.objects.filter(pk=pk, is_active=True).first() if kind == "p" else None
    organisation = _organisation(pk) if kind == "o" else None
    made = follow_up.record(
        meeting, task=form.cleaned_data["task"], item=_item(meeting, form), person=person,
        organisation=organisation, due_on=form.cleaned_data["due_on"], by=actor,
    )  # fmt: skip
    return f"Recorded for {made.owner}."


def _stand_in(meeting, form, actor):
    user = User.objects.filter(pk=form.cleaned_data.get("about") or 0).first()
    if user is None:
        raise Http404
    stand_in.appoint(meeting, user=user, by=actor)
    return f"{user} stands in for the chair at this meeting."


def _take_over(meeting, form, actor):
    stand_in.take_over(meeting, by=actor)
    return "The chair is in the chair."


def _put(meeting, form, actor):
    values, item = form.cleaned_data, _item(meeting, form)
    motions.put(
        item, wording=values["wording"], mover=_organisation(values["mover"]),
        seconder=_organisation(values["seconder"]), effective_on=values["effective_on"],
        decision_kind=minutes.decision_kind(item, values["kind"]), route=values["route"],
        by=actor,
    )  # fmt: skip
    return "Put to the meeting. Does anyone disagree?"


def _agree(meeting, form, actor):
    decision = motions.agree(_motion(meeting, form), by=actor)
    return f"Agreed by consensus: {decision.reference}."


def _object(meeting, form, actor):
    organisation, user = _who(meeting, form, actor)
    motions.object_to(
        _motion(meeting, form), organisation=organisation, user=user,
        reason=form.cleaned_data["reason"], by=actor,
    )  # fmt: skip
    return f"{organisation.name} disagrees."


def _settled(meeting, form, actor):
    objection = _of(Objection.objects.filter(motion__meeting=meeting), form)
    motions.withdraw_objection(objection, by=actor)
    return "The objection is withdrawn."


def _call(meeting, form, actor):
    motion = voting.open_vote(_motion(meeting, form), secret=form.cleaned_data["secret"], by=actor)
    return "The secret vote is open." if motion.secret else "The vote is open."


def _vote(meeting, form, actor):
    motion, values = _motion(meeting, form), form.cleaned_data
    typed = values["way"] in (Cast.HANDS, Cast.PAPER)
    organisation, user = _who(meeting, form, actor)
    if not typed:
        organisation, user = _organisation(actor.organisation_id), _user(actor)
    if organisation is None:
        raise Http404
    voting.cast(
        motion, organisation=organisation, user=user, choice=values["choice"],
        way=values["way"] if typed else Cast.SELF, by=actor,
    )  # fmt: skip
    words = results.labels(motion).get(values["choice"], "")
    if typed:
        return f"Typed: {organisation.name}, {words.lower()}."
    return "You have voted." if motion.secret else f"You have voted: {words}."


def _user(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id)


def _slips(meeting, form, actor):
    speakers = room_of(meeting).speakers
    chosen = Organisation.objects.filter(pk__in=form.cleaned_data["voters"])
    voters = {
        each: User.objects.get(pk=(speakers.get(each.pk) or (actor.user_id,))[0]) for each in chosen
    }
    voting.type_slips(_motion(meeting, form), voters=voters, counts=form.counts, by=actor)
    return "The slips are typed."


def _close(meeting, form, actor):
    motion = voting.close_vote(_motion(meeting, form), by=actor)
    return f"{results.sentence(motion)}."


def _withdraw(meeting, form, actor):
    motions.withdraw(_motion(meeting, form), why=form.cleaned_data["why"], by=actor)
    return "The proposal is withdrawn."


ACTS = {
    "begin": Act(forms.BeginForm, _begin, "chair"),
    "end": Act(forms.ActForm, _end, "chair"),
    "start": Act(forms.ActForm, _start, "now"),
    "finish": Act(forms.ActForm, _finish, "now"),
    "carry": Act(forms.WhyForm, _carry, "now"),
    "put-back": Act(forms.ActForm, _put_back, "now"),
    "notes": Act(forms.NotesForm, _notes, "notes"),
    "check-in": Act(forms.ComeForm, _check_in, "mine"),
    "arrive": Act(forms.ComeForm, _arrive, "people"),
    "guest": Act(forms.GuestForm, _guest, "people"),
    "leave": Act(forms.ActForm, _leave, "people"),
    "strike": Act(forms.ActForm, _strike, "people"),
    "forget": Act(forms.ActForm, _forget, "people"),
    "declare": Act(forms.InterestForm, _declare, "interests"),
    "undeclare": Act(forms.WhyForm, _undeclare, "interests"),
    "action": Act(forms.RecordActionForm, _action, "actions"),
    "stand-in": Act(forms.ActForm, _stand_in, "chair"),
    "take-over": Act(forms.ActForm, _take_over, "chair"),
    "put": Act(forms.ProposalForm, _put, "motion"),
    "agree": Act(forms.ActForm, _agree, "motion"),
    "object": Act(forms.ReasonForm, _object, "motion"),
    "settled": Act(forms.ActForm, _settled, "motion"),
    "call": Act(forms.CallForm, _call, "motion"),
    "vote": Act(forms.VoteForm, _vote, "motion"),
    "slips": Act(forms.SlipsForm, _slips, "motion"),
    "close": Act(forms.ActForm, _close, "motion"),
    "withdraw": Act(forms.WhyForm, _withdraw, "motion"),
}
