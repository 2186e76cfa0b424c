"""Where the environment is read, and where the project keeps its own data."""

from datetime import date
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from .unsafe import not_days

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def days(texts):
    """Local days from texts like "2027-05-10", in order."""
    if wrong := not_days(texts):
        raise ImproperlyConfigured(f"Not a day: {', '.join(wrong)}. Write days as 2027-05-10.")
    return sorted({date.fromisoformat(text.strip()) for text in texts})


def database(url_default):
    """One database from DATABASE_URL, with the options each engine needs.

    SQLite: IMMEDIATE takes the write lock when a transaction begins; with the
    default, two transactions that read and then write fail with "database is
    locked". Its connections live as long as the server's threads: opening one takes
    longer than most pages. PostgreSQL: a pool of connections in the process, and a limit to
    how long one waits for a row lock (invariant C-i).
    """
    settings = env.db("DATABASE_URL", default=url_default)
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        settings["CONN_MAX_AGE"] = None
        return settings
    settings["OPTIONS"] = {
        **settings.get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=8)},
        "options": "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000",
    }
    settings["CONN_HEALTH_CHECKS"] = True
    return settings


def broker(url, folder):
    """Celery's broker settings for an address; makes the folders of `filesystem://`.

    Messages of a broker made of files lie under `folder`, which must exist
    before the first task is sent: Celery does not make it.
    """
    if not url.startswith("filesystem://"):
        # Longer than the longest task, or Redis hands a running one out twice.
        return {"visibility_timeout": 2 * 60 * 60, "socket_timeout": 30}
    options = {
        "data_folder_in": folder / "messages",
        "data_folder_out": folder / "messages",
        "processed_folder": folder / "processed",
        "control_folder": folder / "control",
    }
    for path in options.values():
        path.mkdir(parents=True, exist_ok=True)
    return {**{name: str(path) for name, path in options.items()}, "store_processed": False}
