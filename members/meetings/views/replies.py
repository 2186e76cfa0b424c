"""Coming or not: the tab of a meeting, and the page behind the link of a mail (R46, R47)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed, public, signed_in
from consortium.core.workflow import Refused
from members.meetings.actions import replies
from members.meetings.facts.notice import days_of
from members.meetings.facts.replies import (
    asked_of,
    attendance,
    forecast,
    substitutes_of,
)
from members.meetings.forms.replies import ReplyForm, ReplyForOtherForm
from members.meetings.models import Meeting, Reply
from members.meetings.models.replies import Answer
from members.meetings.permissions_papers import sees_replies
from members.models import Organisation, User
from members.states import Role
from members.views.acting import acted

from .access import secretariat
from .guests import refusal

CHOICES = [each for each in Answer if each != Answer.SUBSTITUTE]


@require_safe
@signed_in
def meeting_replies(request, pk):
    return replies_page(request, get_object_or_404(Meeting, pk=pk))


def replies_page(request, meeting: Meeting, *, form=None, other_form=None):
    """One's own answer with its buttons; the table for who prepares and who chairs."""
    actor = request.actor
    asked, office = asked_of(meeting), secretariat(actor)
    open_now = meeting.is_live and meeting.on >= clock.today()
    may_answer = open_now and speaks(actor, meeting)
    context = {
        "meeting": meeting,
        "asked": asked if sees_replies(actor) else [],
        "forecast": forecast(meeting, asked),
        "attendance": attendance(meeting),
        "sees": sees_replies(actor),
        "office": office and open_now,
        "may_answer": may_answer,
        "mine": _mine(meeting, actor),
        "choices": CHOICES,
        "substitutes": _substitutes(actor.organisation_id, meeting, actor.user_id)
        if may_answer else [],
        "form": form or other_form,
        "reply_form": form or (_own_form(meeting, actor) if may_answer else None),
        "days": days_of(meeting),
        "today": clock.today(),
        "current": "replies",
    }  # fmt: skip
    return render(request, "meetings/replies.html", context)


def _own_form(meeting, actor, data=None):
    organisation = get_object_or_404(Organisation, pk=actor.organisation_id)
    user = get_object_or_404(User, pk=actor.user_id)
    return ReplyForm(data, meeting=meeting, organisation=organisation, user=user)


def speaks(actor, meeting: Meeting) -> bool:
    """Whether this hat is asked to come."""
    if actor is None or actor.impersonator_id:
        return False
    return actor.has(Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.ADVISER)


def _mine(meeting: Meeting, actor) -> Reply | None:
    if actor is None:
        return None
    own = Reply.objects.filter(meeting=meeting, user=actor.user_id)
    return own.filter(organisation=actor.organisation_id).select_related("substitute").first()


def _substitutes(organisation_id, meeting: Meeting, user_id):
    return list(substitutes_of([organisation_id], meeting).exclude(pk=user_id))


@require_POST
@signed_in
def reply(request, pk):
    """One's own answer, from the meeting's page."""
    meeting = get_object_or_404(Meeting, pk=pk)
    if not speaks(request.actor, meeting):
        raise Http404("This is for who is asked to come.")
    form = _own_form(meeting, request.actor, request.POST)

    def verb():
        given = form.cleaned_data
        replies.reply(
            meeting, user=User.objects.get(pk=request.actor.user_id),
            organisation=Organisation.objects.get(pk=request.actor.organisation_id),
            answer=given["answer"], substitute=given["substitute"], by=request.actor,
        )  # fmt: skip
        return f"{meeting.get_absolute_url()}replies/", "Your reply is recorded."

    return acted(request, form, name="reply", verb=verb) or replies_page(
        request, meeting, form=form
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def reply_for(request, pk):
    """The secretariat enters what others told it."""
    meeting = get_object_or_404(Meeting, pk=pk)
    people = asked_of(meeting)
    substitutes = substitutes_of((each.organisation.pk for each in people), meeting)
    form = ReplyForOtherForm(request.POST or None, people=people, substitutes=substitutes)

    def verb():
        given, one = form.cleaned_data, form.asked
        replies.reply(
            meeting, user=one.user, organisation=one.organisation, answer=given["answer"],
            substitute=given["substitute"], by=request.actor,
        )  # fmt: skip
        return f"{meeting.get_absolute_url()}replies/", f"The reply of {one.user.name} is recorded."

    context = {
        "form": form, "title": "Enter a reply", "back": f"{meeting.get_absolute_url()}replies/",
        "lead": "What somebody said by telephone, in a letter or on the way.",
    }  # fmt: skip
    return acted(request, form, name="reply_for", verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_POST
@allowed(secretariat)
def replies_remind(request, pk):
    meeting = get_object_or_404(Meeting, pk=pk)
    try:
        count = replies.remind(meeting, by=request.actor)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return redirect("meeting_replies", pk=pk)
    words = f"{count} people are asked once more." if count != 1 else "One person is asked again."
    messages.success(request, words if count else "Everybody has replied.")
    return redirect("meeting_replies", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def reply_by_link(request, token):
    """The page behind the link of a mail: buttons, and nothing happens before one is pressed.

    Scanners of mail open links, so opening it changes nothing.
    """
    try:
        meeting, user, organisation, actor = replies.by_token(token, request=request)
    except replies.LinkRefused as refused:
        return refusal(request, refused)
    form = ReplyForm(request.POST or None, meeting=meeting, organisation=organisation, user=user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            replies.reply(
                meeting, user=user, organisation=organisation, answer=given["answer"],
                substitute=given["substitute"], by=actor,
            )  # fmt: skip
            return redirect("reply_by_link", token=token)
        except Refused as refused:
            form.add_refusal(refused)
    mine = meeting.replies.filter(user=user, organisation=organisation)
    context = {
        "meeting": meeting, "token": token, "person": user, "organisation": organisation,
        "mine": mine.select_related("substitute").first(), "choices": CHOICES,
        "substitutes": _substitutes(organisation.pk, meeting, user.pk),
        "form": form, "reply_form": form,
    }  # fmt: skip
    return render(request, "meetings/reply.html", context)
