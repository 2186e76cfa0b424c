"""allauth's forms about second factors, in our words."""

from allauth.mfa.base import forms as base
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache

from consortium.core.plainforms import PlainMixin

from .factors import FactorAdapter
from .signin import TidyMixin

NOT_RIGHT = FactorAdapter.error_messages["incorrect_code"]
ACCEPTED_FOR = 150  # seconds, in which one code of an app may be right at all
CODE = {
    "code": (
        "Code",
        "one-time-code",
        "Six digits from your app, or one of your recovery codes",
    )
}


class OnceMixin:
    """A code of an app is right for a minute and a half; it opens one door in that time."""

    def clean_code(self):
        code = super().clean_code()
        digits = "".join(filter(str.isalnum, code))
        key = f"second-factor.used:{self.user.pk}:{digits}"
        if not cache.add(key, "y", timeout=ACCEPTED_FOR):
            raise forms.ValidationError(NOT_RIGHT)
        return code


class ShortCode(TidyMixin):
    """At most twenty characters, and the right keyboard on a telephone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].max_length = 20
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class SecondStepForm(PlainMixin, ShortCode, OnceMixin, base.AuthenticateForm):
    words = CODE


class SecondStepAgainForm(PlainMixin, ShortCode, OnceMixin, base.ReauthenticateForm):
    words = CODE


class SetUpAppForm(PlainMixin, ShortCode, totp.ActivateTOTPForm):
    words = {"code": ("Code that the app shows now", "one-time-code", "Six digits")}


class RemoveAppForm(PlainMixin, totp.DeactivateTOTPForm):
    """One button."""


class NewCodesForm(PlainMixin, GenerateRecoveryCodesForm):
    """One button."""


class AddPasskeyForm(PlainMixin, webauthn.AddWebAuthnForm):
    """The browser fills in the credential when the device has agreed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name for it"
        self.fields["name"].max_length = 60
        self.fields["name"].help_text = "So that you know it again: my phone, blue key"
        alone = self.fields["passwordless"]
        alone.label = "Sign in with it alone, without the password"
        alone.help_text = "Works where the device asks for a finger, a face or a PIN"
        alone.initial = True

    def clean_name(self):
        return " ".join(super().clean_name().split())[:60]


class PasskeyStepForm(PlainMixin, webauthn.AuthenticateWebAuthnForm):
    """The second step with a passkey."""


class PasskeyAgainForm(PlainMixin, webauthn.ReauthenticateWebAuthnForm):
    """The second step once more."""


class PasskeySignInForm(PlainMixin, webauthn.LoginWebAuthnForm):
    """Signing in with a passkey alone."""
