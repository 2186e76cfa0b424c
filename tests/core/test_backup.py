"""What docs/operations.md says about back-up and restore works: everything is there again (D1)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from consortium.core import audit
from consortium.core.actor import SYSTEM
from tests.worker import database_url

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def newest(program):
    """The program beside the newest server: an older pg_dump refuses a newer one's database."""
    homes = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(homes[-1]) if homes else shutil.which(program)


def run(program, *words, **options):
    subprocess.run([newest(program), *words], check=True, **options)


@pytest.fixture
def restored(transactional_db, tmp_path):
    """The address of a second database, restored from a dump of the test's own."""
    with transaction.atomic():
        for number in range(5):
            audit.record("test.done", ("test", str(number)), after={"pence": 120_00}, by=SYSTEM)
    dump, copy = tmp_path / "consortium.dump", database_url() + "_restored"
    run("pg_dump", "--format=custom", "--file", dump, "--dbname", database_url())
    name = copy.rpartition("/")[2]
    run("psql", "--quiet", "--dbname", database_url(), "--command", f'CREATE DATABASE "{name}"')
    words = ["--no-owner", "--no-privileges", "--exit-on-error", "--dbname", copy, dump]
    run("pg_restore", *words)
    yield copy
    run("psql", "--quiet", "--dbname", database_url(), "--command", f'DROP DATABASE "{name}"')


def manage(database, *words):
    return subprocess.run(
        ["python", "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "PATH": f"{Path(os.sys.executable).parent}:{os.environ['PATH']}",
            "TEST_DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "consortium.settings.test",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_restored_database_has_every_row_and_an_unbroken_record(restored):
    assert manage(restored, "migrate", "--check").returncode == 0
    sequence, row_hash = audit.head()
    done = manage(restored, "verify_audit", "--verbosity=2", f"--head={sequence}:{row_hash}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "5 rows hold.\n"


def test_a_restored_database_still_defends_its_rows(restored):
    done = manage(restored, "verify_ledger")
    assert done.returncode == 0, done.stdout + done.stderr
    guards = "from consortium.core.appendonly import missing_triggers as m; print(m())"
    assert manage(restored, "shell", "--no-imports", "-c", guards).stdout.strip() == "[]"
