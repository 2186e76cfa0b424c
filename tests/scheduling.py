"""Which tests may run side by side."""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

# What is dear to build, by the words that show that a file uses it.
SHARED = {
    "worker": "mark.worker",  # one Celery worker
    "demo": 'usefixtures("demo")',  # the demonstration in this process's database
    "demo site": "demo_site",  # the demonstration served, for browsers
}


class WorkerTestsTogether(LoadScopeScheduling):
    """Every test on its own, but files that share something dear in one process.

    So one Celery worker, and one building of the demonstration, is enough for all
    of them. pytest-xdist's `loadgroup` would do it by mark; 3.8 does nothing on
    pytest 9.2, whose ids cannot be changed.
    """

    def _split_scope(self, nodeid):
        path = nodeid.partition("::")[0]
        return shared_by(self.config.rootpath / path) or nodeid


@cache
def shared_by(path: Path) -> str:
    """What the tests of a file share with others, "" for nothing."""
    text = path.read_text() if path.is_file() else ""
    found = next((name for name, words in SHARED.items() if words in text), "")
    return f"{found} {path.name}" if found == "demo" else found
