"""The demonstration, built once for a module and rolled back after it."""

import pytest
from django.db import transaction


@pytest.fixture(scope="module")
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
