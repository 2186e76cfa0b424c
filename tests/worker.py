"""A real Celery worker for tests, on the test database and a Redis database of its own."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from django.conf import settings


def database_url():
    """The address of the test database; pytest-django has put its name into the settings."""
    found = settings.DATABASES["default"]
    who = f"{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}"
    return f"postgres://{who}/{found['NAME']}"


class Worker:
    """One `celery worker` process in a process group, so that a kill takes its children."""

    def __init__(self):
        self.process = None

    def start(self):
        """Start unless running; returns when the worker answers a ping."""
        if self.process and self.process.poll() is None:
            return
        with open(settings.VAR_DIR / "worker.log", "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "consortium", "worker", "--concurrency=2"]
                + ["--loglevel=INFO", "--without-mingle", "--without-gossip"],
                cwd=settings.BASE_DIR,
                env={**os.environ, **self.environment()},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait(self.answers, seconds=60)

    def environment(self):
        return {
            "DJANGO_SETTINGS_MODULE": "consortium.settings.test",
            "TEST_DATABASE_URL": database_url(),
            "TEST_VAR_DIR": str(settings.VAR_DIR),
            "TEST_EAGER": "0",
        }

    def answers(self):
        from consortium.celery import app

        return bool(app.control.ping(timeout=0.5))

    def kill(self):
        """As the kernel does when memory runs out: no goodbye, children too."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=10)
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def forget_waiting_tasks(self):
        from consortium.celery import app

        app.control.purge()

    def wait(self, condition, seconds=30):
        """Return when `condition()` is true; fail with the worker's last words otherwise."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.1)
        last = (settings.VAR_DIR / "worker.log").read_text(errors="replace")[-3000:]
        raise AssertionError(f"not seen within {seconds} s; the worker said:\n{last}")
