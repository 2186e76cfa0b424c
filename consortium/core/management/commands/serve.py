"""`manage.py serve`: web server, worker and scheduler in one process."""

import errno
import fcntl
import os
import signal
import socket
import threading
import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands

from consortium.core.embedded import Clockwork, collect_static


class Stopped(SystemExit):
    """Ctrl-C or SIGTERM: what waitress takes as its own end, too."""


class Command(BaseCommand):
    help = "Serve the site, run its tasks and its schedule: the embedded default, one process."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8, help="of the web server")
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first migrate, collect static files and fill an empty demo database",
        )

    def handle(self, *, host, port, threads, prepare, **_):
        began = time.monotonic()
        listening = listen(host, port)
        held = only_one(settings.VAR_DIR / "serve.lock")
        stop_at_signals()
        try:
            if prepare:
                self.prepare()
            self.serve(listening, threads, began)
        except (KeyboardInterrupt, Stopped):
            self.stdout.write("Stopped.")
            self.stdout.flush()
            # Threads that wait (a worker polling, a running task) must not keep us:
            # what they do is safe to lose and is done again on the next start.
            os._exit(0)
        finally:
            held.close()

    def prepare(self):
        call_command("migrate", verbosity=0, interactive=False)
        if collect_static():
            self.stdout.write("Static files collected.")
        if not settings.DEMO:
            return
        if "demo" in get_commands():
            call_command("demo", "--if-empty")
        else:
            self.stdout.write("There is no demo data yet: `manage.py demo` does not exist.")

    def serve(self, listening, threads, began):
        from django.core.wsgi import get_wsgi_application
        from waitress import create_server

        server = create_server(
            get_wsgi_application(),
            sockets=[listening],
            threads=threads,
            ident=None,
            max_request_body_size=settings.MAX_REQUEST_BYTES,
        )
        clockwork = Clockwork()
        clockwork.start()
        self.say_hello(listening, time.monotonic() - began)
        server.run()  # returns when a signal raises Stopped
        clockwork.stop()
        raise Stopped

    def say_hello(self, listening, seconds):
        address = "http://{}:{}/".format(*listening.getsockname()[:2])
        self.stdout.write(f"\nOpen {address}   (ready after {seconds:.1f} s; Ctrl-C stops it)\n")
        if settings.DEMO and "demo" in get_commands():
            call_command("demo", "--signins")
        self.stdout.flush()


def listen(host, port):
    """A listening socket; a plain message when the port is taken."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} is in use by another program. Choose another: --port {port + 1}"
            ) from None
        raise CommandError(f"Cannot listen on {host}:{port}: {problem.strerror}.") from None
    listening.listen(128)
    return listening


def only_one(path):
    """Hold a lock as long as we run: two schedulers on one database would be one too many."""
    held = open(path, "a")  # noqa: SIM115
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CommandError(
            f"It is already running on the data in {path.parent}. Stop that one first."
        ) from None
    return held


def stop_at_signals():
    def stop(*_):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # one Ctrl-C is enough
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Stopped

    assert threading.current_thread() is threading.main_thread()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
