"""What is kept back under a grant, and releasing it after the final report (M17)."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from claims.actions.retention import agree_release, ask_release, refuse_release
from claims.facts.retention import claims_on_their_way, kept_claims, kept_rows, people, release_rows
from claims.forms.money import AskReleaseForm, PasswordForm, ReasonForm
from claims.models import RetentionRelease
from claims.permissions_money import another_than_who_asked_to_release
from claims.states import RetentionState
from claims.views.money.opening import moves_money, reads_payments
from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.money import format_pence
from members.models import Organisation
from members.views.acting import acted
from projects.funds.models import Grant

GET_AND_POST = ["GET", "HEAD", "POST"]


@require_safe
@allowed(reads_payments)
def retention(request, pk):
    """What is kept back from each member under a grant, and what became of it."""
    grant = get_object_or_404(Grant.objects.select_related("funder", "fund"), pk=pk)
    rows = kept_rows(grant)
    context = {
        "grant": grant,
        "rows": rows,
        "left": sum(row.left for row in rows),
        "released": sum(row.released for row in rows),
        "paid": sum(row.paid for row in rows),
        "releases": release_rows(grant),
        "can_release": moves_money(request.actor),
        "me": request.actor.user_id,
    }
    return render(request, "claims/money/retention.html", context)


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def retention_ask(request, pk, organisation_pk):
    """Ask to release everything kept back from one member."""
    grant = get_object_or_404(Grant, pk=pk)
    member = get_object_or_404(Organisation, pk=organisation_pk)
    claims = list(kept_claims(grant, member).select_related("round").order_by("round__quarter"))
    form = AskReleaseForm(request.POST or None, initial={"report_accepted_on": clock.today()})

    def verb():
        typed = form.cleaned_data
        made = ask_release(
            grant,
            member,
            report_accepted_on=typed["report_accepted_on"],
            report=typed["report"],
            by=request.actor,
        )
        return made.get_absolute_url(), "Another officer now agrees, or refuses."

    if response := acted(request, form, name="retention_ask", verb=verb):
        return response
    context = {
        "grant": grant,
        "member": member,
        "claims": claims,
        "total": sum(claim.retained for claim in claims),
        "on_their_way": claims_on_their_way(grant, member),
        "form": form,
    }
    return render(request, "claims/money/retention_ask.html", context)


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def retention_agree(request, pk):
    """What is asked for, by whom and on which report; the password once more to agree."""
    release = _release(pk)
    form = PasswordForm(request.POST or None, request=request)

    def verb():
        agree_release(release, by=request.actor)
        words = f"{format_pence(release.amount)} is released. It can go into a payment run."
        return release.get_absolute_url(), words

    if response := acted(request, form, name="retention_agree", verb=verb):
        return response
    release = _release(pk)
    kept = kept_claims(release.grant, release.organisation)
    context = {
        "release": release,
        "grant": release.grant,
        "claims": kept.select_related("round").order_by("round__quarter"),
        "asked_by": people([release.asked_by_id]).get(release.asked_by_id, "Somebody"),
        "against": another_than_who_asked_to_release(request.actor, release),
        "open": release.state == RetentionState.ASKED,
        "form": form,
    }
    return render(request, "claims/money/retention_agree.html", context)


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def retention_refuse(request, pk):
    """Leave it kept back, with the reason."""
    release = _release(pk)
    form = ReasonForm(request.POST or None, label="Why it stays kept back")

    def verb():
        refuse_release(release, reason=form.cleaned_data["reason"], by=request.actor)
        return release.get_absolute_url(), "It stays kept back."

    context = {
        "release": release,
        "grant": release.grant,
        "open": release.state == RetentionState.ASKED,
        "form": form,
    }
    return acted(request, form, name="retention_refuse", verb=verb) or render(
        request, "claims/money/retention_refuse.html", context
    )


def _release(pk) -> RetentionRelease:
    found = RetentionRelease.objects.select_related("grant__fund", "organisation")
    return get_object_or_404(found, pk=pk)
