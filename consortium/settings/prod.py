"""Production. Everything comes from the environment; what is unsafe is refused.

The variables, one by one, with what they are for: `.env.example`.
"""

import os

from django.core.exceptions import ImproperlyConfigured

from . import unsafe

if refused := unsafe.reasons(os.environ):
    raise ImproperlyConfigured(
        "This environment is not safe for production:\n"
        + "\n".join(f"  - {reason}" for reason in refused)
        + "\nThe variables are described in .env.example."
    )

from .base import *

DEBUG = False
DEMO = False
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- HTTPS ends at the reverse proxy -----------------------------------------
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-consortium_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-consortium_csrf"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

# --- Files: the proxy sends both kinds ---------------------------------------
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "consortium.core.staticstorage.HashedStatic"},
}
PRIVATE_FILES_ACCEL = env.str("PRIVATE_FILES_ACCEL", default="")

# --- Mail --------------------------------------------------------------------
mail = env.email_url("EMAIL_URL")
OUTBOX_EMAIL_BACKEND = mail.pop("EMAIL_BACKEND")
vars().update(mail)

LOGGING = logging(json=True, level=env.str("LOG_LEVEL", default="INFO"))
