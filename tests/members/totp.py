"""An authenticator app for tests: the code that it shows now."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_app(user, secret: str = SECRET):
    """The person has an app, and recovery codes, as after setting it up."""
    RecoveryCodes.activate(user)
    return auth.TOTP.activate(user, secret).instance


def code_now(secret: str = SECRET, *, later: int = 0) -> str:
    """The code that the app shows, or shows `later` periods of half a minute on."""
    value = auth.hotp_value(secret, int(time.time()) // 30 + later)
    return auth.format_hotp_value(value)
