"""Choosing in which capacity to act; one's own account."""

from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core.access import signed_in
from members import factors, hats

FACTORS = {factors.Kind.TOTP: "an app", factors.Kind.WEBAUTHN: "a passkey"}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def choose_hat(request):
    """Several hats: which one? Chosen anew at any time from the header."""
    refused = None
    if request.method == "POST":
        try:
            hats.choose(request, request.POST.get("hat", ""))
            return redirect(_where_to(request))
        except hats.NoLongerAllowed as no_longer:
            refused = no_longer
    context = {"hats": request.hats, "refused": refused, "next": request.GET.get("next", "")}
    return render(request, "members/choose_hat.html", context, status=409 if refused else 200)


def _where_to(request) -> str:
    """On to where the person was going, if that is a page of ours."""
    asked = request.POST.get("next") or request.session.pop("after_hat", "")
    ours = url_has_allowed_host_and_scheme(
        asked, {request.get_host()}, require_https=request.is_secure()
    )
    return asked if ours else "/"


@require_safe
@signed_in
def my_account(request):
    """Who I am to the consortium, and how I come in."""
    kinds = factors.kinds_of(request.user)
    named = [words for kind, words in FACTORS.items() if kind in kinds]
    context = {"hats": request.hats, "factors": " and ".join(named)}
    return render(request, "members/my_account.html", context)
