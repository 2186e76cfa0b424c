"""The password once more before money moves: once per sitting, not per click (SD9).

Until sign-in with a second factor exists this is the fresh second factor of
model.md. Signing in does not count: what is asked for is that whoever sits at the
keyboard now is the person who signed in.
"""

from datetime import timedelta

from allauth.core import ratelimit
from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone

from consortium.core import clock

SESSION_KEY = "fresh_password_at"
WINDOW = timedelta(minutes=15)
TOO_MANY = "Too many attempts. Wait five minutes, then try again."


def is_fresh(request) -> bool:
    """Was the password given again within the last quarter of an hour?"""
    try:
        user_id, stamp = request.session[SESSION_KEY]
        given = timezone.datetime.fromisoformat(stamp)
    except (KeyError, TypeError, ValueError):
        return False
    return user_id == request.user.pk and given <= clock.now() <= given + WINDOW


def fresh_password_required(request) -> bool:
    """Must a form that moves money ask for the password now?"""
    return not is_fresh(request)


def remember(request) -> None:
    """Start the quarter of an hour, for this person in this session."""
    request.session[SESSION_KEY] = [request.user.pk, clock.now().isoformat()]


class FreshPasswordMixin:
    """Adds `password` to a form that needs it; give the form `request=`.

    Goes before the form's other bases. The password is checked with the rest of the
    form, and is never put back into the page.
    """

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        if fresh_password_required(request):
            self.fields["password"] = forms.CharField(
                label="Your password",
                help_text="Asked again before money moves, once in a quarter of an hour.",
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
                error_messages={"required": "Enter your password"},
            )

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if "password" in self.fields and cleaned.get("password"):
            self._check(cleaned.pop("password"))
        return cleaned

    def _check(self, password: str) -> None:
        user = self.request.user
        if not ratelimit.consume(self.request, action="reauthenticate", user=user):
            self.add_error("password", TOO_MANY)
            return
        # Read anew: the password may have been changed in another window.
        if not get_user_model().objects.get(pk=user.pk).check_password(password):
            self.add_error("password", "The password is not right.")
            return
        remember(self.request)
