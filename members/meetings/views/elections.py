"""Elections of the chair, who stands, and the hand-over between accountable bodies (S22)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from consortium.core.plainforms import TokenForm
from members.meetings.actions import candidates, handing_over
from members.meetings.actions import elections as verbs
from members.meetings.facts import elections as facts
from members.meetings.forms.elections import (
    ConsentForm,
    ElectionSettingsForm,
    FundersForm,
    NominateForm,
    TickForm,
)
from members.meetings.models import (
    BodyReview,
    Candidate,
    Election,
    HandOver,
    HandOverItem,
    MeetingSettings,
)
from members.meetings.permissions_elections import can_nominate, can_run, side_of
from members.meetings.reports import elections as reports
from members.models import Organisation, Term, User
from members.offices import accountable_body_or_none, chair_on
from members.states import Office
from members.views.acting import acted

from .access import everybody, secretariat, votes

ANY = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def elections(request):
    """Who holds the offices now and next, elections to come and held, reviews and hand-overs."""
    today = clock.today()
    coming = Term.objects.standing().filter(starts__gt=today).select_related(
        "holder", "organisation"
    )  # fmt: skip
    rows = Election.objects.select_related("item__meeting", "term__holder", "term__organisation")
    reviews = BodyReview.objects.exclude(term=None).select_related("organisation", "decision")
    context = {
        "chair": chair_on(today),
        "body": accountable_body_or_none(today),
        "next_chair": next((each for each in coming if each.office == Office.CHAIR), None),
        "next_body": next((each for each in coming if each.office == Office.ACCOUNTABLE_BODY), 0),
        "elections": rows,
        "reviews": reviews,
        "hand_overs": HandOver.objects.select_related("old", "new", "term"),
        "may_run": can_run(request.actor) is None,
    }
    return render(request, "meetings/elections/elections.html", context)


@require_safe
@signed_in
def election(request, pk):
    """Timetable, who stands, who can stand and why not, and the result."""
    return election_page(request, _one(pk))


def _one(pk: int) -> Election:
    rows = Election.objects.select_related(
        "item__meeting", "decision", "term__holder", "term__organisation"
    )
    return get_object_or_404(rows, pk=pk)


def election_page(request, found: Election):
    meeting = found.item.meeting if found.item else None
    starts = found.term.starts if found.term else facts.starts_on(found, meeting=meeting)
    stands = facts.candidates(found)
    own = next((each for each in stands if each.person_id == request.actor.user_id
                and each.state in ("asked", "stands")), None)  # fmt: skip
    held, names = facts.ballots(found), facts.labels(found)
    context = {
        "election": found,
        "meeting": meeting,
        "starts": starts,
        "candidates": stands,
        "names": names,
        "own": own,
        "people": facts.everybody(starts) if found.state != "declared" else [],
        "body": facts.coming_body(starts),
        "may_nominate": found.state == "open" and can_nominate(request.actor, found) is None,
        "may_run": can_run(request.actor) is None,
        "ballots": [reports.ballot_facts(each, names) for each in held],
        "lot": found.lots.exclude(chosen="").first(),
        "lot_words": reports.LOT_WORDS,
        "declaration": facts.declaration(found),
        "form": TokenForm(),
    }
    return render(request, "meetings/elections/election.html", context)


@require_http_methods(ANY)
@allowed(votes)
def election_nominate(request, pk):
    found = _one(pk)
    meeting = found.item.meeting if found.item else None
    everyone = facts.everybody(facts.starts_on(found, meeting=meeting))
    there = set(found.candidates.there().values_list("person_id", flat=True))
    people = [each for each in everyone if each.can_stand and each.user.pk not in there]
    form = NominateForm(request.POST or None, people=people)

    def verb():
        user_id, organisation_id = form.chosen
        person = User.objects.get(pk=user_id)
        candidates.nominate(
            found, person=person, organisation=Organisation.objects.get(pk=organisation_id),
            by=request.actor,
        )  # fmt: skip
        words = f"{person} is nominated, and is asked whether they agree."
        if user_id == request.actor.user_id:
            words = "You are nominated, and stand."
        return found.get_absolute_url(), words

    context = {
        "form": form, "election": found, "people": people,
        "others": [each for each in everyone if not each.can_stand],
    }  # fmt: skip
    return acted(request, form, name="election_nominate", verb=verb) or render(
        request, "meetings/elections/nominate.html", context
    )


def _own(request, pk: int) -> Candidate:
    rows = Candidate.objects.select_related("election", "nominated_by")
    return get_object_or_404(rows, pk=pk, person_id=request.actor.user_id)


@require_http_methods(ANY)
@allowed(everybody)
def candidate_yes(request, pk):
    """The candidate's own consent, with what they want to say."""
    found, form = _own(request, pk), ConsentForm(request.POST or None)

    def verb():
        candidates.consent(found, statement=form.cleaned_data["statement"], by=request.actor)
        return found.election.get_absolute_url(), "You stand for the chair."

    context = {
        "form": form, "title": "Stand for the chair",
        "lead": f"{found.nominated_by.name} nominates you.",
        "back": found.election.get_absolute_url(),
    }  # fmt: skip
    return acted(request, form, name="candidate_yes", verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_POST
@allowed(everybody)
def candidate_no(request, pk):
    return _answered(request, pk, candidates.decline, "You do not stand.", name="candidate_no")


@require_POST
@allowed(everybody)
def candidate_withdraw(request, pk):
    return _answered(
        request, pk, candidates.withdraw_candidate, "You do not stand any more.",
        name="candidate_withdraw",
    )  # fmt: skip


def _answered(request, pk: int, act, words: str, *, name: str):
    found, form = _own(request, pk), TokenForm(request.POST)

    def verb():
        act(found, by=request.actor)
        return found.election.get_absolute_url(), words

    return acted(request, form, name=name, verb=verb) or _said(request, form, found.election)


def _said(request, form, back):
    for words in form.non_field_errors():
        messages.error(request, words)
    return redirect(back)


@require_http_methods(ANY)
@allowed(secretariat)
def elections_settings(request):
    current = MeetingSettings.current()
    form = ElectionSettingsForm(request.POST or None, record=current)

    def verb():
        values = {name: form.cleaned_data[name] for name in ("opens", "closes", "secret")}
        verbs.settle_elections(**values, version=form.cleaned_data["version"], by=request.actor)
        return reverse("elections"), "Saved. Elections that were not called yet follow."

    context = {
        "form": form, "title": "How the chair is elected", "back": reverse("elections"),
        "lead": "It counts for elections that are not called yet.",
    }  # fmt: skip
    return acted(request, form, name="elections_settings", verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_safe
@allowed(secretariat)
def election_pdf(request, pk):
    """The ballot record, for the returning officer."""
    found = _one(pk)
    return _file(reports.record_pdf(found), "application/pdf", f"election-{found.pk}.pdf")


@require_safe
@allowed(secretariat)
def election_csv(request, pk):
    found = _one(pk)
    return _file(reports.record_csv(found), "text/csv; charset=utf-8", f"election-{found.pk}.csv")


def _file(content, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@signed_in
def hand_over(request, pk):
    return hand_over_page(request, _hand_over(pk))


def _hand_over(pk: int) -> HandOver:
    return get_object_or_404(HandOver.objects.select_related("old", "new", "term"), pk=pk)


def hand_over_page(request, found: HandOver, *, form=None):
    """The check list, with what this person's body may tick."""
    side = side_of(request.actor, found) if not found.finished_on else ""
    parts = list(found.parts.all())
    for each in parts:
        each.mine = bool(
            side == "old" and not each.given_on
            or side == "new" and each.given_on and not each.received_on
        )  # fmt: skip
        each.form = TickForm(auto_id=f"tick_{each.pk}_%s")
    context = {
        "hand_over": found, "parts": parts, "side": side, "form": form,
        "left": sum(not each.received_on for each in parts),
    }  # fmt: skip
    return render(request, "meetings/elections/hand_over.html", context)


@require_POST
@allowed(everybody)
def hand_over_tick(request, pk):
    part = get_object_or_404(HandOverItem.objects.select_related("hand_over"), pk=pk)
    _must_have_a_side(request, part.hand_over)
    form = TickForm(request.POST)

    def verb():
        handing_over.tick(part, note=form.cleaned_data["note"], by=request.actor)
        return part.hand_over.get_absolute_url(), f"{part.get_part_display()}: ticked."

    return acted(request, form, name="hand_over_tick", verb=verb) or hand_over_page(
        request, _hand_over(part.hand_over_id), form=form
    )


@require_http_methods(ANY)
@allowed(everybody)
def hand_over_funders(request, pk):
    found = _hand_over(pk)
    _must_have_a_side(request, found)
    form = FundersForm(request.POST or None, initial={"funders": found.funders})

    def verb():
        handing_over.note_funders(found, words=form.cleaned_data["funders"], by=request.actor)
        return found.get_absolute_url(), "Saved."

    context = {
        "form": form, "title": "What the funders agree to", "back": found.get_absolute_url(),
        "lead": "A contract is with the body that signed it. Ask each funder whether it passes on.",
    }  # fmt: skip
    return acted(request, form, name="hand_over_funders", verb=verb) or render(
        request, "meetings/form.html", context
    )


def _must_have_a_side(request, found: HandOver) -> None:
    if not side_of(request.actor, found):
        raise Http404("This is for the two accountable bodies.")


@require_safe
@signed_in
def hand_over_pdf(request, pk):
    """The certificate; while parts are open it says so."""
    found = _hand_over(pk)
    return _file(reports.certificate(found), "application/pdf", f"hand-over-{found.pk}.pdf")
