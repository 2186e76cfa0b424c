"""A prepared query answers as the same query put together anew, at every call."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.test.utils import CaptureQueriesContext

from consortium.core import clock
from consortium.core.prepared import prepared
from members.models import Organisation, Seat
from members.states import Role
from tests.factories.members import OrganisationFactory, SeatFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 21)


def seats(*, day, role, organisations, ended=False):
    """With a join, a sub-query, an annotation, and a prefetch."""
    others = Seat.objects.filter(organisation=OuterRef("organisation"), role=role).order_by()
    counted = others.values("organisation").annotate(n=Count("pk")).values("n")
    found = Seat.objects.filter(organisation__in=organisations, ends__isnull=not ended)
    return (
        found.on(day)
        .select_related("organisation")
        .prefetch_related("user")
        .annotate(alike=Subquery(counted))
        .order_by("pk")
    )


def said(rows):
    return [(row.pk, row.organisation.name, row.user.name, row.alike) for row in rows]


@pytest.fixture
def members():
    found = [OrganisationFactory() for _ in range(5)]
    for number, organisation in enumerate(found):
        for role in (Role.REPRESENTATIVE, Role.CLAIMS_PERSON)[: number % 2 + 1]:
            SeatFactory(organisation=organisation, role=role, starts=date(2026, 1 + number, 1))
    return [each.pk for each in found]


def test_every_call_gives_what_the_query_gives(members):
    ask = prepared(seats)
    for ids in ([], members[:1], members[:3], members[1:], members):
        for day in (TODAY, date(2026, 2, 15), date(2020, 1, 1)):
            for role in (Role.REPRESENTATIVE, Role.CLAIMS_PERSON):
                values = {"day": day, "role": role, "organisations": ids}
                assert said(ask(**values)) == said(seats(**values))


def test_nothing_of_an_answer_is_kept(members):
    ask = prepared(seats)
    values = {"day": TODAY, "role": Role.REPRESENTATIVE, "organisations": members[:1]}
    (before,) = ask(**values)
    Organisation.objects.filter(pk=members[0]).update(name="Another name")
    with CaptureQueriesContext(connection) as queries:
        (after,) = ask(**values)
    assert (before.organisation.name, after.organisation.name)[1] == "Another name"
    assert len(queries) == 2  # the rows and the prefetch


def test_what_decides_the_sql_is_kept_apart(members):
    ask = prepared(seats)
    values = {"day": TODAY, "role": Role.REPRESENTATIVE, "organisations": members}
    assert len(ask(**values, ended=False)) == len(seats(**values))
    assert ask(**values, ended=True) == []
    assert len(ask(**values, ended=False)) == len(seats(**values))


def test_tuples_and_unions_are_prepared_too(members):
    def names(*, one, other):
        first = Organisation.objects.filter(pk=one).order_by().values_list("pk", "name")
        second = Organisation.objects.filter(pk=other).order_by().values_list("pk", "name")
        return first.union(second, all=True)

    ask = prepared(names)
    for one, other in ((members[0], members[1]), (members[2], members[2])):
        assert sorted(ask(one=one, other=other)) == sorted(names(one=one, other=other))


def test_an_empty_answer_by_construction_stays_empty():
    assert prepared(lambda *, pk: Organisation.objects.filter(pk=pk, name__in=[]))(pk=1) == []


@pytest.mark.parametrize(
    "build",
    [
        lambda *, day: Seat.objects.filter(starts__lte=day, ends__gte=day - timedelta(days=5)),
        lambda *, day: Seat.objects.filter(starts__year=day.year, ends__gte=day),
        lambda *, day: Seat.objects.all()[: day.day],
        lambda *, day: Seat.objects.all(),
        lambda *, day: Organisation.objects.filter(joined=day).prefetch_related(
            Prefetch("seats", queryset=Seat.objects.filter(starts=day))
        ),
    ],
)
def test_a_query_that_reckons_with_its_values_is_refused(build):
    with pytest.raises(ValueError, match="cannot be prepared|does not ask with"):
        prepared(build)(day=TODAY)


@pytest.mark.parametrize("ask", [clock.today, clock.now])
def test_a_query_that_asks_the_clock_is_refused(ask):
    with pytest.raises(ValueError, match="must be given the day"):
        prepared(lambda *, pk: Seat.objects.filter(pk=pk, starts__lte=ask()))(pk=1)
    assert ask()


def test_a_text_inside_another_is_refused():
    with pytest.raises(ValueError, match="cannot be prepared"):
        prepared(lambda *, name: Organisation.objects.filter(name__icontains=name))(name="a")
