"""What the documents point at is there: links, headings, pictures, commands, paths, records."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.utils.text import slugify

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
RECORDS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
INDEX = ROOT / "docs/decisions/README.md"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
MANAGE = re.compile(r"manage\.py ([a-z_]+)((?: +--[a-z-]+)*)")
BIN = re.compile(r"(?<![\w./-])bin/([a-z_]+)\b((?: --[a-z-]+)*)")
IN_TICKS = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```.*?^```", re.M | re.S)
# Made when they are needed, and ignored by git; or of the machine that the site runs on.
MADE = re.compile(r"^(\.venv|var|tls|\.env)(/|$)")
# Where nothing of ours may point: a parent folder, a home, a working or temporary folder.
ELSEWHERE = re.compile(r"(?<![\w.])\.\./|(?<![\w.])/(?:work|tmp|root|home|mnt|Users)\b|~/")
OUR_FOLDERS = (
    "bin", "claims", "consortium", "docs", "members", "projects", "reviews", "static", "templates",
    "tests", ".ci",
)  # fmt: skip


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)


@cache
def anchors_of(path: Path) -> set[str]:
    text = FENCED.sub("", path.read_text())
    return {slugify(heading) for heading in re.findall(r"^#+ +(.+?)\s*$", text, re.M)}


def broken_links(path: Path, text: str) -> list[str]:
    """Links of our own that lead nowhere; addresses of other sites are not asked."""
    broken = []
    for link in LINK.findall(text):
        if re.match(r"(https?|mailto):", link):
            continue
        target, _, anchor = unquote(link).partition("#")
        there = (path.parent / target).resolve() if target else path
        ours = there.is_relative_to(ROOT) and there.exists()
        if not ours or (anchor and anchor not in anchors_of(there)):
            broken.append(link)
    return broken


def unknown_commands(text: str) -> list[str]:
    """`manage.py verb --option` and `bin/program` that do not exist, in prose and examples."""
    unknown = []
    for verb, options in MANAGE.findall(text):
        if verb not in get_commands():
            unknown.append(f"manage.py {verb}")
            continue
        known = options_of(verb)
        unknown += [f"manage.py {verb} {each}" for each in options.split() if each not in known]
    for program, options in BIN.findall(text):
        path = ROOT / "bin" / program
        if not path.is_file():
            unknown.append(f"bin/{program}")
            continue
        code = path.read_text() + (ROOT / "bin/_setup.py").read_text()
        unknown += [
            f"bin/{program} {each}"
            for each in options.split()
            if each != "--help" and each not in code
        ]
    return unknown


@cache
def options_of(verb: str) -> frozenset[str]:
    app = get_commands()[verb]
    command = load_command_class(app, verb) if isinstance(app, str) else app
    parser = command.create_parser("manage.py", verb)
    return frozenset(text for action in parser._actions for text in action.option_strings)


def missing_paths(text: str) -> list[str]:
    """Paths of ours in ticks (`docs/operations.md`, `consortium/core`) that are not there."""
    missing = []
    for name in IN_TICKS.findall(text):
        name = name.split(" ")[0].split("::")[0].rstrip("/")
        ours = name.split("/")[0] in OUR_FOLDERS
        if ours and not MADE.match(name) and not (ROOT / name).exists():
            missing.append(name)
    return missing


@every_document
def test_every_link_leads_somewhere(path):
    assert broken_links(path, path.read_text()) == []


@every_document
def test_every_command_exists(path):
    assert unknown_commands(path.read_text()) == []


@every_document
def test_every_path_of_ours_is_there(path):
    assert missing_paths(path.read_text()) == []


@every_document
def test_nothing_points_outside_the_project(path):
    assert ELSEWHERE.findall(path.read_text()) == []


@every_document
def test_a_document_begins_with_its_title(path):
    text = FENCED.sub("", path.read_text())
    assert re.match(r"# \S", text)
    assert len(re.findall(r"^# ", text, re.M)) == 1


def test_the_readme_names_the_two_commands_first():
    commands = [program for program, _ in BIN.findall((ROOT / "README.md").read_text())]
    assert list(dict.fromkeys(commands))[:2] == ["demo", "test"]


def test_every_document_can_be_reached_from_the_readme():
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path.is_dir():
            path = path / "README.md"
        if path in seen or path.suffix != ".md" or not path.is_file():
            continue
        seen.add(path)
        links = (link.partition("#")[0] for link in LINK.findall(path.read_text()))
        waiting += [(path.parent / link).resolve() for link in links if "://" not in link]
    assert [name_of(path) for path in DOCUMENTS if path not in seen] == []


# --- The records of decisions ------------------------------------------------------


def test_every_record_of_a_decision_is_listed_once_and_in_order():
    listed = [link for link in LINK.findall(INDEX.read_text()) if link[:1].isdigit()]
    assert listed == [record.name for record in RECORDS]


def test_every_line_of_the_index_says_what_was_decided():
    lines = re.findall(r"^\| \[(\d+)\]\((\d+)-[^)]*\) \| (.+) \|$", INDEX.read_text(), re.M)
    assert len(lines) == len(RECORDS)
    for number, beginning, words in lines:
        assert int(number) == int(beginning)
        assert words.endswith(".")


@pytest.mark.parametrize("record", RECORDS, ids=name_of)
def test_a_record_carries_its_number_and_says_what_was_decided(record):
    text = record.read_text()
    assert text.startswith(f"# {int(record.name[:4])}. ")
    assert "**Decided.**" in text


def test_records_are_numbered_without_gaps():
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


# --- That these tests would find something ------------------------------------------


def test_a_link_that_leads_nowhere_is_found():
    readme = ROOT / "README.md"
    text = "[a](docs/no-such.md) [b](../elsewhere.md) [c](#no-such-heading) [d](docs/operations.md)"
    assert broken_links(readme, text) == ["docs/no-such.md", "../elsewhere.md", "#no-such-heading"]


def test_a_command_that_does_not_exist_is_found():
    text = "run `manage.py no_such`, `manage.py verify_audit --no-such` and `bin/no_such`"
    assert unknown_commands(text) == [
        "manage.py no_such",
        "manage.py verify_audit --no-such",
        "bin/no_such",
    ]


def test_a_path_that_is_not_there_is_found():
    assert missing_paths("`docs/no-such.md` `consortium/core` `var/demo`") == ["docs/no-such.md"]


@pytest.mark.parametrize(
    "text", ["see ../papers/a.md", "in /tmp/a.png", "under ~/src", "(/work/x)"]
)
def test_a_place_outside_the_project_is_found(text):
    assert ELSEWHERE.search(text)
