"""What pip installs is what uv.lock says, and that is what pyproject.toml asks for."""

import hashlib
import re
import tomllib

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LOCK = tomllib.loads((ROOT / "uv.lock").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LISTS = ("requirements.lock", "requirements-test.lock")


def wanted(words):
    """Names and bounds of requirements, without extras, spaces and the order of bounds."""
    names = {}
    for word in words:
        name, bounds = re.match(r"([\w.-]+)(?:\[.*?\])?\s*(.*)", word).groups()
        names[name.lower()] = sorted(part for part in bounds.split(",") if part)
    return names


def locked(found):
    return wanted(
        each["name"] + each.get("specifier", "")
        for each in found
        if "extra" not in str(each.get("marker", ""))
    )


@pytest.mark.parametrize("name", LISTS)
def test_a_list_was_made_from_this_uv_lock(name):
    first = (ROOT / name).read_text().splitlines()[0]
    current = hashlib.sha256((ROOT / "uv.lock").read_bytes()).hexdigest()
    assert first == f"# Made by bin/lock from uv.lock {current}", "run bin/lock"


@pytest.mark.parametrize("name", LISTS)
def test_every_package_of_a_list_has_the_version_and_sums_of_the_lock(name):
    packages = {each["name"]: each for each in LOCK["package"]}
    text = (ROOT / name).read_text()
    entries = re.findall(r"^([\w.-]+)==(\S+)(?: ;.*?)? \\\n((?:    --hash=.*\n?)+)", text, re.M)
    assert len(entries) == text.count("==") - text.count("== '")
    for package, version, sums in entries:
        assert packages[package]["version"] == version
        known = {wheel["hash"] for wheel in packages[package].get("wheels", [])}
        assert known & set(re.findall(r"--hash=(\S+?)(?: |$)", sums.replace("\\", " "), re.M))


def test_the_lock_holds_what_the_project_asks_for():
    (ours,) = [each for each in LOCK["package"] if each["name"] == PROJECT["project"]["name"]]
    assert locked(ours["metadata"]["requires-dist"]) == wanted(PROJECT["project"]["dependencies"])
    for group, words in PROJECT["dependency-groups"].items():
        assert locked(ours["metadata"]["requires-dev"][group]) == wanted(words)


def test_the_tests_list_holds_everything_that_the_site_runs_with():
    runtime, tests = (
        set(re.findall(r"^(\S+==\S+)", (ROOT / name).read_text(), re.M)) for name in LISTS
    )
    assert runtime < tests


def test_every_package_that_the_site_runs_with_is_in_the_notices():
    noticed = set(re.findall(r"^\| ([\w.-]+) \|", (ROOT / "docs/third-party.md").read_text(), re.M))
    runtime = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.M))
    assert runtime == noticed - {"package", "what"}


def test_whatever_is_carried_along_brings_its_licence():
    for folder in [
        *(ROOT / "static/vendor").iterdir(),
        ROOT / "static/fonts",
        ROOT / "tests/vendor",
    ]:
        assert [path for path in folder.iterdir() if "LICENSE" in path.name], folder
