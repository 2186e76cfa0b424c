"""axe-core's judgement of a page (vendored, version in static/VENDORED.md)."""

from functools import lru_cache
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "vendor" / "axe-4.14.1.min.js"


@lru_cache(maxsize=1)
def _script() -> str:
    return SOURCE.read_text()


def violations(page) -> list[str]:
    """Each broken rule with the first places where it is broken; empty is what we want.

    Evaluated, not added as a script tag: the page's own policy refuses inline scripts.
    """
    page.evaluate(_script())
    found = page.evaluate("axe.run()")["violations"]
    return [f"{rule['id']}: {rule['help']}: {_places(rule)}" for rule in found]


def _places(rule: dict) -> str:
    return " | ".join(node["html"][:160] for node in rule["nodes"][:3])
