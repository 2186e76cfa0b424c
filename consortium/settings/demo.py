"""The demonstration, `bin/demo`: as production is, but embedded and with its own clock.

One machine, one process, plain HTTP, example sign-ins that are printed on the
sign-in page. Production settings refuse all of that.
"""

import os
from pathlib import Path

os.environ.setdefault(
    "VAR_DIR", str(Path(__file__).resolve().parent.parent.parent / "var" / "demo")
)

from django.core.management.utils import get_random_secret_key

from .base import *


def kept_secret(path):
    """The secret key of this demonstration, made on its first start."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(get_random_secret_key() + get_random_secret_key())
    return path.read_text()


DEMO = True
REQUIRE_SECOND_FACTOR = False  # ready-made sign-ins stay one step; the page says so
ALLOWED_HOSTS = ["*"]
SECRET_KEY = kept_secret(VAR_DIR / "secret-key")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "consortium.core.staticstorage.HashedStatic"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MAX_AGE = 60

# The terminal shows the address and the sign-ins; what happens goes to a file.
LOGGING["handlers"] = {
    "stderr": {
        "class": "logging.handlers.RotatingFileHandler",
        "filename": str(VAR_DIR / "server.log"),
        "maxBytes": 5_000_000,
        "backupCount": 2,
        "formatter": "line",
    },
    "terminal": {"class": "logging.StreamHandler", "formatter": "line", "level": "ERROR"},
}
LOGGING["root"]["handlers"] = ["stderr", "terminal"]
