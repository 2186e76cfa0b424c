"""What every test stands on: which run it belongs to, a clean cache, a real worker.

`bin/test` runs the suite twice. On SQLite, tests marked `postgres` and `worker`
are skipped; with TEST_DATABASE_URL and TEST_REDIS_URL everything runs.

    TEST_CLOCK=2027-06-30T23:30Z bin/test sqlite

lets the clock run from that instant in every process of pytest: what depends on the hour
or the day on which the suite is run shows itself (not with PostgreSQL, whose clock is its own).
"""

import os
from datetime import datetime

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from hypothesis import settings as hypothesis_settings

from tests.scheduling import Apart, begin_with_the_longest, keep_demo_together
from tests.worker import Worker

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop beside the ORM
hypothesis_settings.register_profile("house", deadline=None)  # a busy machine is no fault
hypothesis_settings.load_profile("house")


if os.environ.get("TEST_CLOCK"):
    time_machine.travel(datetime.fromisoformat(os.environ["TEST_CLOCK"])).start()


def pytest_xdist_make_scheduler(config, log):
    return Apart(config, log)


@pytest.hookimpl(trylast=True)  # after pytest-randomly has shuffled
def pytest_collection_modifyitems(items):
    keep_demo_together(items)
    begin_with_the_longest(items)
    on_postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    for item in items:
        if item.get_closest_marker("worker"):
            if not (on_postgres and settings.TEST_REDIS_URL):
                item.add_marker(pytest.mark.skip("needs PostgreSQL, Redis and a worker: bin/test"))
        elif item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip("needs PostgreSQL: bin/test"))


@pytest.fixture(autouse=True)
def empty_cache():
    """Sign-in limits live in the cache and would add up over tests."""
    yield
    cache.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """pytest-django's own names for each process; and a head start for each database."""
    from tests import migrated

    with django_db_blocker.unblock():
        migrated.begin()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    from tests import migrated

    with django_db_blocker.unblock():
        migrated.keep()


@pytest.fixture(autouse=True, scope="session")
def quick_emptying():
    """A transactional test empties at its end what it filled, append-only tables too."""
    from django.test import TransactionTestCase

    from tests.emptying import Emptied

    emptied, setup = Emptied(), TransactionTestCase.__dict__["_fixture_setup"]
    flush = TransactionTestCase._fixture_teardown

    def fixture_setup(test_class):
        emptied.before()
        setup.__func__(test_class)

    TransactionTestCase._fixture_setup = classmethod(fixture_setup)
    TransactionTestCase._fixture_teardown = lambda test: emptied.after(test)
    yield
    TransactionTestCase._fixture_setup = setup
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(scope="session")
def worker_process(django_db_setup):
    """The Celery worker of this pytest process, started by the first test that asks."""
    process = Worker()
    yield process
    process.stop()


@pytest.fixture
def celery_worker(worker_process, transactional_db):
    """A running worker on this test's database; tasks go to it instead of running at once.

    For tests marked `worker`. Has `.kill()` (SIGKILL, children too), `.start()`
    and `.wait(condition, seconds)`.
    """
    from consortium.celery import app

    worker_process.start()
    app.conf.task_always_eager = False
    yield worker_process
    app.conf.task_always_eager = True
    worker_process.forget_waiting_tasks()
