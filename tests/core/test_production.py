"""The production settings with their real servers: gunicorn, worker, beat; nginx if it is here."""

import http.client
import http.server
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.core.test_settings import SAFE
from tests.worker import database_url

HOST = SAFE["ALLOWED_HOSTS"]
PROGRAMS = Path(sys.executable).parent
NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")

pytestmark = [pytest.mark.worker, pytest.mark.django_db]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command, log, **options):
    """A process for the length of a block; everything it started goes with it."""
    with open(log, "ab") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **options,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def ask(port, path, *, tls=False, **headers):
    """One request without redirects followed; the answer with its body in `.text`."""
    if tls:
        trusting = ssl._create_unverified_context()
        line = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)
    else:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with closing(line):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request("GET", path, headers={"Host": HOST, **named})
        answer = line.getresponse()
        answer.text = answer.read().decode()
    return answer


def wait_for(condition, log, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not seen within {seconds} s:\n{Path(log).read_text()[-3000:]}")


@pytest.fixture(scope="module")
def environment(django_db_setup, tmp_path_factory):
    """What the site's processes see, after the image was built and the release step has run."""
    var = tmp_path_factory.mktemp("var")
    owner = SAFE | {
        "DJANGO_SETTINGS_MODULE": "consortium.settings.prod",
        "DATABASE_URL": database_url(),
        "APP_DATABASE_PASSWORD": "onlyfortests",
        "CELERY_BROKER_URL": f"{settings.TEST_REDIS_URL}/30",
        "CACHE_URL": f"{settings.TEST_REDIS_URL}/31",
        "VAR_DIR": str(var),
        "STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
        "PRIVATE_FILES_ACCEL": "/private-files/",
        "WEB_CONCURRENCY": "2",
        "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
    }
    for step in (
        ["python", "manage.py", "collectstatic", "--no-input", "--verbosity=0"],
        ["sh", "consortium/deploy/release.sh"],
    ):
        subprocess.run(step, cwd=settings.BASE_DIR, env=owner, check=True)
    site = database_url().replace("consortium:none@", "consortium_app:onlyfortests@")
    return owner | {"DATABASE_URL": site}


@pytest.fixture(scope="module")
def site(environment):
    """The port of gunicorn with the production settings."""
    port, log = free_port(), Path(environment["VAR_DIR"]) / "web.log"
    command = [PROGRAMS / "gunicorn", "--config", "consortium/deploy/gunicorn.py"]
    command += ["--bind", f"127.0.0.1:{port}", "consortium.wsgi"]
    with running(command, log, env=environment):
        wait_for(lambda: ask(port, "/healthz").status == 200, log)
        yield port


def test_plain_http_is_sent_to_https_and_health_is_not(site):
    answer = ask(site, "/")
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/"
    assert ask(site, "/healthz", Host="127.0.0.1").text == "ok\n"


def test_a_foreign_host_name_is_refused(site):
    assert ask(site, "/", Host="evil.test", X_Forwarded_Proto="https").status == 400


def test_the_styleguide_is_not_there_in_production(site):
    assert ask(site, "/styleguide/", X_Forwarded_Proto="https").status in (302, 404)


def test_pages_ask_for_https_for_a_year_and_run_nothing_inline(site):
    answer = ask(site, "/nowhere/", X_Forwarded_Proto="https")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_worker_answers_and_beat_runs(environment):
    log = Path(environment["VAR_DIR"]) / "clock.log"
    celery = [PROGRAMS / "celery", "-A", "consortium"]
    worker = [*celery, "worker", "--loglevel=INFO", "--concurrency=1"]
    beat = [*celery, "beat", "--loglevel=INFO"]
    with running(worker, log, env=environment), running(beat, log, env=environment):
        wait_for(lambda: "ready." in log.read_text(), log)
        ping = subprocess.run([*celery, "inspect", "ping"], env=environment, check=False)
        assert ping.returncode == 0
        remembers = Path(environment["VAR_DIR"])  # beat's memory of what it last sent
        wait_for(lambda: list(remembers.glob("beat-schedule*")), log)


class HandsOut(http.server.BaseHTTPRequestHandler):
    """Stands in for Django: answers every request as `core.files.serve` does."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/pdf")
        self.send_header("Content-Disposition", 'attachment; filename="receipt.pdf"')
        self.send_header("Cache-Control", "private, no-store")
        self.send_header("X-Accel-Redirect", "/private-files/ab/receipt")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def hands_out():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), HandsOut)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def proxy(environment, site, hands_out):
    """The port of nginx with our own configuration, its paths and ports put to this run's."""
    if not NGINX:
        pytest.skip("nginx is not installed")
    var, port = Path(environment["VAR_DIR"]), free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        + ["-subj", f"/CN={HOST}", "-keyout", var / "privkey.pem", "-out", var / "fullchain.pem"],
        check=True,
        capture_output=True,
    )
    config = (settings.BASE_DIR / "consortium/deploy/nginx.conf").read_text()
    door = f"location /handed-out {{ proxy_pass http://127.0.0.1:{hands_out}; }}\n        "
    mime = Path(NGINX).parent.parent.parent / "etc/nginx/mime.types"
    for ours, here in (
        ("/tmp/", f"{var}/"),
        ("server web:8000;", f"server 127.0.0.1:{site};"),
        ("listen 8080;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 8443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/nginx/tls/", f"{var}/"),
        ("/srv/var/", f"{var}/"),
        ("/etc/nginx/mime.types", mime if mime.exists() else "/etc/nginx/mime.types"),
        ("location / {\n            proxy_pass", door + "location / {\n            proxy_pass"),
        ("worker_processes auto;", "worker_processes 1; user root; daemon off;"),
    ):
        assert ours in config
        config = config.replace(ours, str(here))
    if os.geteuid():
        config = config.replace("user root;", "")
    (var / "nginx.conf").write_text(config)
    log = var / "nginx.log"
    with running([NGINX, "-e", log, "-c", var / "nginx.conf"], log):
        wait_for(lambda: ask(port, "/healthz", tls=True).status == 200, log)
        yield port


def test_nginx_serves_static_files_for_ever(environment, proxy):
    static = Path(environment["VAR_DIR"]) / "static"
    hashed = next(
        path for path in static.rglob("*.css") if re.search(r"\.[0-9a-f]{12}\.", path.name)
    )
    answer = ask(proxy, f"/static/{hashed.relative_to(static)}", tls=True)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]


def test_nobody_reaches_a_private_file_by_its_address(environment, proxy):
    files = Path(environment["VAR_DIR"]) / "files"
    files.mkdir(exist_ok=True)
    (files / "receipt").write_text("private")
    for path in ("/private-files/receipt", "/static/../files/receipt", "/files/receipt"):
        answer = ask(proxy, path, tls=True)
        assert answer.status in (302, 400, 404)
        assert "private" not in answer.text


def test_a_private_file_that_django_hands_out_is_sent_with_every_header(environment, proxy):
    folder = Path(environment["VAR_DIR"]) / "files" / "ab"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "receipt").write_text("private")
    answer = ask(proxy, "/handed-out", tls=True)
    assert answer.text == "private"
    for name, value in {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="receipt.pdf"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }.items():
        assert answer.headers[name] == value


def test_what_a_visitor_writes_into_forwarded_headers_is_not_believed(proxy):
    answer = ask(proxy, "/", tls=True, X_Forwarded_Host="evil.test")
    assert "evil.test" not in str(answer.headers)
