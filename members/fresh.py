"""Who sits at the keyboard, once more, before money moves: once per sitting, not per click (SD9).

Whoever has a second factor gives that, everybody else their password. Signing in does
not count: what is asked for is that whoever sits there now is the person who signed in.
"""

from datetime import UTC, datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import ratelimit
from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.html import format_html

from consortium.core import clock

from . import factors
from .factor_forms import SecondStepAgainForm

SESSION_KEY = "fresh_password_at"
WINDOW = timedelta(minutes=15)
TOO_MANY = "Too many attempts. Wait five minutes, then try again."
WHEN = "Asked again before money moves, once in a quarter of an hour."


def is_fresh(request) -> bool:
    """Was it proved again within the last quarter of an hour who this is?"""
    return _remembered(request) or _given_by_passkey(request)


def _remembered(request) -> bool:
    try:
        user_id, stamp = request.session[SESSION_KEY]
        at = timezone.datetime.fromisoformat(stamp)
    except (KeyError, TypeError, ValueError):
        return False
    return user_id == request.user.pk and _lately(at)


def _given_by_passkey(request) -> bool:
    """On the page that asks for a factor once more, which allauth notes in the session."""
    again = [
        record
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa" and record.get("reauthenticated")
    ]
    return bool(again) and _lately(datetime.fromtimestamp(again[-1]["at"], UTC))


def _lately(at) -> bool:
    return at <= clock.now() <= at + WINDOW


def fresh_password_required(request) -> bool:
    """Must a form that moves money ask now?"""
    return not is_fresh(request)


def remember(request) -> None:
    """Start the quarter of an hour, for this person in this session."""
    request.session[SESSION_KEY] = [request.user.pk, clock.now().isoformat()]


class FreshPasswordMixin:
    """Adds `password` to a form that needs it; give the form `request=`.

    Goes before the form's other bases. For somebody with a second factor the field
    takes its code. It is checked with the rest of the form, and is never put back into
    the page.
    """

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        if fresh_password_required(request):
            kinds = factors.kinds_of(request.user)
            self.by_code = bool(kinds)
            self.fields["password"] = _code_field(kinds, request) if kinds else _password_field()

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if "password" in self.fields and cleaned.get("password"):
            given = cleaned.pop("password")
            self._check_code(given) if self.by_code else self._check(given)
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

    def _check_code(self, code: str) -> None:
        """allauth's own form decides and counts the tries."""
        form = SecondStepAgainForm({"code": code}, user=self.request.user)
        if not form.is_valid():
            self.add_error("password", form.errors["code"][0])
            return
        form.save()
        remember(self.request)


def _password_field() -> forms.Field:
    return forms.CharField(
        label="Your password",
        help_text=WHEN,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password"},
    )


def _code_field(kinds, request) -> forms.Field:
    """The code of the app; where there is only a passkey, the way to its page."""
    in_app = factors.Kind.TOTP in kinds
    hint = f"{WHEN} A recovery code does, too."
    if factors.Kind.WEBAUTHN in kinds:
        url = factors.passkey_again_url(request.get_full_path())
        hint = format_html('{} <a href="{}">Use your passkey instead</a>', WHEN, url)
    return forms.CharField(
        label="Code from your app" if in_app else "Recovery code",
        help_text=hint,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Enter the code, or use your passkey"},
    )
