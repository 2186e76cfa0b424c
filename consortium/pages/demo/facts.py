"""The facts as they were written down, read from the files beside this one."""

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "facts"


@cache
def read(name: str) -> dict:
    """One file of facts: "people", "money" or "strategy". Example amounts are whole pounds."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
