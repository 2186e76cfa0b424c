"""Puts the person's hat on every request."""

from django.shortcuts import redirect, render
from django.urls import reverse

from consortium.core import clock
from consortium.core.idle import EVERY

from . import factors, looking
from .actions import sessions
from .hats import actor_in, address_of, current_hat, hats_and_site
from .offices import accountable_body_or_none

# One's own account and way in: in no hat at all.
ACCOUNT_PAGES = ("account_", "mfa_", "second_step", "my_sessions", "session", "my_data")


class HatMiddleware:
    """Sets `request.actor`, `request.hats`, `request.other_hats` and the consortium's name,
    all in one query.

    Somebody with several hats and no choice yet chooses first; somebody with none
    gets a calm page that says whom to ask.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor, request.hats, request.other_hats = None, [], []
        request.looking = None
        if request.user.is_authenticated:
            request.looking = looking.present(request)
            self.put_on(request)
        response = self.get_response(request)
        if request.user.is_authenticated and is_due(request.session):
            sessions.note_seen(request.session.session_key, ip=address_of(request))
        return response

    def put_on(self, request):
        if request.looking:
            self.put_on_another(request)
            return
        request.hats, request.consortium_name = hats_and_site(request.user, clock.today())
        worn = current_hat(request, request.hats)
        request.other_hats = [hat for hat in request.hats if hat is not worn]
        if worn:
            request.actor = actor_in(request.user, worn, request=request)

    def put_on_another(self, request):
        """The pages see the person who is looked as; the record sees both."""
        request.user = request.looking.user
        request.hats = [request.looking.hat]
        request.actor = looking.actor_of(request.looking, request=request)

    def process_view(self, request, view, args, kwargs):
        if request.looking and looking.is_refused(request):
            return self.only_looking(request)
        if not request.user.is_authenticated or works_without_hat(request, view):
            return None
        if request.actor:
            return self.second_step(request)
        if request.hats:
            request.session["after_hat"] = wanted(request)
            return redirect(reverse("choose_hat"))
        day = clock.today()
        context = {"day": day, "body": accountable_body_or_none(day)}
        return render(request, "members/no_hat.html", context, status=403)

    def only_looking(self, request):
        """Signing out is always possible, and is done by whoever looks, not by whom they see."""
        if request.resolver_match.url_name == "account_logout":
            request.user = request.looking.by
            return None
        return render(request, "members/only_looking.html", status=403)

    def second_step(self, request):
        """Nothing of a role that can touch money, votes or roles opens on a password alone."""
        if request.looking or not factors.needed_for(request.actor) or factors.given(request):
            return None
        request.session["after_second_step"] = wanted(request)
        return redirect(reverse("second_step_needed"))


def is_due(session) -> bool:
    """Is it ten minutes since this session was last noted? `IdleSession` moves the mark on."""
    seen = session.get("seen", 0)
    return bool(seen) and clock.now().timestamp() - seen > EVERY.total_seconds()


def wanted(request) -> str:
    """Where to go on afterwards; what was posted is not repeated."""
    return request.get_full_path() if request.method == "GET" else "/"


def works_without_hat(request, view) -> bool:
    """Public pages, one's own way in, and the page where the hat is chosen."""
    name = request.resolver_match.url_name or ""
    public = not getattr(view, "login_required", True)
    return public or name == "choose_hat" or name.startswith(ACCOUNT_PAGES)
