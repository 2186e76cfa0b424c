"""The room of a meeting, for who runs it and for who is there (S17, S18)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.idempotency import new_token, once
from consortium.core.workflow import Refused
from members.meetings.actions.typed import at_time
from members.meetings.facts import election_room, results, seeing
from members.meetings.facts.cards import cards_for
from members.meetings.facts.sight import Sight, sight_of
from members.meetings.forms import room as forms
from members.meetings.middleware import is_unchanged, unchanged
from members.meetings.models import Meeting
from members.meetings.reports import sheet
from members.meetings.states import Cast

from .access import everybody, secretariat_or_chair
from .room_acts import ACTS

PARTS = "X-Room"  # a request of room.js: the answer is the page's parts alone
REFUSED = "X-Room-Refused"


@require_safe
@allowed(everybody)
def meeting_room(request, pk):
    return room_page(request, get_object_or_404(Meeting, pk=pk))


def room_page(request, meeting: Meeting, *, act: str = "", form=None, said: str = ""):
    """The whole page, or its parts alone for room.js."""
    context = {
        **parts_of(meeting, request.actor, act=act, form=form),
        "said": said,
        "current": "room",
        "has_errors": bool(form and form.errors),
    }
    only = PARTS in request.headers
    template = "meetings/room/_parts.html" if only else "meetings/room/room.html"
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def parts_of(meeting: Meeting, actor, *, act: str = "", form=None) -> dict:
    sight = sight_of(meeting, actor)
    election_room.with_names(sight.motion)
    members = [(each.pk, each.name) for each in sight.groups if each.vote]
    here = [(each.pk, each.name) for each in sight.groups if each.here]
    blank = _forms(sight, members=members, here=here)
    if own_action := _action_form(sight, members):
        blank["action"] = own_action
    if form is not None:
        if act == "action" and "action" in blank:
            form.fields["who"].widget.choices = blank["action"].fields["who"].widget.choices
        blank[act.replace("-", "_")] = form
    return {
        "meeting": meeting,
        "sight": sight,
        "own": sight.own,
        "put": sight.motion,
        "election": election_room.at(sight),
        "forms": blank,
        "problem": form,
        "problem_act": act,
        "token": new_token,
        "late": meeting.from_paper,
        "typing_way": Cast.PAPER if meeting.from_paper else Cast.HANDS,
        "few": results.few_voters(sight.motion.could) if sight.motion else "",
        "cards": cards_for(actor, meeting),
        "may_print": secretariat_or_chair(actor),
        "today": clock.today(),
        "recorded": sight.recorded,
        "carried": sight.carried,
    }


def _action_form(sight: Sight, members: list) -> forms.RecordActionForm | None:
    if not (sight.own.types and sight.now):
        return None
    people = [(each.user_id, str(each.user)) for group in sight.groups for each in group.speakers]
    return forms.RecordActionForm(members=members, people=people, auto_id="action_%s")


def _forms(sight: Sight, *, members: list, here: list) -> dict:
    late, types = sight.meeting.from_paper, sight.own.types
    item = sight.now
    choices = here if types else ()
    made = {
        "begin": forms.BeginForm(initial={"from_paper": True}, auto_id="begin_%s"),
        "carry": forms.WhyForm(late=late, auto_id="carry_%s", initial={"why": _why(sight)}),
        "guest": forms.GuestForm(late=late, auto_id="guest_%s"),
        "declare": forms.InterestForm(members=choices, late=late, auto_id="declare_%s"),
        "object": forms.ReasonForm(members=choices, late=late, auto_id="object_%s"),
        "put": forms.ProposalForm(
            members=members,
            late=late,
            auto_id="put_%s",
            initial={"wording": item.text if item else ""},
        ),
        "withdraw": forms.WhyForm(auto_id="withdraw_%s"),
        "undeclare": forms.WhyForm(auto_id="undeclare_%s"),
        "notes": forms.NotesForm(
            auto_id="notes_%s",
            initial={"notes": item.notes, "seen": item.version} if item else {},
        ),
    }
    if sight.motion and sight.motion.motion.secret:
        made["slips"] = _slips(sight)
    return made


def _why(sight: Sight) -> str:
    return sight.locked and "There was no quorum."


def _slips(sight: Sight, data=None) -> forms.SlipsForm:
    put = sight.motion
    waiting = [(each["organisation"], each["name"]) for each in put.waiting] if put else []
    options = list(results.labels(put.motion).items()) if put else []
    return forms.SlipsForm(data, members=waiting, options=options, auto_id="slips_%s")


@require_safe
@allowed(everybody)
def meeting_room_pulse(request, pk):
    """The page's parts, after a change; nearly always `UnchangedRoom` has answered that there
    was none."""
    meeting = getattr(request, "room_asked", None) or get_object_or_404(Meeting, pk=pk)
    if is_unchanged(request, meeting):
        return unchanged()
    context = parts_of(meeting, request.actor)
    response = render(request, "meetings/room/_parts.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@allowed(everybody)
def meeting_room_act(request, pk, act):
    """One thing that is done in the room; the verb says whether this person may."""
    meeting = get_object_or_404(Meeting, pk=pk)
    deed = ACTS.get(act)
    if deed is None:
        raise Http404
    form = _bound(request, meeting, act)
    if form.is_valid():
        try:
            # What somebody votes is kept in their ballot or slip and nowhere else.
            with once(request, name=f"room_{act}", unread=("choice",)) as done:
                if done.first:
                    with at_time(meeting, getattr(form, "moment", None)):
                        done.result = deed.verb(meeting, form, request.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return _answered(request, meeting, done.result, part=deed.part)
    meeting.refresh_from_db()
    response = room_page(request, meeting, act=act, form=form)
    response[REFUSED] = "yes"  # an error of its own would stand in the browser's console
    return response


def _bound(request, meeting: Meeting, act: str):
    made = ACTS[act].form
    if made is forms.SlipsForm:
        return _slips(sight_of(meeting, request.actor), request.POST)
    values = {"late": meeting.from_paper} if issubclass(made, forms.ActForm) else {}
    return made(request.POST, auto_id=f"{act.replace('-', '_')}_%s", **values)


def _answered(request, meeting: Meeting, words: str, *, part: str):
    if PARTS in request.headers:
        meeting.refresh_from_db()
        return room_page(request, meeting, said=words)
    messages.success(request, words)
    return redirect(f"{reverse('meeting_room', args=[meeting.pk])}#{part}-title")


@require_safe
@allowed(secretariat_or_chair)
def meeting_sheet(request, pk):
    """The sheet of paper for a room without a connection (PDF)."""
    meeting = get_object_or_404(Meeting, pk=pk)
    content = sheet.render_sheet(meeting, seeing.agenda(meeting, request.actor))
    response = HttpResponse(content, content_type="application/pdf")
    name = f"meeting-{meeting.on.isoformat()}-sheet.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
