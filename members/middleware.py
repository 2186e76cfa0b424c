"""Puts the person's hat on every request."""

from django.shortcuts import redirect, render
from django.urls import reverse

from consortium.core import clock

from .hats import actor_in, current_hat, hats_of
from .offices import accountable_body_or_none

ACCOUNT_PAGES = ("account_", "mfa_")  # allauth's: a password is changed in no hat at all


class HatMiddleware:
    """Sets `request.actor`, `request.hats` and `request.other_hats`, in one query.

    Somebody with several hats and no choice yet chooses first; somebody with none
    gets a calm page that says whom to ask.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor, request.hats, request.other_hats = None, [], []
        if request.user.is_authenticated:
            self.put_on(request)
        return self.get_response(request)

    def put_on(self, request):
        request.hats = hats_of(request.user, clock.today())
        worn = current_hat(request, request.hats)
        request.other_hats = [hat for hat in request.hats if hat is not worn]
        if worn:
            request.actor = actor_in(request.user, worn, request=request)

    def process_view(self, request, view, args, kwargs):
        if request.actor or not request.user.is_authenticated or works_without_hat(request, view):
            return None
        if request.hats:
            request.session["after_hat"] = (
                request.get_full_path() if request.method == "GET" else "/"
            )
            return redirect(reverse("choose_hat"))
        day = clock.today()
        context = {"day": day, "body": accountable_body_or_none(day)}
        return render(request, "members/no_hat.html", context, status=403)


def works_without_hat(request, view) -> bool:
    """Public pages, one's own account, and the page where the hat is chosen."""
    name = request.resolver_match.url_name or ""
    public = not getattr(view, "login_required", True)
    return public or name == "choose_hat" or name.startswith(ACCOUNT_PAGES)
