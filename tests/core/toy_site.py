"""A small site whose views use the kernel as real ones do."""

from django import forms
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from consortium.core import clock
from consortium.core.access import allowed, public, roles, signed_in
from consortium.core.formfields import DayField, MoneyField, TokenForm
from consortium.core.idempotency import once
from consortium.core.versions import check_version
from consortium.core.workflow import Refused

DONE: list[str] = []  # what the views really did, in order


class Record:
    """Stands for a model's row."""

    class _meta:
        verbose_name = "claim"

    pk, version, amount, paid_on, secret = 12, 3, 123_450, None, "not for this form"


class AmountForm(TokenForm):
    amount = MoneyField(label="Amount claimed")
    paid_on = DayField(label="Date paid", required=False)
    secret_of = forms.CharField(required=False)


@public
def open_page(request):
    return HttpResponse("open")


@signed_in
def for_everyone(request):
    return HttpResponse(request.user.get_username())


@roles("finance_officer", "chair")
def for_finance(request):
    return HttpResponse("money")


@allowed(lambda actor: actor.organisation_id == 7, says="people of Voluntary Action Luton")
def for_luton(request):
    return HttpResponse("luton")


def undeclared(request):
    return HttpResponse("nobody said who may see this")


@public
def one(request, pk):
    return HttpResponse(str(pk))


@public
def refuses(request):
    raise Refused(["The period is closed.", "You prepared this claim yourself."])


@public
def stale(request):
    form = AmountForm(request.POST, record=Record())
    check_version(
        Record(), form.data.get("version"), form=form if "plain" not in form.data else None
    )
    return HttpResponse("saved")


@public
def busy(request):
    raise OperationalError("canceling statement due to lock timeout")


@public
def broken(request):
    raise OperationalError("no such table: claims")


@public
def send(request):
    form = AmountForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    with once(request, name="send") as act:
        if act.first:
            DONE.append(request.POST["amount"])
            if request.POST.get("then") == "refuse":
                raise Refused("Not today.")
            act.result = f"/id/{len(DONE)}/"
    return redirect(act.result)


@public
def which_days(request):
    return HttpResponse(f"{clock.today()} {clock.today()}")


inner = [path("<id:pk>/", one, name="one")]
urlpatterns = [
    path("open/", open_page, name="open"),
    path("everyone/", for_everyone, name="everyone"),
    path("finance/", for_finance, name="finance"),
    path("luton/", for_luton, name="luton"),
    path("id/", include(inner)),
    path("refuses/", refuses, name="refuses"),
    path("stale/", stale, name="stale"),
    path("busy/", busy, name="busy"),
    path("broken/", broken, name="broken"),
    path("send/", send, name="send"),
    path("days/", which_days, name="days"),
]
