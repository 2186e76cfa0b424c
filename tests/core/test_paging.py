"""Lists by key: every row once, in order, whatever the address says."""

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from consortium.core.models import DueItem
from consortium.core.paging import by_key

pytestmark = pytest.mark.django_db
FIELDS = ("-due_at", "-id")


@pytest.fixture
def items():
    """Eleven due items on four days."""
    return DueItem.objects.bulk_create(
        DueItem(
            kind="test",
            object_kind="x",
            object_id=str(number),
            due_at=f"2026-07-0{number % 4 + 1}",
            created_at="2026-07-01T00:00Z",
        )
        for number in range(11)
    )


def walk(fields=FIELDS, size=3):
    query, pages = "", []
    while True:
        page = by_key(DueItem.objects.all(), QueryDict(query), fields=fields, size=size)
        pages.append(page)
        if not page.older:
            return pages
        query = page.links(QueryDict("kind=a&older=x"))["older_url"].removeprefix("?")
        assert "kind=a" in query


@pytest.mark.parametrize("fields", [FIELDS, ("due_at", "id"), ("id",), ("-id",)])
def test_pages_meet_without_gap_or_overlap(items, fields):
    seen = [row.pk for page in walk(fields) for row in page.rows]
    assert seen == list(DueItem.objects.order_by(*fields).values_list("pk", flat=True))


def test_going_back_shows_the_page_before(items):
    pages = walk()
    for before, after in zip(pages, pages[1:], strict=False):
        back = by_key(
            DueItem.objects.all(), QueryDict(f"newer={after.newer}"), fields=FIELDS, size=3
        )
        assert back.rows == before.rows
        assert bool(back.newer) == (before is not pages[0])


def test_a_list_of_one_page_has_no_neighbours(items):
    page = by_key(DueItem.objects.all(), QueryDict(), fields=FIELDS, size=50)
    assert (page.newer, page.older, len(page.rows)) == ("", "", 11)
    assert by_key(DueItem.objects.none(), QueryDict("older=2026-07-01_5"), fields=FIELDS).rows == []


def test_a_page_costs_one_query(items, django_assert_num_queries):
    with django_assert_num_queries(1):
        by_key(DueItem.objects.all(), QueryDict("older=2026-07-02_5"), fields=FIELDS, size=3)


@settings(max_examples=40)
@given(cursor=st.text(max_size=40), name=st.sampled_from(["older", "newer"]))
def test_any_cursor_gives_a_page_never_an_error(cursor, name):
    query = QueryDict(mutable=True)
    query[name] = cursor
    by_key(DueItem.objects.all(), query, fields=FIELDS)


@pytest.mark.parametrize("cursor", ["2026-07-01_99999999999999999999999", "2026-99-99_1", "x_1"])
def test_a_cursor_that_makes_no_sense_gives_the_first_page(items, cursor):
    page = by_key(DueItem.objects.all(), QueryDict(f"older={cursor}"), fields=FIELDS)
    assert len(page.rows) == 11
