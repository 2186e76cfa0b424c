"""The page behind the link of a mail: one press answers for a member, and opening it does not."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core.access import public
from consortium.core.workflow import Refused
from members.meetings.actions import answering
from members.meetings.forms.written import AnswerForm

from .guests import refusal
from .written import answerable, hand_out, shown


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def written_by_link(request, token):
    """Scanners of mail open links, so opening it changes nothing."""
    try:
        found, user, organisation, actor = answering.by_token(token, request=request)
    except answering.LinkRefused as refused:
        return refusal(request, refused)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answering.answer(
                found, organisation=organisation, user=user, choice=given["answer"],
                reason=given["reason"], by=actor,
            )  # fmt: skip
            return redirect("written_by_link", token=token)
        except Refused as refused:
            form.add_refusal(refused)
            found, *_ = answering.by_token(token, request=request)
    context = {
        **shown(found), **answerable(actor, found), "person": user, "organisation": organisation,
        "form": form, "answer_form": form,
        "answer_url": reverse("written_by_link", args=[token]),
        "file_url": reverse("written_link_file", args=[token]),
    }  # fmt: skip
    return render(request, "meetings/written/answer.html", context)


@require_safe
@never_cache
@public
def written_link_file(request, token):
    """The paper, for whoever holds the link."""
    try:
        found, *_ = answering.by_token(token, request=request)
    except answering.LinkRefused as refused:
        return refusal(request, refused)
    return hand_out(request, found)
