"""Settings that hold everywhere. The environment is read here, once.

Embedded defaults (SQLite, a broker made of files, mail kept in a table) need no
server beside them; `prod` refuses the ones that are unsafe in public.
"""

from pathlib import Path

from csp.constants import NONE, SELF

from .environment import BASE_DIR, VAR_DIR, database, days, env
from .logs import logging
from .queue import *

SECRET_KEY = env.str("SECRET_KEY", default="")
DEBUG = False
DEMO = False  # the domain clock, example sign-ins and the outbox page for everyone
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")  # links in mail

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "import_export",
    "django_structlog",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "consortium.core",
    "members",
    "members.applications",
    "members.roll",
    "members.agreement",
    "members.registers",
    "members.working",
    "members.meetings",
    "projects.funds",
    "projects.strategy",
    "projects.bids",
    "projects",
    "claims",
    "reviews",
    "consortium.pages",
]

MIDDLEWARE = [
    "consortium.core.health.Health",  # answers before anything else may refuse
    "consortium.core.proxy.RealAddress",
    "consortium.core.middleware.RequestId",
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "consortium.core.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "consortium.core.idle.IdleSession",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # closed by default
    "django.contrib.messages.middleware.MessageMiddleware",
    "members.meetings.middleware.UnchangedRoom",  # asked most often, and needs no hat
    "consortium.core.middleware.OneReading",
    "members.middleware.HatMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "consortium.core.middleware.FriendlyPages",
]

ROOT_URLCONF = "consortium.urls"
WSGI_APPLICATION = "consortium.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consortium.pages.context.frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
        },
    }
]
FORM_RENDERER = "consortium.core.boxes.Boxes"
COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True  # a component knows its props and nothing else of the page
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "tables/table.html"
DJANGO_TABLES2_TABLE_ATTRS = {"class": "data"}

DATABASES = {"default": database(f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
APP_DATABASE_PASSWORD = env.str("APP_DATABASE_PASSWORD", default="")  # manage.py app_role
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One process serves the embedded default, so its memory is a shared cache.
# Production asks for CACHE_URL: sign-in limits count over all processes.
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://consortium")}

# --- Sign-in -----------------------------------------------------------------
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# allauth: the members app edits this block.
ACCOUNT_ADAPTER = "members.signin.AccountAdapter"  # people come by invitation only
ACCOUNT_FORMS = {
    "login": "members.signin.SignInForm",
    "reset_password": "members.signin.ForgottenForm",
    "reset_password_from_key": "members.signin.NewPasswordForm",
    "change_password": "members.signin.ChangePasswordForm",
    "reauthenticate": "members.signin.ReauthenticateForm",
    "request_login_code": "members.signin.AskCodeForm",
    "confirm_login_code": "members.signin.EnterCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation's link has proved the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True  # a link and a code by mail, bound to the browser that asked
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on, all others end
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "10/m/ip,5/15m/key",
    "directory_copy": "10/h/ip,2/h/key",  # to have the directory of members mailed
    "feedback": "10/h/ip",  # to give feedback or complain
    "event_sign_up": "20/h/ip,4/h/key",  # to sign up for events
    "membership_link": "20/h/ip,4/h/key",  # to begin an application, or for its link once more
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # for changing one's own second factors
MFA_ADAPTER = "members.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks of telephones; a code opens one door all the same
MFA_FORMS = {
    "authenticate": "members.factor_forms.SecondStepForm",
    "reauthenticate": "members.factor_forms.SecondStepAgainForm",
    "activate_totp": "members.factor_forms.SetUpAppForm",
    "deactivate_totp": "members.factor_forms.RemoveAppForm",
    "generate_recovery_codes": "members.factor_forms.NewCodesForm",
    "add_webauthn": "members.factor_forms.AddPasskeyForm",
    "authenticate_webauthn": "members.factor_forms.PasskeyStepForm",
    "reauthenticate_webauthn": "members.factor_forms.PasskeyAgainForm",
    "login_webauthn": "members.factor_forms.PasskeySignInForm",
}
# Whoever can touch money, votes or roles gives a second factor (members.permissions).
# Only the demonstration, tests and a developer's machine leave it out.
REQUIRE_SECOND_FACTOR = True
# end of the allauth block

# Eight hours without a click end a session; consortium.core.idle moves the end on.
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_NAME = "consortium_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "consortium_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # that add to X-Forwarded-For
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- What a browser may do with our pages ------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Language, place, time ---------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"  # instants are stored in UTC
USE_I18N = True
USE_TZ = True
# Bank holidays proclaimed after the table of `holidays` came out; core tells workingdays.
EXTRA_BANK_HOLIDAYS = days(env.list("EXTRA_BANK_HOLIDAYS", default=[]))

# --- Files -------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"  # private: no MEDIA_URL, served by core.files after a check
MEDIA_URL = ""
PRIVATE_FILES_ACCEL = ""  # prefix that the reverse proxy keeps internal, e.g. "/private-files/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # above it a file goes to disk
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a claim of 300 lines has some 2,400
DATA_UPLOAD_MAX_NUMBER_FILES = 20
MAX_REQUEST_BYTES = (
    105 * 1024 * 1024
)  # a form with eight files of 12 MB; the reverse proxy has the same

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

# Feedback and complaints: working days until it is acknowledged and answered, as the protocol
# on complaints says, and days after its end until nobody can read who it came from.
FEEDBACK_ACKNOWLEDGE_WORKING_DAYS = env.int("FEEDBACK_ACKNOWLEDGE_WORKING_DAYS", default=3)
FEEDBACK_ANSWER_WORKING_DAYS = env.int("FEEDBACK_ANSWER_WORKING_DAYS", default=20)
FEEDBACK_FORGET_DAYS = env.int("FEEDBACK_FORGET_DAYS", default=365)

# Days after an event until nobody who was asked or signed up is named.
EVENT_FORGET_DAYS = env.int("EVENT_FORGET_DAYS", default=90)

# Working days before changed bank details are paid to (M22).
BANK_DETAILS_WAIT_DAYS = env.int("BANK_DETAILS_WAIT_DAYS", default=10)

FILE_SCANNER = env.str("FILE_SCANNER", default="")  # a command, e.g. "clamdscan --fdpass -"

# --- Mail: Django's own goes to core's outbox, too; a task hands it to the real backend
EMAIL_BACKEND = "consortium.core.mail.OutboxBackend"
OUTBOX_EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # read on /outbox/
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="consortium@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
AUDIT_HEAD_TO = env.list("AUDIT_HEAD_TO", default=[])  # who keeps the audit chain's daily head

LOGGING = logging(json=False, level=env.str("LOG_LEVEL", default="INFO"))
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # RequestId names the address that RealAddress found
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True  # core's RequestId stands before it
