"""Giving feedback and complaining, for anybody (S4)."""

import re

from allauth.core import ratelimit
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core.access import public
from members.applications.permissions import visitor
from members.registers.actions.receiving import receive
from members.registers.feedback_forms import GiveForm
from members.registers.models import FeedbackSettings
from members.views.acting import acted

TOO_MANY = "Too much was sent from here within the hour. Wait a while, then send it again."
REFERENCE = re.compile(r"FB-[0-9]{4,10}")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def feedback_give(request):
    """The form. What is sent twice is kept once; who is signed in is a visitor here as well."""
    form = GiveForm(request.POST or None)

    def verb():
        found = receive(**form.values(), by=visitor(request))
        return f"{reverse('feedback_sent')}?reference={found.reference}", "It is sent."

    sent = request.method == "POST" and form.is_valid()
    if sent and not ratelimit.consume(request, action="feedback"):
        form.add_error(None, TOO_MANY)
    done = acted(request, form, name="feedback_give", verb=verb)
    status = 429 if TOO_MANY in form.non_field_errors() else 200
    context = {
        "form": form,
        "days": FeedbackSettings.current(),
    }
    return done or render(request, "registers/give.html", context, status=status)


@require_safe
@public
def feedback_sent(request):
    """The reference, and what happens next."""
    asked = request.GET.get("reference", "")
    context = {
        "reference": asked if REFERENCE.fullmatch(asked) else "",
        "days": FeedbackSettings.current(),
    }
    return render(request, "registers/sent.html", context)
