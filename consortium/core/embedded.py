"""Worker and scheduler as threads of the web server's process, and static files once.

The embedded default needs no broker: messages are files under `var/queue`, so
another process (a management command) can queue tasks as well.
"""

import hashlib
import threading
from contextlib import suppress

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STOPPING = 3  # seconds that a running task is given when the site stops


class Clockwork:
    """Celery's worker (two threads for tasks) and beat, started and stopped together."""

    def __init__(self):
        from celery import current_app as celery_app
        from celery.beat import EmbeddedService

        self.worker = celery_app.WorkController(
            pool="threads",
            concurrency=2,
            hostname="embedded@consortium",
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
        )
        self.beat = EmbeddedService(celery_app, thread=True)
        self.thread = threading.Thread(target=self.worker.start, name="Worker", daemon=True)

    def start(self):
        self.thread.start()
        self.beat.start()

    def stop(self):
        """Ask both to end and give a running task a moment."""
        ending = [
            threading.Thread(target=self.quietly, args=(part.stop,), daemon=True)
            for part in (self.beat, self.worker)
        ]
        for one in ending:
            one.start()
        for one in ending:
            one.join(STOPPING)

    def quietly(self, stop):
        with suppress(Exception):
            stop()


def collect_static():
    """Collect static files unless nothing has changed since; True when it did."""
    stamp = settings.VAR_DIR / "static-stamp"
    now = static_fingerprint()
    if stamp.exists() and stamp.read_text() == now and settings.STATIC_ROOT.exists():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)
    return True


def static_fingerprint():
    """Names, sizes and times of every static file, as one short string."""
    sums = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            with suppress(FileNotFoundError):
                modified = storage.get_modified_time(name).timestamp()
                sums.update(f"{name} {storage.size(name)} {modified}\n".encode())
    return sums.hexdigest()
