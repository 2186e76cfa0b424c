"""The test database's head start is what the migrations make, and belongs to their text."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from consortium.core import appendonly
from tests import migrated


@pytest.fixture
def files(tmp_path):
    one, other = tmp_path / "0001_initial.py", tmp_path / "0002_more.py"
    one.write_text("made = 1")
    other.write_text("made = 2")
    return [one, other]


def test_a_copy_belongs_to_the_text_of_each_migration(files):
    before = migrated.key(files)
    assert migrated.key(files) == before
    files[1].write_text("made = 3")
    assert migrated.key(files) != before
    files[1].write_text("made = 2")
    assert migrated.key(files) == before
    assert migrated.key(files[:1]) != before


def test_it_is_made_of_every_apps_migrations_and_the_libraries():
    names = {str(path.relative_to(migrated.ROOT)) for path in migrated.made_of()}
    assert "requirements-test.lock" in names
    on_disk = {
        f"{config.replace('.', '/')}/migrations/0001_initial.py"
        for config in ("consortium.core", "members", "members.working", "projects.funds", "claims")
    }
    assert on_disk <= names


@pytest.mark.django_db
def test_after_the_head_start_no_migration_is_left_and_every_guard_stands():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert appendonly.missing_triggers() == []


@pytest.mark.django_db
def test_a_copy_that_lacks_a_table_would_be_seen(tmp_path):
    """The control: it is the copy's tables that a test stands on."""
    if migrated.on_postgres():
        pytest.skip("the copy is a database there")
    copy = tmp_path / "copy.sqlite3"
    shutil.copyfile(migrated.place(), copy)
    assert tables_of(copy) >= set(connection.introspection.django_table_names())
    with closing(sqlite3.connect(copy)) as line:
        line.execute("DROP TABLE core_publishedhead")
    assert not tables_of(copy) >= set(connection.introspection.django_table_names())


@pytest.mark.django_db
def test_no_guard_of_back_then_is_in_the_copy():
    """One that the code has no more would stand in its way."""
    if migrated.on_postgres():
        pytest.skip("the copy is made anew for each run there")
    with closing(sqlite3.connect(migrated.place())) as line:
        found = line.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        assert found.fetchone() == (0,)


def tables_of(path) -> set[str]:
    with closing(sqlite3.connect(path)) as line:
        found = line.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in found}
