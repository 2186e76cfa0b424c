"""Events for everybody: what is to come, signing up, and one's own sign-up by its link (R80)."""

from allauth.core import ratelimit
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock
from consortium.core.access import public
from members.applications.permissions import visitor
from members.registers import event_facts as facts
from members.registers.actions import attending
from members.registers.event_forms import CancelForm, SignUpForm
from members.registers.event_links import sign_up_of
from members.registers.event_notices import kept
from members.registers.models import Event
from members.registers.states import EventState
from members.views.acting import acted
from members.views.paging import numbered

from .public import TOO_MANY


@require_safe
@public
def events_public(request):
    page = numbered(facts.announced(clock.today()), request.GET.get("page"))
    return render(request, "registers/events_public.html", {"page": page})


def public_event(pk: int) -> Event:
    """One that was announced; what is being prepared is nobody's business yet."""
    found = get_object_or_404(Event, pk=pk)
    if found.opened_on is None:
        raise Http404("It is not announced.")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def event_sign_up(request, pk):
    """What it is, and the form. The answer is the same whether the address was known or not."""
    found, form = public_event(pk), SignUpForm(request.POST or None)
    closed = attending.against_signing_up(found)

    def verb():
        attending.sign_up(found, **form.values(), by=visitor(request))
        return reverse("event_signed_up", args=[found.pk]), "You are signed up."

    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["email"].lower()
        if not ratelimit.consume(request, action="event_sign_up", key=key):
            form.add_error(None, TOO_MANY)
    done = acted(request, form, name="event_sign_up", verb=verb)
    status = 429 if TOO_MANY in form.non_field_errors() else 200
    context = {"found": found, "form": form, "closed": closed, "kept": kept()}
    return done or render(request, "registers/event_public.html", context, status=status)


@require_safe
@public
def event_signed_up(request, pk):
    """It worked, and what happens next; nothing of what was typed."""
    return render(request, "registers/event_signed_up.html", {"found": public_event(pk)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def event_mine(request, token):
    """One's own sign-up. Nothing happens before the button is pressed: scanners open links."""
    found = sign_up_of(token)
    if found is None:
        raise Http404("No such link.")
    form, event = CancelForm(request.POST or None), found.event

    def verb():
        attending.cancel(found, by=visitor(request))
        return reverse("event_mine", args=[token]), "Your sign-up is cancelled."

    coming = found.cancelled_on is None and bool(found.email)
    context = {
        "found": found, "event": event, "form": form, "kept": kept(), "coming": coming,
        "may_cancel": coming and event.on >= clock.today()
        and event.state != EventState.CANCELLED,
    }  # fmt: skip
    return acted(request, form, name="event_mine", verb=verb) or render(
        request, "registers/event_mine.html", context
    )
