"""axe-core's judgement of a page (vendored, version in static/VENDORED.md)."""

from functools import lru_cache
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "vendor" / "axe-4.14.1.min.js"

# Every rule runs. Only what is broken leaves the browser: carrying the long lists of
# what is in order to Python took twice as long as finding it.
JUDGE = """async () => {
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    const places = rule => rule.nodes.slice(0, 3).map(node => node.html.slice(0, 160));
    return violations.map(rule => `${rule.id}: ${rule.help}: ${places(rule).join(" | ")}`);
}"""


@lru_cache(maxsize=1)
def _script() -> str:
    return SOURCE.read_text()


def violations(page) -> list[str]:
    """Each broken rule with the first places where it is broken; empty is what we want.

    Evaluated, not added as a script tag: the page's own policy refuses inline scripts.
    Once for each document, which may be judged at several widths.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_script())
    return page.evaluate(JUDGE)
