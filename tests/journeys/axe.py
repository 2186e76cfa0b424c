"""axe-core's judgement of a page (vendored, version in static/VENDORED.md)."""

import hashlib
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

# What axe judges by, without the words: elements, classes, roles, names and states. Of
# neighbours that look alike the first stands for all, so that a table of three rows has the
# shape of one of thirty.
SHAPE = """() => {
    const judgedByValue = /^(class|style|fill|stroke|role|type|lang|scope|tabindex|name|id|for)$/;
    const told = ({ name, value }) =>
        judgedByValue.test(name) || name.startsWith("aria-") && name !== "aria-label"
            ? `${name}=${value.replace(/[0-9a-f]{8,}|[0-9]+/g, "#")}`
            : `${name}${value ? "" : " empty"}`;
    const shape = node => {
        if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? "words" : "";
        if (node.nodeType !== Node.ELEMENT_NODE) return "";
        const inside = [];
        for (const child of node.childNodes) {
            const found = shape(child);
            if (found && found !== inside.at(-1)) inside.push(found);
        }
        const own = [...node.attributes].map(told).sort().join(" ");
        return `<${node.localName} ${own}>${inside.join("")}</>`;
    };
    return shape(document.documentElement);
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


def shape(page) -> str:
    """A short mark of all that axe judges a page by: two pages of one shape are judged alike."""
    return hashlib.sha256(page.evaluate(SHAPE).encode()).hexdigest()[:24]
