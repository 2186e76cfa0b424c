"""The demonstration, built once for all tests of this package and rolled back after the last.

Building takes longest of all. Every file here is marked `demo`: tests/scheduling.py
keeps those in one process, one after the other, so that no other test sees its rows.
"""

import pytest
from django.db import transaction


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    """Everything that `manage.py demo` builds; the lines it said. Tests get it as it was built."""
    from consortium.pages.demo.builder import build

    said: list[str] = []
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            build(said.append)
            with django_db_blocker.block():
                yield said
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
