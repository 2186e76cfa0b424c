"""The second factor: a code from an app or a passkey, kept by django-allauth (R140, SD9).

Whoever can touch money, votes or roles needs one before anything of that role opens
(`permissions.SECOND_FACTOR`); everybody else may have one. What was proved in a session
stands in the session, so that asking costs no query.
"""

import base64
import hashlib
import secrets

import structlog
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from .models import Consortium
from .permissions import SECOND_FACTOR

log = structlog.get_logger(__name__)

Kind = Authenticator.Type
FACTORS = (Kind.TOTP, Kind.WEBAUTHN)  # recovery codes stand in for one, and are none themselves
KEY_FOR = b"consortium: secrets of second factors"


def needed_for(actor) -> bool:
    """Does the role being worn need a second factor on this site?"""
    return settings.REQUIRE_SECOND_FACTOR and actor.has(*SECOND_FACTOR)


def given(request) -> bool:
    """Was a second factor given, or set up, in this session? No query."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def note_given(request, factor: Authenticator) -> None:
    """Setting a factor up has proved that the person holds it."""
    record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type)


def kinds_of(user) -> frozenset[str]:
    """Which factors a person has; empty where they have none. One query."""
    found = Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS)
    return frozenset(found.values_list("type", flat=True).distinct())


def passkey_again_url(path: str) -> str:
    """Where a passkey is given once more, and then back to `path`."""
    return f"{reverse('mfa_reauthenticate_webauthn')}?{urlencode({'next': path})}"


class FactorAdapter(DefaultMFAAdapter):
    """Our words, our name, and secrets that a stolen database alone does not give away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            "Your role needs a second step, and this is the only one. Set up another one first."
        ),
        "cannot_generate_recovery_codes": "Set up an app or a passkey first.",
        "incorrect_code": (
            "The code is not right, or it was used already. Wait for the next one, then try again."
        ),
        "unverified_email": "Your email address has not been proved yet.",
    }

    def _get_site_name(self) -> str:
        row = Consortium.objects.only("profile_name").first()
        return row.profile_name if row else super()._get_site_name()

    def generate_authenticator_name(self, user, type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}" if count else "My passkey"

    def can_delete_authenticator(self, authenticator) -> bool:
        """The last one stays while a role of the person needs it."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        if others.exclude(pk=authenticator.pk).exists() or not settings.REQUIRE_SECOND_FACTOR:
            return True
        from consortium.core import clock

        from .hats import hats_of

        hats = hats_of(authenticator.user_id, clock.today())
        return not any(hat.has(*SECOND_FACTOR) for hat in hats)

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Where SECRET_KEY was changed without a fallback no code is right, and no page breaks."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("second_factor_unreadable", reason="SECRET_KEY and its fallbacks do not fit")
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _box() -> MultiFernet:
    """Encrypts with a key made of SECRET_KEY; opens with those of its fallbacks, too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = (hashlib.sha256(KEY_FOR + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


def encrypt_anew() -> tuple[int, int]:
    """Encrypt every kept secret with the present SECRET_KEY; gives (done, not readable)."""
    done = unreadable = 0
    for factor in Authenticator.objects.exclude(type=Kind.WEBAUTHN).select_for_update():
        name = "secret" if factor.type == Kind.TOTP else "seed"
        try:
            factor.data[name] = _box().rotate(factor.data[name].encode()).decode()
        except InvalidToken:
            unreadable += 1
            continue
        factor.save(update_fields=["data"])
        done += 1
    return done, unreadable
