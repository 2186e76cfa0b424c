"""The page behind the link of an invitation."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from consortium.core import clock
from consortium.core.access import public
from members.actions import accept_invitation
from members.actions.invitations import LinkRefused, letter_of
from members.hats import bare_actor
from members.offices import accountable_body_or_none
from members.signin import NewPasswordForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password1", "password2")
@public
def invitation(request, token):
    """Set the first password. Opening the page changes nothing: mail scanners do it too."""
    try:
        letter = letter_of(token)
        form = NewPasswordForm(request.POST or None, user=letter.user)
        if request.method == "POST" and form.is_valid():
            by = bare_actor(letter.user, request=request)
            user = accept_invitation(letter, password=form.cleaned_data["password1"], by=by)
            if request.user.is_authenticated:
                get_adapter(request).logout(request)  # whoever else sat at this machine
            record_authentication(request, user, "invitation")
            return perform_login(request, Login(user=user, redirect_url="/"))
    except LinkRefused as refused:
        context = {"refused": refused, "body": accountable_body_or_none(clock.today())}
        return render(request, "members/link_refused.html", context, status=410)
    return render(request, "members/invitation.html", {"letter": letter, "form": form})
