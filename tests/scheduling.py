"""Which tests may run side by side, and which stay together."""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling


class Apart(LoadScopeScheduling):
    """Every test goes where there is room, but some files stay in one process.

    A file marked `one_process` shares something that takes long to make; files
    marked `demo` share the demonstration among them all, files marked `worker` one
    Celery worker. pytest-xdist's `loadgroup` would do it by mark; 3.8 does nothing
    on pytest 9.2, whose ids cannot be changed. The largest group starts first.
    """

    def _split_scope(self, nodeid):
        path = nodeid.partition("::")[0]
        return group(self.config.rootpath / path) or nodeid


@cache
def group(path: Path) -> str:
    """The name of a file's group; empty when its tests may be parted."""
    text = path.read_text() if path.is_file() else ""
    for name in ("worker", "demo"):
        if f"mark.{name}" in text:
            return name
    return str(path) if "mark.one_process" in text else ""


def keep_demo_together(items: list) -> None:
    """The demonstration's tests one after the other, in their own order, where the first stood.

    Its fixture ends when a test of another package follows: were they scattered, it
    would be built for each stretch of them.
    """
    mine = [item for item in items if group(item.path) == "demo"]
    if not mine:
        return
    first = items.index(mine[0])
    others = [item for item in items[first:] if group(item.path) != "demo"]
    items[first:] = [*mine, *others]


def begin_with_the_longest(items: list) -> None:
    """Tests marked `long` come first: one that began last would leave the other process idle."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
