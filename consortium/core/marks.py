"""When something was last done that leaves no row: one empty file each, by its time.

Backups and the proofs of `manage.py` leave one under `VAR_DIR/marks`; the page
about how the site is set up reads them.
"""

import datetime
from contextlib import suppress

from django.conf import settings

BACKUP, LEDGER, AUDIT = "backup", "verify_ledger", "verify_audit"


def leave(name: str) -> None:
    """Say that it was done now; a folder that cannot be written to is no reason to fail."""
    folder = settings.VAR_DIR / "marks"
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        (folder / name).touch()


def left(name: str) -> datetime.datetime | None:
    """The instant, in UTC, at which it was last done; None: never, or nobody said so."""
    try:
        changed = (settings.VAR_DIR / "marks" / name).stat().st_mtime
    except OSError:
        return None
    return datetime.datetime.fromtimestamp(changed, datetime.UTC)
