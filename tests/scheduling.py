"""Which tests may run side by side."""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling


class WorkerTestsTogether(LoadScopeScheduling):
    """Every test on its own, but files with tests marked `worker` in one process.

    So one Celery worker is enough for all of them. pytest-xdist's `loadgroup`
    would do it by mark; 3.8 does nothing on pytest 9.2, whose ids cannot be changed.
    """

    def _split_scope(self, nodeid):
        path = nodeid.partition("::")[0]
        return "worker" if needs_worker(self.config.rootpath / path) else nodeid


@cache
def needs_worker(path: Path) -> bool:
    return path.is_file() and "mark.worker" in path.read_text()
