"""docs/requirements.md claims nothing that is not there.

Each row names where a thing is done and a test that shows it. Here it is proved
that those pages, commands, rules of the database, functions and tests exist, and
that every number stands once: in a table, or under "Not yet".
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.core.management import get_commands
from django.urls import get_resolver

from consortium.core import appendonly

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs/requirements.md").read_text()
FAMILIES = {
    "R": 140, "M": 30, "SD": 10, "GV": 14, "F": 8, "AU": 7, "T": 8, "X": 3, "D": 3, "V": 34,
}  # fmt: skip
NUMBER = re.compile(r"\b(R|M|SD|GV|F|AU|T|X|D|V)(\d+)(?:–\1?(\d+))?\b|\bC-(ii?)\b")
IN_TICKS = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Row:
    """One line of a table: what holds, where it is done, which tests show it."""

    number: str
    words: str
    where: str
    tests: str

    def places(self) -> Iterator[tuple[str, str]]:
        """("page", "grant") for each name in "pages `grants`, `grant`; command `bin/demo`"."""
        for part in filter(None, map(str.strip, self.where.split(";"))):
            kind = part.split("`")[0].strip().rstrip("s")
            for name in IN_TICKS.findall(part):
                yield kind, name


def rows_of(text: str) -> list[Row]:
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and NUMBER.fullmatch(cells[0]):
            assert len(cells) == 4, line
            found.append(Row(*cells))
    return found


def not_yet(text: str) -> Iterator[str]:
    """The numbers in what stands under the headings "Not yet"; "R5–R9" is five of them."""
    for part in re.split(r"^#+ ", text, flags=re.M):
        if part.startswith("Not yet\n"):
            for family, first, last, small in NUMBER.findall(part):
                if small:
                    yield f"C-{small}"
                for number in range(int(first or 1), int(last or first or 0) + 1):
                    yield name_of(family, number)


def name_of(family: str, number: int) -> str:
    return f"{family}{number:02d}" if family == "V" else f"{family}{number}"


ROWS = rows_of(TEXT)


# --- Does a name stand for something? --------------------------------------------


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def defined_in(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """Functions, classes and names given a value at this level."""
    found = {}
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found |= {each.id: node for each in node.targets if isinstance(each, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
    return found


def is_defined(path: Path, names: list[str]) -> bool:
    """Does the file hold names[0], and names[1] inside that, and so on? It is not imported."""
    body = tree_of(path).body
    for name in names:
        node = defined_in(body).get(name)
        if node is None:
            return False
        body = getattr(node, "body", [])
    return True


def is_test(name: str) -> bool:
    path, *names = name.split("::")
    wanted = names and names[-1].startswith("test_") and path.startswith("tests/")
    return bool(wanted) and (ROOT / path).is_file() and is_defined(ROOT / path, names)


def is_page(name: str) -> bool:
    return name in get_resolver().reverse_dict


def is_command(name: str) -> bool:
    """`bin/demo` or `manage.py verify_audit`."""
    program, _, verb = name.partition(" ")
    if program == "manage.py":
        return verb in get_commands()
    return program.startswith("bin/") and (ROOT / program).is_file()


def is_code(name: str) -> bool:
    """A dotted name: a module of ours, or something that stands at the top of one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        stem = ROOT.joinpath(*parts[:length])
        for path in (stem.with_suffix(".py"), stem / "__init__.py"):
            if path.is_file():
                return is_defined(path, parts[length:])
    return False


@cache
def constraints() -> frozenset[str]:
    return frozenset(rule.name for model in apps.get_models() for rule in model._meta.constraints)


@cache
def triggers() -> frozenset[str]:
    return frozenset(each.name for each in appendonly.registered(vendor="postgresql"))


def is_unique_field(name: str) -> bool:
    """`funds.Journal.reverses`: a field whose value stands in one row only."""
    model, _, field = name.rpartition(".")
    try:
        return apps.get_model(model)._meta.get_field(field).unique
    except (LookupError, ValueError, FieldDoesNotExist):
        return False


@cache
def checks() -> frozenset[str]:
    """The codes of all checks of `verify_ledger`, read from where they are registered."""
    return frozenset(
        code
        for app in ("consortium", "members", "projects", "claims", "reviews")
        for path in (ROOT / app).rglob("*.py")
        for code in re.findall(r'@ledger_check\("(V\d\d)"', path.read_text())
    )


PLACES = {
    "page": is_page,
    "command": is_command,
    "code": is_code,
    "constraint": constraints().__contains__,
    "trigger": triggers().__contains__,
    "unique field": is_unique_field,
    "check": checks().__contains__,
    "setting": lambda name: hasattr(settings, name),
}


def wrong_places(rows: list[Row]) -> list[str]:
    return [
        f"{row.number}: {kind} {name}"
        for row in rows
        for kind, name in row.places()
        if kind not in PLACES or not PLACES[kind](name)
    ]


def wrong_tests(rows: list[Row]) -> list[str]:
    return [
        f"{row.number}: {name}"
        for row in rows
        for name in IN_TICKS.findall(row.tests)
        if not is_test(name)
    ]


# --- The tests -------------------------------------------------------------------


def test_every_number_stands_once_in_a_table_or_under_not_yet():
    counted = Counter([*(row.number for row in ROWS), *not_yet(TEXT)])
    wanted = {
        name_of(family, number)
        for family, last in FAMILIES.items()
        for number in range(1, last + 1)
    } | {"C-i", "C-ii"}
    assert sorted(wanted - set(counted)) == []
    assert sorted(set(counted) - wanted) == []
    assert [number for number, count in counted.items() if count > 1] == []


def test_every_row_says_what_where_and_which_test():
    for row in ROWS:
        assert row.words.endswith("."), row.number
        assert list(row.places()), row.number
        assert IN_TICKS.findall(row.tests), row.number


def test_every_place_that_is_named_exists():
    assert wrong_places(ROWS) == []


def test_every_test_that_is_named_exists():
    assert wrong_tests(ROWS) == []


def test_numbers_stand_in_their_order():
    tables = re.split(r"^#+ ", TEXT, flags=re.M)
    for table in tables:
        for family in FAMILIES:
            numbers = [row.number for row in rows_of(table)]
            mine = [int(n[len(family) :]) for n in numbers if re.fullmatch(rf"{family}\d+", n)]
            assert mine == sorted(mine)


def test_every_check_of_the_books_is_in_the_tables():
    """What `verify_ledger` has learned is no longer "not yet"."""
    assert sorted(checks() - {row.number for row in ROWS}) == []


@pytest.mark.parametrize(
    "where",
    [
        "page `no_such_page`",
        "command `manage.py no_such_command`",
        "command `bin/no_such_command`",
        "code `claims.actions.approving.no_such_verb`",
        "code `no.such.module`",
        "constraint `no_such_constraint`",
        "trigger `no_such_trigger`",
        "unique field `funds.Journal.kind`",
        "check `V99`",
        "setting `NO_SUCH_SETTING`",
        "unheard-of `thing`",
        "page `home`; constraint `no_such_constraint`",
    ],
)
def test_a_place_that_is_not_there_is_found(where):
    assert len(wrong_places([Row("R1", "It is so.", where, "")])) == 1


@pytest.mark.parametrize(
    "name",
    [
        "tests/core/test_money.py::test_no_such_test",
        "tests/core/no_such_file.py::test_a_thing",
        "tests/core/test_money.py",
        "tests/funds/test_ledger.py::TestTriggers::test_no_such_test",
        "consortium/core/money.py::parse_pence",
    ],
)
def test_a_test_that_is_not_there_is_found(name):
    assert wrong_tests([Row("R1", "It is so.", "", f"`{name}`")]) == [f"R1: {name}"]


def test_names_of_every_kind_are_known():
    row = Row(
        "R1",
        "It is so.",
        "pages `home`, `search`; command `bin/demo`; command `manage.py verify_audit`; "
        "code `consortium.core.money.split_pence`; setting `BANK_DETAILS_WAIT_DAYS`; "
        "trigger `core_auditrow_no_update`; unique field `funds.Journal.reverses`; check `V01`",
        "`tests/core/test_money.py::test_an_amount_is_taken_as_people_type_it`, "
        "`tests/funds/test_ledger.py::TestTriggers::"
        "test_no_line_is_added_to_a_posted_journal`",
    )
    assert len(list(row.places())) == 9
    assert wrong_places([row]) == wrong_tests([row]) == []
