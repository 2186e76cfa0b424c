"""Decisions in writing, between meetings: the list, one of them, and what is done with it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import files
from consortium.core.access import allowed, signed_in
from consortium.core.plainforms import TokenForm
from members.meetings.actions import answering, setting
from members.meetings.actions import written as verbs
from members.meetings.facts import results
from members.meetings.facts import written as facts
from members.meetings.facts.votes import rule_of
from members.meetings.forms.written import (
    AnswerForm,
    EnterForm,
    SendForm,
    WithdrawForm,
    WrittenSettingsForm,
)
from members.meetings.models import MeetingSettings, WrittenProposal
from members.meetings.permissions_written import can_put_in_writing, can_settle_written
from members.meetings.rules_written import quorum_words
from members.models import Organisation, User
from members.views.acting import acted
from members.views.paging import numbered

from .access import secretariat, secretariat_or_chair, votes

ANY = ["GET", "HEAD", "POST"]


def _one(request, pk: int) -> WrittenProposal:
    return get_object_or_404(facts.readable(request.actor), pk=pk)


@require_safe
@signed_in
def written_decisions(request):
    """Every proposal in writing that this hat may read; open ones are the newest."""
    page = numbered(facts.readable(request.actor), request.GET.get("page"))
    settled = MeetingSettings.objects.select_related("written_decision").first()
    context = {
        "page": page,
        "rows": [(each, facts.state_of(each)) for each in page],
        "settled": settled or MeetingSettings(),
        "may_settle": can_settle_written(request.actor) is None,
        "may_put": can_put_in_writing(request.actor) is None,
    }
    return render(request, "meetings/written/list.html", context)


@require_safe
@signed_in
def written(request, pk):
    return written_page(request, _one(request, pk))


def written_page(request, found: WrittenProposal, *, form=None):
    """Words, background, who has answered, one's own buttons; the result once it is closed."""
    context = {
        **shown(found),
        **answerable(request.actor, found),
        "form": form,
        "answer_form": form or AnswerForm(),
        "answer_url": reverse("written_answer", args=[found.pk]),
        "file_url": reverse("written_file", args=[found.pk]),
        "may_run": can_put_in_writing(request.actor) is None,
        "may_enter": secretariat(request.actor),
        "run_form": TokenForm(),
    }
    return render(request, "meetings/written/one.html", context)


def shown(found: WrittenProposal) -> dict:
    """What everybody sees of one who may read it."""
    motion, open_now = found.motion, facts.state_of(found) == "open"
    quorum = facts.tally(motion)[1] if open_now else None
    return {
        "written": found,
        "motion": motion,
        "state": facts.state_of(found),
        "open": open_now,
        "over": facts.is_over(found),
        "closable": open_now and facts.can_close(found),
        "lines": facts.lines(motion),
        "quorum": quorum_words(quorum) if quorum else "",
        "result": results.sentence(motion),
        "rule": rule_of(motion).name,
        "decision": getattr(motion, "decision", None),
        "objections": motion.objections.all(),
        "item": facts.item_of(found),
    }


def answerable(actor, found: WrittenProposal) -> dict:
    """What this hat's member has answered, and whether somebody in it can answer now."""
    speaks = votes(actor)
    mine = facts.own_answer(found.motion, actor.organisation_id) if speaks else None
    open_now = facts.state_of(found) == "open" and not facts.is_over(found)
    here = found.motion.electors.filter(organisation_id=actor.organisation_id, may_vote=True)
    can = speaks and open_now and mine is None and here.exists()
    words = results.labels(found.motion)[mine.choice] if mine else ""
    return {"mine": mine, "mine_words": words, "may_answer": can}


@require_safe
@signed_in
def written_file(request, pk):
    """The paper that went with it."""
    return hand_out(request, _one(request, pk))


def hand_out(request, found: WrittenProposal):
    if found.file is None or not found.file.may_be_served:
        raise Http404("There is no paper, or it is still being looked at.")
    return files.serve(request, found.file)


@require_http_methods(ANY)
@allowed(secretariat_or_chair)
def written_new(request):
    settled = MeetingSettings.current()
    form = SendForm(request.POST or None, request.FILES or None, settled=settled)

    def verb():
        given = dict(form.cleaned_data)
        names = ("wording", "background", "closes_on", "rule", "decision_kind", "route", "mark",
                 "out", "interest")  # fmt: skip
        values = {name: given[name] for name in names}
        made = verbs.send(**values, upload=given["file"], by=request.actor)
        return made.get_absolute_url(), "Sent. Every member has a mail with its link to answer."

    answer = (
        acted(request, form, name="written_new", verb=verb) if settled.written_allowed else None
    )
    context = {"form": form, "settled": settled, "may_settle": secretariat(request.actor)}
    return answer or render(request, "meetings/written/new.html", context)


@require_POST
@allowed(votes)
def written_answer(request, pk):
    """The answer of one's own member, from the page."""
    found, form = _one(request, pk), AnswerForm(request.POST)
    user = get_object_or_404(User, pk=request.actor.user_id)
    own = get_object_or_404(Organisation, pk=request.actor.organisation_id)

    def verb():
        given = form.cleaned_data
        answering.answer(
            found, organisation=own, user=user, choice=given["answer"], reason=given["reason"],
            by=request.actor,
        )  # fmt: skip
        return found.get_absolute_url(), "Your answer is recorded."

    return acted(request, form, name="written_answer", verb=verb) or written_page(
        request, _one(request, pk), form=form
    )


@require_http_methods(ANY)
@allowed(secretariat)
def written_enter(request, pk):
    """What came on paper or by e-mail, typed by the secretariat."""
    found = _one(request, pk)
    form = EnterForm(request.POST or None, written=found)

    def verb():
        given, (body, user) = form.cleaned_data, form.people[form.cleaned_data["who"]]
        answering.answer(
            found, organisation=body, user=user, choice=given["answer"], reason=given["reason"],
            way=given["way"], by=request.actor,
        )  # fmt: skip
        return found.get_absolute_url(), f"The answer of {body.name} is recorded."

    context = {
        "form": form, "title": "Enter an answer", "back": found.get_absolute_url(),
        "lead": "What somebody wrote in a letter or an e-mail. It stands once it is entered.",
    }  # fmt: skip
    return acted(request, form, name="written_enter", verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_POST
@allowed(secretariat_or_chair)
def written_remind(request, pk):
    found = _one(request, pk)

    def verb():
        count = verbs.remind(found, by=request.actor)
        words = "One member is asked again." if count == 1 else f"{count} members are asked again."
        return found.get_absolute_url(), words if count else "Every member has answered."

    return _pressed(request, found, name="written_remind", verb=verb)


@require_POST
@allowed(secretariat_or_chair)
def written_close(request, pk):
    found = _one(request, pk)

    def verb():
        verbs.close(found, by=request.actor)
        return found.get_absolute_url(), "Closed. Every member is told what came of it."

    return _pressed(request, found, name="written_close", verb=verb)


def _pressed(request, found: WrittenProposal, *, name: str, verb):
    """A button of its own on the page: what stands against it is said there."""
    form = TokenForm(request.POST)
    done = acted(request, form, name=name, verb=verb)
    if done is None:
        for words in form.non_field_errors():
            messages.error(request, words)
    return done or redirect(found)


@require_http_methods(ANY)
@allowed(secretariat_or_chair)
def written_withdraw(request, pk):
    found, form = _one(request, pk), WithdrawForm(request.POST or None)

    def verb():
        verbs.withdraw(found, why=form.cleaned_data["why"], by=request.actor)
        return found.get_absolute_url(), "Withdrawn. Everybody is told."

    context = {
        "form": form, "title": "Withdraw this proposal", "lead": found.motion.wording,
        "back": found.get_absolute_url(),
    }  # fmt: skip
    return acted(request, form, name="written_withdraw", verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_http_methods(ANY)
@allowed(secretariat)
def written_settings(request):
    form = WrittenSettingsForm(request.POST or None, record=MeetingSettings.current())

    def verb():
        given = form.cleaned_data
        setting.settle_written(
            **{name: given[name] for name in ("allowed", "decision", "days", "version")},
            by=request.actor,
        )  # fmt: skip
        return reverse("written_decisions"), "Saved. What was sent before goes on until it closes."

    context = {
        "form": form, "title": "Decisions in writing", "back": reverse("written_decisions"),
        "lead": "Between two meetings, with the same electorate, quorum and count as a vote.",
    }  # fmt: skip
    return acted(request, form, name="written_settings", verb=verb) or render(
        request, "meetings/form.html", context
    )
