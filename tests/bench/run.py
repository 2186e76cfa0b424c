"""The whole measurement of one database: fill, prove, serve, ask, report.

    python -m tests.bench.run --database sqlite --size both --folder var/bench

`bin/bench` starts the servers it needs and calls this.
"""

import argparse
import hashlib
import json
import os
import resource
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from . import measure, report
from .client import HOST, Client

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = {
    "demo": "demo-consortium",
    "small": "benchmarks, not secrets",
    "large": "benchmarks, not secrets",
}
SIZES = {"demo": ["demo"], "large": ["small", "large"], "both": ["demo", "small", "large"]}


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    words.add_argument("--size", choices=list(SIZES), default="both")
    words.add_argument("--folder", type=Path, default=ROOT / "var" / "bench")
    words.add_argument("--rounds", type=int, default=measure.ROUNDS)
    words.add_argument("--fresh", action="store_true")
    words.add_argument("--slow", type=float, help="show the slowest SQL of pages with so many ms")
    words.add_argument("--no-papers", action="store_true", help="leave the PDF files out")
    words.add_argument("--no-proof", action="store_true", help="leave verify_ledger out")
    wanted = words.parse_args()
    found = {"database": wanted.database, "sets": {}}
    for size in SIZES[wanted.size]:
        say(f"\n--- {size} data on {wanted.database}")
        data = Data(size, wanted)
        data.ready()
        found["sets"][size] = data.measured()
    found["bare"] = bare_memory(data.environment)
    text = report.of(found)
    say("\n" + text)
    kept = wanted.folder / f"report-{wanted.database}"
    kept.with_suffix(".md").write_text(text + "\n")
    kept.with_suffix(".json").write_text(json.dumps(found, indent=2))


class Data:
    """One set of data in a database and a folder of its own."""

    def __init__(self, size: str, wanted):
        self.size, self.wanted = size, wanted
        self.folder = (wanted.folder / f"{size}-{wanted.database}").resolve()
        self.environment = dict(
            os.environ,
            SECRET_KEY=secrets.token_urlsafe(64),
            ALLOWED_HOSTS=f"{HOST},127.0.0.1",
            SITE_URL=f"https://{HOST}",
            ALLOW_SQLITE="true",
            EMAIL_URL="smtp://127.0.0.1:9",
            DEFAULT_FROM_EMAIL=f"bench@{HOST}",
            DJANGO_SETTINGS_MODULE="tests.bench.settings",
            VAR_DIR=str(self.folder),
            STATIC_ROOT=str(wanted.folder.resolve() / "static"),
            BENCH_FOLDER=str(self.folder),
            DATABASE_URL=self._address(),
            PYTHONUNBUFFERED="1",
        )
        for name in ("CELERY_BROKER_URL", "CACHE_URL"):
            self.environment.setdefault(name, "redis://127.0.0.1:1/0")

    def _address(self) -> str:
        if self.wanted.database == "sqlite":
            return f"sqlite:///{self.folder}/db.sqlite3"
        parts = urlsplit(os.environ["BENCH_POSTGRES"])
        return urlunsplit(parts._replace(path=f"/bench_{self.size}"))

    # --- filling ---

    def ready(self) -> None:
        """Fill the database, or take the one of last time where nothing has changed since."""
        stamp, mark = self.folder / "filled", fingerprint()
        kept = self.wanted.database == "sqlite" and not self.wanted.fresh
        if kept and stamp.exists() and stamp.read_text() == mark:
            say("  the data of last time are taken again (--fresh makes them anew)")
        else:
            self._empty()
            self.manage("migrate", "--verbosity", "0")
            began, busy = time.monotonic(), busy_seconds()
            self._fill()
            self._note(
                filled=round(time.monotonic() - began, 1), busy=round(busy_seconds() - busy, 1)
            )
            self._prove()
            stamp.write_text(mark)
        if not (self.wanted.folder / "static" / "staticfiles.json").exists():
            self.manage("collectstatic", "--noinput", "--verbosity", "0")

    def _empty(self) -> None:
        subprocess.run(["rm", "-rf", str(self.folder)], check=True)
        self.folder.mkdir(parents=True)
        if self.wanted.database == "postgres":
            import psycopg

            with psycopg.connect(os.environ["BENCH_POSTGRES"], autocommit=True) as line:
                line.execute(f"DROP DATABASE IF EXISTS bench_{self.size}")
                line.execute(f"CREATE DATABASE bench_{self.size}")

    def _fill(self) -> None:
        if self.size == "demo":
            self.manage("demo", settings="consortium.settings.demo")
        else:
            self.python("-m", "tests.bench.filling", self.size)

    def _prove(self) -> None:
        """`verify_ledger` and `verify_audit`: silent, exit 0; the seconds of each are noted."""
        if self.wanted.no_proof:
            return
        for command in ("verify_ledger", "verify_audit"):
            began = time.monotonic()
            done = self.manage(command, check=False, stdout=subprocess.PIPE)
            took = round(time.monotonic() - began, 1)
            held = done.returncode == 0 and not done.stdout
            say(f"  {command}: {'silent' if held else 'FAILED'} after {took} s")
            if not held:
                say(done.stdout.decode()[:3000])
            self._note(**{command: took, f"{command}_holds": held})

    def _note(self, **facts) -> None:
        kept = self.folder / "notes.json"
        notes = json.loads(kept.read_text()) if kept.exists() else {}
        kept.write_text(json.dumps({**notes, **facts}))

    def manage(self, *words: str, settings: str = "", **options):
        return self.python("manage.py", *words, settings=settings, **options)

    def python(self, *words: str, settings: str = "", check: bool = True, **options):
        given = {**self.environment, **({"DJANGO_SETTINGS_MODULE": settings} if settings else {})}
        return subprocess.run([sys.executable, *words], cwd=ROOT, env=given, check=check, **options)

    def inside(self, what: str):
        self.environment["LOG_LEVEL"] = "WARNING"
        done = self.python("-m", "tests.bench.inside", what, stdout=subprocess.PIPE)
        del self.environment["LOG_LEVEL"]
        return json.loads(done.stdout.decode().strip().splitlines()[-1])

    # --- measuring ---

    def measured(self) -> dict:
        facts = self.inside("facts")
        say(f"  {facts['rows']}")
        with serving("tests.bench.wsgi", self.environment) as (port, server):
            pages = dict(self._pages(facts, port))
            memory = max(map(measure.resident, workers_of(server.pid)))
        return {
            "rows": facts["rows"],
            "pages": pages,
            "memory": memory,
            "books": self.inside("books"),
            "papers": [] if self.wanted.no_papers else self.inside("papers"),
            "notes": json.loads((self.folder / "notes.json").read_text()),
        }

    def _pages(self, facts: dict, port: int):
        clients: dict[str, Client] = {}
        for name, kind, email, address in facts["pages"]:
            if email not in clients:
                clients[email] = Client(port)
                clients[email].sign_in(email, PEOPLE[self.size])
            try:
                found = measure.pair(
                    clients[email], name, address, kind=kind, rounds=self.wanted.rounds
                )
            except RuntimeError as missing:
                say(f"  {name:20} NOT MEASURED: {str(missing)[:200]}")
                continue
            say(
                f"  {name:20} {found.ours:7.1f} ms, bare {found.bare:6.1f}, ratio "
                f"{found.ratio:5.2f}, {found.queries:3d} queries in {found.sql:7.1f} ms, "
                f"{found.size // 1024} kB"
            )
            if self.wanted.slow and found.sql > self.wanted.slow:
                say(f"      {found.slowest}")
            yield name, found.as_dict()


def busy_seconds() -> float:
    """Processor time of the programs that have ended so far: what counts on a shared machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def fingerprint() -> str:
    """Of everything that decides what is written: the generator, the demo, the tables."""
    digest = hashlib.sha256()
    for pattern in (
        "tests/bench/fill/*.py", "consortium/pages/demo/**/*", "*/migrations/0*.py",
        "*/*/migrations/0*.py",
    ):  # fmt: skip
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and ".venv" not in path.parts and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def serving(module: str, environment: dict, workers: int = 2):
    """gunicorn as production starts it, with two workers, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = Path(environment["VAR_DIR"]) / "server.log"
    with log.open("ab") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", f"{module}:application"]
            + ["--config", "consortium/deploy/gunicorn.py", "--bind", f"127.0.0.1:{port}"]
            + ["--workers", str(workers)],
            cwd=ROOT, env=environment, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        for _ in range(300):
            if server.poll() is not None:
                raise RuntimeError(f"The server did not start: {log.read_text()[-2000:]}")
            with socket.socket() as probe:
                open_now = probe.connect_ex(("127.0.0.1", port)) == 0
            if open_now and len(workers_of(server.pid)) == workers:
                break
            time.sleep(0.1)
        yield port, server
    finally:
        server.terminate()
        server.wait(timeout=40)


def workers_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def bare_memory(environment: dict) -> int:
    """Kilobytes of a worker of a Django site that has nothing of ours."""
    bare = {**environment, "DJANGO_SETTINGS_MODULE": ""}
    with serving("tests.bench.bare", bare, workers=1) as (port, server):
        client = Client(port)
        for _ in range(50):
            client.get("/")
        return max(map(measure.resident, workers_of(server.pid)))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what it serves stops, too
    main()
