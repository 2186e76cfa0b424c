"""The demonstration's tests, and no others, stand in the package that builds it."""

from pathlib import Path

from tests.scheduling import group, keep_demo_together

TESTS = Path(__file__).parent.parent


def test_every_file_beside_the_demonstrations_fixture_is_marked_demo():
    """One that is not would see its rows, or build it a second time."""
    marked = {path for path in TESTS.rglob("test_*.py") if group(path) == "demo"}
    assert marked == set((TESTS / "pages").glob("test_*.py"))


class Item:
    def __init__(self, path: str, name: str):
        self.path, self.name = TESTS / path, name


def test_they_follow_each_other_in_their_own_order():
    home, demo, money = "pages/test_home.py", "pages/test_demo.py", "core/test_money.py"
    items = [Item(money, "a"), Item(home, "b"), Item(money, "c"), Item(demo, "d"), Item(home, "e")]
    keep_demo_together(items)
    assert "".join(item.name for item in items) == "abdec"


def test_without_them_nothing_moves():
    items = [Item("core/test_money.py", name) for name in "abc"]
    keep_demo_together(items)
    assert "".join(item.name for item in items) == "abc"
