"""`manage.py serve`: web server, worker and scheduler in one process, on SQLite and files."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.conf import settings

pytestmark = [pytest.mark.slow, pytest.mark.one_process]

ASK = """
import django; django.setup()
from django.utils import timezone
from consortium.core.models import Message
from consortium.core.tasks import send_outbox
now = timezone.now()
Message.objects.create(
    kind="test", to="a@b.test", subject="s", text="t", created_at=now, next_attempt_at=now
)
send_outbox.delay()
"""
COUNT = """
import django; django.setup()
from consortium.core.models import Message
print(Message.objects.filter(state="sent").count())
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder with a migrated database, as `bin/demo` leaves it."""
    folder = tmp_path_factory.mktemp("demo")
    python(folder, "manage.py", "migrate", "--verbosity=0")
    return folder


def environment(folder):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}
    for unwanted in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"):
        kept.pop(unwanted, None)
    demo = {"DJANGO_SETTINGS_MODULE": "consortium.settings.demo", "VAR_DIR": str(folder)}
    return kept | demo


def python(folder, *words):
    return subprocess.run(
        [sys.executable, *words],
        cwd=settings.BASE_DIR,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def start(folder, port):
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(data):
    """A running server: its port and its process."""
    port = free_port()
    process = start(data, port)
    for line in process.stdout:
        if line.startswith("Open "):
            break
    yield port, process
    process.kill()
    process.stdout.close()
    process.wait()


def eventually(condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.3)
    return False


def test_a_task_that_another_process_queues_is_done(served, data):
    assert python(data, "-c", ASK).returncode == 0
    assert eventually(lambda: python(data, "-c", COUNT).stdout.strip() == "1")


def test_sigterm_ends_everything_within_seconds(served):
    port, process = served
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").read() == b"ok\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=8) == 0
    assert "Stopped." in process.stdout.read()


def test_a_port_in_use_is_said_in_plain_words(served, tmp_path):
    port, _ = served
    done = python(tmp_path, "manage.py", "serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"CommandError: Port {port} is in use by another program. Choose another: --port {port + 1}"
    )


def test_two_servers_never_share_one_database(served, data):
    done = python(data, "manage.py", "serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert "already running" in done.stderr
