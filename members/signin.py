"""Signing in through allauth, as this house does it: by invitation only, everything noted."""

from allauth.account import forms as allauth_forms
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.db import transaction

from consortium.core.plainforms import PlainMixin

from .actions import signing_in
from .hats import address_of, bare_actor
from .models import User

TOO_MANY = "Too many attempts. Wait five minutes, then try again."


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up; every sign-in, sign-out and new password is an audit row (AU1)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or the password is not right.",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_password": "The password is not right.",
        "enter_current_password": "The present password is not right.",
        "invalid_password_reset": "This link has been used or has ended.",
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return address_of(request) or "unknown"

    @transaction.atomic
    def login(self, request, user):
        super().login(request, user)
        signing_in.note_sign_in(user, by=bare_actor(user, request=request))

    @transaction.atomic
    def logout(self, request):
        if request.user.is_authenticated:
            signing_in.note_sign_out(request.user, by=bare_actor(request.user, request=request))
        super().logout(request)

    def authentication_failed(self, request, **credentials):
        email = credentials.get("email") or ""
        user = User.objects.filter(email__iexact=email).first()
        signing_in.note_failed_sign_in(user, by=bare_actor(None, request=request))

    def set_password(self, user, password):
        by = bare_actor(user, request=context.request)
        signing_in.set_password(user, password, by=by)

    def get_reset_password_from_key_url(self, key):
        """The link leads to the address of this site, never to one that a request named."""
        path = super().get_reset_password_from_key_url(key).split("/accounts/", 1)[1]
        return f"{settings.SITE_URL}/accounts/{path}"


class TidyMixin:
    """Our words on allauth's fields, and no text in the box that vanishes on typing.

    `words`: field → (label, what a browser may fill in, hint).
    """

    button = ""
    words: dict[str, tuple[str, str, str]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, autocomplete, hint) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["autocomplete"] = autocomplete


RULES = (
    "12 characters or more. Three or four words that do not belong together are easy to keep "
    "in mind and hard to guess."
)
NEW_PASSWORD = {
    "password1": ("New password", "new-password", RULES),
    "password2": ("New password again", "new-password", ""),
}


class SignInForm(PlainMixin, TidyMixin, allauth_forms.LoginForm):
    words = {
        "login": ("Email address", "username", ""),
        "password": ("Password", "current-password", ""),
    }


class ForgottenForm(PlainMixin, TidyMixin, allauth_forms.ResetPasswordForm):
    """Only for people who have set a password before: others still have their invitation."""

    words = {"email": ("Email address", "email", "")}

    def clean_email(self):
        email = super().clean_email()
        self.users = [user for user in self.users if user.has_usable_password()]
        return email


class NewPasswordForm(PlainMixin, TidyMixin, allauth_forms.ResetPasswordKeyForm):
    """Behind the link of a reset and of an invitation."""

    words = NEW_PASSWORD


class ChangePasswordForm(PlainMixin, TidyMixin, allauth_forms.ChangePasswordForm):
    words = {"oldpassword": ("Present password", "current-password", ""), **NEW_PASSWORD}


class ReauthenticateForm(PlainMixin, TidyMixin, allauth_forms.ReauthenticateForm):
    words = {"password": ("Password", "current-password", "")}
