"""The demonstration's data, built once for all processes of a run; each gets a copy.

    python -m tests.journeys.built FOLDER      with Django's settings for the demonstration

`bin/test` builds it while the linters run, and names it in DEMO_BUILT.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def environment(folder: Path) -> dict[str, str]:
    """That of a demonstration which keeps its data in this folder."""
    elsewhere = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL")
    kept = {name: value for name, value in os.environ.items() if name not in elsewhere}
    demo = {"DJANGO_SETTINGS_MODULE": "consortium.settings.demo", "VAR_DIR": str(folder)}
    return kept | demo


def built(folder: Path) -> Path:
    """The built data: DEMO_BUILT, or this folder; whoever comes second waits for the first."""
    if os.environ.get("DEMO_BUILT"):
        return Path(os.environ["DEMO_BUILT"])
    folder.mkdir(exist_ok=True)
    with (folder.parent / "demo.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            words = [sys.executable, "-m", "tests.journeys.built", str(folder)]
            done = subprocess.run(
                words,
                cwd=ROOT,
                env=environment(folder),
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]
    return folder


def build(folder: Path) -> None:
    """What `bin/demo` does before it serves; a database migrated before spares it that."""
    import django

    django.setup()
    from django.db import connections

    from consortium.core.management.commands.serve import Command
    from tests import migrated

    migrated.copy_to(folder / "db.sqlite3")
    Command().prepare()
    connections.close_all()  # the database is one file again
    (folder / "built").touch()


def copy(data: Path, folder: Path) -> None:
    shutil.copytree(
        data, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.log", "*.lock")
    )


if __name__ == "__main__":
    build(Path(sys.argv[1]))
