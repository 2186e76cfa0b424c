"""Signing in through allauth, as this house does it: by invitation only, everything noted."""

from allauth.account import forms as allauth_forms
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from consortium.core.plainforms import PlainMixin

from .actions import signing_in
from .hats import address_of, bare_actor
from .models import User

WAYS = {  # on the buttons that lead to another way of showing that it is oneself
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code from your app",
    "mfa_reauthenticate:webauthn": "Use your passkey",
}
WRONG_CODE = "The code is not right."
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
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return address_of(request) or "unknown"

    @transaction.atomic
    def login(self, request, user):
        steps = [step_words(record) for record in get_authentication_records(request, user)]
        super().login(request, user)
        signing_in.note_sign_in(user, steps=steps, by=bare_actor(user, request=request))

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
        request = context.request
        ones_own = request.user.is_authenticated and request.user.pk == user.pk
        keep = request.session.session_key if ones_own else ""
        by = bare_actor(user, request=request)
        signing_in.set_password(user, password, keep=keep or "", by=by)

    def get_reset_password_from_key_url(self, key):
        """The link leads to the address of this site, never to one that a request named."""
        path = super().get_reset_password_from_key_url(key).split("/accounts/", 1)[1]
        return f"{settings.SITE_URL}/accounts/{path}"

    def get_reauthentication_methods(self, user):
        """A second factor where there is one, else the password; with our words on the buttons."""
        ways = super().get_reauthentication_methods(user)
        stronger = [way for way in ways if way["id"] != "reauthenticate"]
        return [{**way, "description": WAYS[way["id"]]} for way in stronger or ways]

    def send_mail(self, template_prefix, email, context):
        """The mail with a code also carries a link that brings the code along."""
        if template_prefix == "account/email/login_code":
            context = {**context, "code_url": self._code_url(context["code"])}
        super().send_mail(template_prefix, email, context)

    def _code_url(self, code: str) -> str:
        """On this site's own address; and on to the page that the person wanted."""
        brought = {"code": code}
        if following := get_next_redirect_url(self.request):
            brought["next"] = following
        path = reverse("account_confirm_login_code")
        return f"{settings.SITE_URL}{path}?{urlencode(brought)}"


def step_words(record: dict) -> str:
    """What one step of a sign-in was, for the record: "password", "code", "totp", "webauthn"."""
    return str(record.get("type") or record.get("method") or "")


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


class AskCodeForm(PlainMixin, TidyMixin, allauth_forms.RequestLoginCodeForm):
    """Only for people who have accepted their invitation: others still have its link."""

    words = {"email": ("Email address", "username", "")}

    def clean_email(self):
        email = super().clean_email()
        if self._user is not None and not self._user.has_usable_password():
            self._user = None
        return email


class EnterCodeForm(PlainMixin, TidyMixin, allauth_forms.ConfirmLoginCodeForm):
    """The code from the mail; the link in the mail fills it in."""

    words = {"code": ("Code from the mail", "one-time-code", "Eight letters")}

    def __init__(self, *args, **kwargs):
        brought = context.request.GET.get("code", "")[:20]
        kwargs["initial"] = {**kwargs.get("initial", {}), "code": brought}
        super().__init__(*args, **kwargs)
        self.fields["code"].max_length = 20


class NewPasswordForm(PlainMixin, TidyMixin, allauth_forms.ResetPasswordKeyForm):
    """Behind the link of a reset and of an invitation."""

    words = NEW_PASSWORD


class ChangePasswordForm(PlainMixin, TidyMixin, allauth_forms.ChangePasswordForm):
    words = {"oldpassword": ("Present password", "current-password", ""), **NEW_PASSWORD}


class ReauthenticateForm(PlainMixin, TidyMixin, allauth_forms.ReauthenticateForm):
    words = {"password": ("Password", "current-password", "")}
