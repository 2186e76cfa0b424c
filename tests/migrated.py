"""A head start: the test database begins as a copy of one that was migrated before.

Working through all migrations takes twenty seconds of computing, in each process of
each run. A copy belongs to the text of all migrations and the versions of all libraries;
Django's own `migrate` runs on it as ever, and finds nothing left to do. On SQLite it is
a file in var/migrated, on PostgreSQL a database that others are made from.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from django.db import connection
from django.db.utils import ProgrammingError

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "var" / "migrated"
KEPT = 4  # copies of other migrations, for whoever goes back and forth


def made_of() -> list[Path]:
    """Every file on which the tables depend while they are migrated."""
    apps = ("consortium", "members", "projects", "claims", "reviews")
    migrations = [path for app in apps for path in (ROOT / app).glob("**/migrations/*.py")]
    return [*sorted(migrations), ROOT / "requirements-test.lock"]


def key(files: Iterable[Path] = ()) -> str:
    """A short name for exactly these files, or for those the tables are made of."""
    sums = hashlib.sha256(connection.vendor.encode())
    for path in files or made_of():
        sums.update(f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return f"migrated_{sums.hexdigest()[:16]}"


def on_postgres() -> bool:
    return connection.vendor == "postgresql"


def place() -> Path:
    """The copy for SQLite, whether it is there or not."""
    return FOLDER / f"{key()}.sqlite3"


def begin() -> None:
    """Have the database that is made next begin with the copy, where there is one."""
    if on_postgres():
        if exists():
            connection.settings_dict["TEST"]["TEMPLATE"] = key()
        return
    make = connection.creation._create_test_db

    def make_from_copy(*words, **more) -> str:
        name = make(*words, **more)  # takes an old file away
        copy_to(Path(name))
        return name

    connection.creation._create_test_db = make_from_copy


def copy_to(database: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.copyfile(place(), database)


def exists() -> bool:
    if not on_postgres():
        return place().exists()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [key()])
        return cursor.fetchone() is not None


def keep() -> None:
    """Keep the database that was just migrated, before any test, for those that come after."""
    if exists():
        return
    if on_postgres():
        name = connection.settings_dict["NAME"]
        connection.close()  # a database that somebody uses is not copied
        with suppress(ProgrammingError), connection._nodb_cursor() as cursor:  # already there
            cursor.execute(f'CREATE DATABASE "{key()}" TEMPLATE "{name}"')
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    part = FOLDER / f"{os.getpid()}.part"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(part)])
    without_triggers(part)
    part.replace(place())
    old = sorted(FOLDER.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in old[KEPT:]:
        path.unlink(missing_ok=True)


def without_triggers(database: Path) -> None:
    """Triggers come from the code as it is now, after each `migrate`; none from back then."""
    with closing(sqlite3.connect(database)) as line:
        found = line.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in found:
            line.execute(f'DROP TRIGGER "{name}"')
        line.commit()
