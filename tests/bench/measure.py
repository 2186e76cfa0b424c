"""Timing: pairs of a page of ours and its bare one, back to back, many rounds, medians."""

import math
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import perf_counter

from .client import Client

WARM, ROUNDS = 3, 15


@dataclass
class Measured:
    """One page. Milliseconds are medians; `ratio` is the median of the rounds' own ratios."""

    name: str
    kind: str
    ours: float
    bare: float
    ratio: float
    queries: int
    sql: float
    size: int
    slowest: str = ""

    def as_dict(self) -> dict:
        return asdict(self)


def pair(client: Client, name: str, address: str, *, kind: str, rounds: int = ROUNDS) -> Measured:
    """A page and its floor; RuntimeError where either is not there."""
    _there(client.get(address), address)
    seen = _there(client.get(address, **{"X-Bench-Record": name}), address)
    bare = f"/floor/{name}/"
    for _ in range(WARM):
        _there(client.get(address), address)
        _there(client.get(bare), bare)
    pairs = [(client.get(address).seconds, client.get(bare).seconds) for _ in range(rounds)]
    return Measured(
        name=name,
        kind=kind,
        ours=1000 * statistics.median(ours for ours, _ in pairs),
        bare=1000 * statistics.median(floor for _, floor in pairs),
        ratio=statistics.median(ours / floor for ours, floor in pairs),
        queries=int(seen.headers["X-Bench-Queries"]),
        sql=float(seen.headers["X-Bench-SQL-ms"]),
        size=len(seen.body),
        slowest=seen.headers["X-Bench-Slowest"],
    )


def _there(answer, address: str):
    if answer.status not in (200, 204):
        raise RuntimeError(f"{address} answered {answer.status}: {answer.text[:300]}")
    return answer


def between(one: Callable[[], object], other: Callable[[], object], *, rounds: int = 5) -> tuple:
    """Seconds of each (medians) and the median of the rounds' ratios; done in turn."""
    pairs = [(seconds(one), seconds(other)) for _ in range(rounds)]
    return (
        statistics.median(first for first, _ in pairs),
        statistics.median(second for _, second in pairs),
        statistics.median(first / second for first, second in pairs),
    )


def seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def exponent(small: float, large: float, *, rows: tuple[int, int]) -> float:
    """k where time grows as rows to the k: 0 is flat, 1 is in step."""
    if not small or not large or rows[0] == rows[1]:
        return 0.0
    return math.log(large / small) / math.log(rows[1] / rows[0])


def resident(pid: int) -> int:
    """Kilobytes that a process holds in memory."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
