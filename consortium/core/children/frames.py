"""How a child process and the site talk, and how a child does each piece of work in a fork.

Frames on both pipes: four bytes of length, a JSON head, eight bytes of length, a body.
"""

import ctypes
import json
import os
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from typing import IO

MEGABYTE = 1024 * 1024
NEW_USER_SPACE, NEW_NETWORK = 0x10000000, 0x40000000  # of unshare(2)
LIBC = ctypes.CDLL(None)
Work = Callable[[dict, bytes], bytes]


class Failed(Exception):
    """Work that could not be done, with words for a person instead of a traceback."""


def write_frame(out: IO[bytes], head: dict, body: bytes = b"") -> None:
    """Send one frame."""
    packed = json.dumps(head).encode()
    out.write(struct.pack(">I", len(packed)) + packed + struct.pack(">Q", len(body)))
    out.write(body)
    out.flush()


def read_frame(source: IO[bytes]) -> tuple[dict, bytes] | None:
    """Receive one frame; None when the other side has gone, in the middle of one as well."""
    size = source.read(4)
    if len(size) < 4:
        return None
    packed = source.read(struct.unpack(">I", size)[0])
    size = source.read(8)
    if len(size) < 8:
        return None
    expected = struct.unpack(">Q", size)[0]
    body = source.read(expected)
    return (json.loads(packed), body) if len(body) == expected else None


def answer(prepare: Callable[[], Work], *, memory: int) -> None:
    """The life of a child: prepare once, say so, then one fork for each piece of work.

    `memory` bounds each fork, in bytes. A fork gives its memory back to the
    system and takes whatever a document broke with it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the site; we end with its pipe
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    try:
        work = prepare()
    except Failed as error:
        write_frame(out, {"error": str(error)})
        return
    write_frame(out, {"ready": True})
    while frame := read_frame(sys.stdin.buffer):
        write_frame(out, *_in_a_fork(work, *frame, memory=memory))


def _in_a_fork(work: Work, head: dict, body: bytes, *, memory: int) -> tuple[dict, bytes]:
    """Do one piece of work in a fork within `head["limit"]` seconds; gives the answer's frame."""
    reading, writing = os.pipe()
    started, child = time.monotonic(), os.fork()
    if child == 0:
        os.close(reading)
        _work_and_exit(work, head, body, writing, memory)
    os.close(writing)
    result, late = _collect(reading, started + head["limit"])
    if late:
        os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    facts = {
        "seconds": round(time.monotonic() - started, 3),
        "cpu": round(usage.ru_utime + usage.ru_stime, 3),
        "kilobytes": usage.ru_maxrss,
    }
    if late:
        return {"error": f"took longer than {head['limit']:g} seconds", **facts}, b""
    if os.waitstatus_to_exitcode(status) != 0:
        return {"error": result.decode("utf-8", "replace") or "it died", **facts}, b""
    return facts, result


def _work_and_exit(work: Work, head: dict, body: bytes, writing: int, memory: int) -> None:
    """In the fork: write the result into the pipe, or what went wrong, and end."""
    code, result = 1, b""
    try:
        _leave_the_network()
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        result, code = work(head, body), 0
    except BaseException as error:
        result = f"{type(error).__name__}: {error}"[:2000].encode()
    try:
        with os.fdopen(writing, "wb") as out:
            out.write(result)
    finally:
        os._exit(code)


def _leave_the_network() -> None:
    """Where the kernel lets us, go on in a network of our own that has no way out.

    A second wall: what runs here asks for no network by itself.
    """
    if hasattr(LIBC, "unshare"):
        LIBC.unshare(NEW_USER_SPACE | NEW_NETWORK)


def _collect(reading: int, until: float) -> tuple[bytes, bool]:
    """Everything from a pipe to its end; True with it when time ran out before."""
    pieces: list[bytes] = []
    with os.fdopen(reading, "rb", buffering=0) as source:
        while True:
            ready, _, _ = select.select([source], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                return b"".join(pieces), True
            piece = source.read(MEGABYTE)
            if not piece:
                return b"".join(pieces), False
            pieces.append(piece)
