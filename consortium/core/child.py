"""The site's side of a program of its own (`children/`): start, ask, end."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from .children.frames import read_frame, write_frame

CHILDREN = Path(__file__).with_name("children")
START_SECONDS = 60
GRACE_SECONDS = 15


class ChildFailed(Exception):
    """The program could not be started, or could not do what it was asked."""


class Child:
    """One running program that answers one question at a time. Not for two threads at once."""

    def __init__(self, program: Path, *args: str):
        self.command = [sys.executable, "-s", str(program), *args]
        self.process: subprocess.Popen | None = None

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.stop()

    def ask(self, head: dict, body: bytes, *, limit: float) -> tuple[dict, bytes]:
        """What the work took (seconds, cpu, kilobytes) and its result; `ChildFailed` otherwise.

        Starts the program when it is not running. It keeps the limit, in seconds,
        itself; if it hangs as a whole it is killed a little later.
        """
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self._start()
        process, answer = self.process, None
        assert process is not None
        to_child, from_child = _pipes(process)
        with _Watch(limit + GRACE_SECONDS, process.kill), suppress(OSError):
            write_frame(to_child, {**head, "limit": limit}, body)
            answer = read_frame(from_child)
        if answer is None:
            self.stop()
            raise ChildFailed("it stopped in the middle")
        if "error" in answer[0]:
            raise ChildFailed(answer[0]["error"])
        return answer

    def _start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=bare_environment(),
            cwd="/",
        )
        with _Watch(START_SECONDS, self.process.kill):
            answer = read_frame(_pipes(self.process)[1])
        if answer is None or "error" in answer[0]:
            self.stop()
            raise ChildFailed(answer[0]["error"] if answer else "it did not start")

    def stop(self) -> None:
        """End the program and forget it."""
        process, self.process = self.process, None
        if process is None:
            return
        to_child, from_child = _pipes(process)
        with suppress(OSError):
            to_child.close()  # it ends at the end of its input, and tidies up
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        from_child.close()


def _pipes(process: subprocess.Popen) -> tuple[IO[bytes], IO[bytes]]:
    """Into the child and out of it."""
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


class _Watch:
    """A timer around a block."""

    def __init__(self, seconds: float, act):
        self.timer = threading.Timer(seconds, act)
        self.timer.daemon = True

    def __enter__(self):
        self.timer.start()

    def __exit__(self, *failure):
        self.timer.cancel()


def bare_environment() -> dict[str, str]:
    """What a child may know: where programs, fonts and scratch space are. No secrets."""
    passed = ("PATH", "HOME", "TMPDIR", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")
    kept = {name: os.environ[name] for name in passed if name in os.environ}
    # One hash seed, so that the same document gives the same bytes every time.
    return {**kept, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
