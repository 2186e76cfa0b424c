"""Throw-away servers on free local ports: PostgreSQL and Redis for one run.

Each lives in a temporary folder and is gone afterwards. PostgreSQL refuses to
run as root, so then it runs as `postgres` (or `nobody`).

    with Postgres() as address, Redis() as broker: ...
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path


class Missing(Exception):
    """The server is not installed; `package` is Debian's name for it."""

    def __init__(self, package):
        super().__init__(package)
        self.package = package


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One server process with a folder of its own; ends with the `with` block."""

    patience = 30

    def __enter__(self):
        self.binary = self.find()
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="consortium-server-", dir="/tmp"))
        self.process = None
        try:
            self.prepare()
            self.process = subprocess.Popen(
                [str(part) for part in self.command()], **self.options(self.log())
            )
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self.address()

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL: fast shutdown
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(str(self.folder), ignore_errors=True)

    def options(self, output):
        # A session of its own: Ctrl-C at the terminal reaches us, and we stop it.
        return {
            "cwd": str(self.folder),
            "stdin": subprocess.DEVNULL,
            "stdout": output,
            "stderr": subprocess.STDOUT,
            "start_new_session": True,
        }

    def log(self):
        return open(str(self.folder / "log"), "ab")

    def prepare(self):
        pass

    def wait(self):
        end = time.monotonic() + self.patience
        while time.monotonic() < end and self.process.poll() is None:
            if self.answers():
                return
            time.sleep(0.05)
        said = (self.folder / "log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{self.binary} did not start:\n{said}")


class Redis(Server):
    """An empty Redis that keeps nothing on disk. Enters as redis://127.0.0.1:port."""

    def find(self):
        found = shutil.which("redis-server") or shutil.which("valkey-server")
        if not found:
            raise Missing("redis-server")
        return found

    def command(self):
        quiet = ["--save", "", "--appendonly", "no", "--databases", "32"]
        return [self.binary, "--bind", "127.0.0.1", "--port", self.port, *quiet]

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def address(self):
        return f"redis://127.0.0.1:{self.port}"


class Postgres(Server):
    """An empty PostgreSQL that never waits for the disk. Enters as a postgres:// address."""

    def find(self):
        homes = sorted(
            Path("/usr/lib/postgresql").glob("*/bin/initdb"),
            key=lambda path: path.parts[4].zfill(4),
        )
        if homes:
            return homes[-1].parent
        found = shutil.which("initdb")
        if not found:
            raise Missing("postgresql")
        return Path(os.path.realpath(found)).parent

    def prepare(self):
        if os.geteuid() == 0:
            shutil.chown(str(self.folder), self.owner().pw_name, self.owner().pw_gid)
        with self.log() as output:
            self.chown(self.folder / "log")
            made = subprocess.run(
                [str(self.binary / "initdb"), "--pgdata", str(self.folder / "data")]
                + ["--username", "consortium", "--auth", "trust", "--no-sync"]
                + ["--encoding", "UTF8", "--locale", "C.UTF-8"],
                **self.options(output),
            )
        if made.returncode:
            raise RuntimeError("initdb failed:\n" + (self.folder / "log").read_text())

    def chown(self, path):
        if os.geteuid() == 0:
            shutil.chown(str(path), self.owner().pw_name, self.owner().pw_gid)

    def options(self, output):
        options = super().options(output)
        if os.geteuid() == 0:
            options |= {"user": self.owner().pw_uid, "group": self.owner().pw_gid}
            options |= {"extra_groups": []}
        return options

    def owner(self):
        try:
            return pwd.getpwnam("postgres")
        except KeyError:
            return pwd.getpwnam("nobody")

    def command(self):
        careless = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        modest = ["max_connections=80", "shared_buffers=128MB", "autovacuum_naptime=10min"]
        local = ["listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}"]
        words = [word for option in careless + modest + local for word in ("-c", option)]
        return [self.binary / "postgres", "-D", self.folder / "data", "-p", self.port, *words]

    def answers(self):
        ready = [str(self.binary / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.call(ready) == 0

    def address(self):
        return f"postgres://consortium:none@127.0.0.1:{self.port}/postgres"
