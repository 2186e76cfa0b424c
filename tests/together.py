"""Several people at once, each on a connection of their own."""

import threading
from collections.abc import Callable, Iterable

from django.db import connection


def all_at_once(acts: Iterable[Callable], *, seconds: float = 30) -> list:
    """Run the acts in threads that start together; what each gave, or the exception it raised."""
    acts = list(acts)
    results: list = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int, act: Callable) -> None:
        try:
            start.wait(seconds)
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return results
