"""After a transactional test the database is as `migrate` left it: tests/emptying.py."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consortium.core import appendonly
from consortium.core.models import PublishedHead
from members.models import Organisation, User
from tests.emptying import Emptied, filled_tables
from tests.factories import members as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def emptied():
    """What every transactional test gets, on its own, so that a test can look afterwards."""
    one = Emptied()
    one.before()
    return one


@pytest.fixture
def without_django(monkeypatch):
    """The long way is closed: whoever takes it fails."""
    monkeypatch.setattr("tests.emptying.djangos_flush", None)


def head():
    return PublishedHead.objects.create(
        sequence=1, row_hash="a" * 64, published_at=timezone.now(), where="here"
    )


def test_it_starts_empty():
    """Whichever transactional test went before, this one sees nothing of it."""
    assert filled_tables() == []
    assert appendonly.missing_triggers() == []


def test_what_was_filled_is_empty_and_what_migrate_made_is_there(emptied, without_django):
    kinds = set(ContentType.objects.values_list("pk", "model"))
    make.office(), head()
    assert {"core_publishedhead", "members_user"} <= set(filled_tables())
    emptied.after(None)
    assert not User.objects.exists()
    assert not Organisation.objects.exists()
    assert filled_tables() == []
    assert set(ContentType.objects.values_list("pk", "model")) == kinds
    assert Permission.objects.exists()


def test_the_guards_stand_again_also_one_that_the_test_had_taken_away(emptied, without_django):
    head()
    appendonly.drop_triggers()
    emptied.after(None)
    assert appendonly.missing_triggers() == []
    again = head()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.delete()


def test_who_changed_what_migrate_made_gets_all_of_it_anew(emptied):
    """Then Django's own flush makes it again, and the next test stands on that."""
    permissions = Permission.objects.count()
    Permission.objects.all().delete()
    ContentType.objects.create(app_label="nobody", model="nothing")
    make.office(), head()
    from tests.emptying import TransactionTestCase

    class Test(TransactionTestCase):
        databases = {"default"}

    emptied.after(Test())
    assert Permission.objects.count() == permissions
    assert not ContentType.objects.filter(app_label="nobody").exists()
    assert filled_tables() == []
    assert appendonly.missing_triggers() == []


def test_every_table_with_a_model_is_among_those_looked_at(emptied):
    from tests.emptying import MADE_BY_MIGRATE, tables

    known = connection.introspection.django_table_names(only_existing=True)
    assert set(known) == set(tables()) | set(MADE_BY_MIGRATE)
