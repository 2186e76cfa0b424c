"""The tests: fast hashes, mail in memory, tasks at once, a folder of their own.

`bin/test` sets TEST_DATABASE_URL and TEST_REDIS_URL to run the same suite on
PostgreSQL with Redis. Without them: SQLite and no server at all.
"""

import atexit
import os
import shutil
import tempfile


def folder_of_its_own():
    """A var folder for this process; removed at its end unless it was given one."""
    given = os.environ.get("TEST_VAR_DIR")
    if given:
        return given
    made = tempfile.mkdtemp(prefix="consortium-test-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


os.environ["VAR_DIR"] = folder_of_its_own()
os.environ.pop("DATABASE_URL", None)
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

# A real worker takes tasks only in tests marked `worker` (tests/conftest.py);
# each process of pytest-xdist has two Redis databases to itself.
TEST_REDIS_URL = os.environ.get("TEST_REDIS_URL", "").rstrip("/")
if TEST_REDIS_URL:
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) * 2
    os.environ["CELERY_BROKER_URL"] = f"{TEST_REDIS_URL}/{number}"
    os.environ["CACHE_URL"] = f"{TEST_REDIS_URL}/{number + 1}"

from .base import *  # noqa: E402

DEMO = True  # the clock may be set; tests that need it off say so
REQUIRE_SECOND_FACTOR = False  # tests of it switch it on
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OUTBOX_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: WAL and IMMEDIATE behave as they do in the embedded default.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    del DATABASES["default"]["OPTIONS"]["pool"]  # a pool outlives the test that opened it

CELERY_TASK_ALWAYS_EAGER = env.bool("TEST_EAGER", default=True)
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_WORKER_MAX_MEMORY_PER_CHILD = None
LOGGING = logging(json=False, level="WARNING")
LOGGING["handlers"]["stderr"] = {"class": "logging.NullHandler"}  # pytest shows what was logged
