"""Quarters opened and closed for claims, by the accountable body's office (R59)."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.actions import rounds as verbs
from claims.forms.member_parts import ReasonedMoveForm
from claims.models import Round
from claims.states import HAS_BEEN_SENT
from consortium.core import clock
from consortium.core.access import roles
from consortium.core.idempotency import once
from consortium.core.periods import Quarter
from consortium.core.workflow import Refused
from members.states import Role
from projects.funds.models import Grant
from projects.funds.rules import claim_dates

PAGE = 40
may_look = roles(Role.FINANCE_OFFICER, Role.SECOND_APPROVER, Role.SECRETARIAT, Role.AUDITOR)


@require_safe
@may_look
def rounds(request):
    """Every grant's quarters with their dates and how many members have sent."""
    today = clock.today()
    found = Round.objects.select_related("grant").annotate(
        begun=Count("claims"),
        sent=Count("claims", filter=Q(claims__state__in=sorted(HAS_BEEN_SENT))),
    )
    context = {
        "rounds": list(found.order_by("-quarter", "grant__reference")[:PAGE]),
        "to_open": to_open(today),
        "today": today,
        "may_open": request.actor.has(Role.FINANCE_OFFICER),
    }
    return render(request, "claims/rounds/rounds.html", context)


def to_open(today) -> list[dict]:
    """The last and the present quarter of each running grant, where not opened yet."""
    quarters = [Quarter.containing(today).previous(), Quarter.containing(today)]
    opened = set(
        Round.objects.filter(quarter__in=[q.code for q in quarters]).values_list(
            "grant_id", "quarter"
        )
    )
    return [
        {"grant": grant, "quarter": quarter, "dates": claim_dates(quarter, grant)}
        for grant in Grant.objects.filter(ends__gte=quarters[0].start)
        for quarter in quarters
        if (grant.pk, quarter.code) not in opened
        and grant.starts <= quarter.end
        and quarter.start <= grant.ends
    ]


@require_POST
@roles(Role.FINANCE_OFFICER)
def open_round(request, grant: int, quarter: Quarter):
    """Open one quarter of one grant now."""
    found = get_object_or_404(Grant, pk=grant)
    with once(request, name="round-open") as act:
        if act.first:
            act.result = verbs.open_round(found, quarter, by=request.actor).pk
    messages.success(request, f"{quarter.label} is open for claims under {found}.")
    return redirect("claim_rounds")


@require_POST
@roles(Role.FINANCE_OFFICER)
def close_round(request, pk: int):
    """Take no more claims for a quarter."""
    round = get_object_or_404(Round.objects.select_related("grant"), pk=pk)
    with once(request, name="round-close") as act:
        if act.first:
            verbs.close_round(round, by=request.actor)
            act.result = True
    messages.success(request, f"{round.period.label} is closed for claims under {round.grant}.")
    return redirect("claim_rounds")


@require_http_methods(["GET", "HEAD", "POST"])
@roles(Role.FINANCE_OFFICER)
def reopen_round(request, pk: int):
    """Take claims for a closed quarter again, with a reason."""
    round = get_object_or_404(Round.objects.select_related("grant"), pk=pk)
    form = ReasonedMoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name="round-reopen") as act:
                if act.first:
                    verbs.reopen_round(round, reason=form.cleaned_data["reason"], by=request.actor)
                    act.result = True
            messages.success(request, f"{round.period.label} takes claims again.")
            return redirect("claim_rounds")
        except Refused as refused:
            form.add_refusal(refused)
    return render(request, "claims/rounds/reopen.html", {"round": round, "form": form})
