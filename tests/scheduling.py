"""Which tests may run side by side."""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling


class Apart(LoadScopeScheduling):
    """Every test goes where there is room, but some files stay in one process.

    A file marked `one_process` shares something that takes long to make; files
    marked `worker` share one Celery worker among them all. pytest-xdist's
    `loadgroup` would do it by mark; 3.8 does nothing on pytest 9.2, whose ids
    cannot be changed.
    """

    def _split_scope(self, nodeid):
        path = nodeid.partition("::")[0]
        return group(self.config.rootpath / path) or nodeid


@cache
def group(path: Path) -> str:
    """The name of a file's group; empty when its tests may be parted."""
    text = path.read_text() if path.is_file() else ""
    if "mark.worker" in text:
        return "worker"
    return str(path) if "mark.one_process" in text else ""
