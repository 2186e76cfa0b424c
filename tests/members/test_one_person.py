"""Two accounts of one person never hold two roles of one control (SD2)."""

from datetime import date, timedelta

import pytest

from consortium.core import checks
from consortium.core.workflow import Refused
from members import oneperson
from members.actions import change_person, seat_person, start_term
from members.models import User
from members.rules import new_role_refusal, same_number
from members.states import Office, Role
from tests.factories import members as make

from .totp import give_app

pytestmark = pytest.mark.django_db
NUMBER = "01234 567 890"


@pytest.fixture
def reached(office):
    """The finance officer with a telephone number."""
    User.objects.filter(pk=office.finance.pk).update(telephone=NUMBER)
    return User.objects.get(pk=office.finance.pk)


def findings() -> list[str]:
    found = checks.run_checks(only=["V21"])
    return [problem for each in found for problem in each.problems if "share a" in problem]


@pytest.mark.parametrize(
    "written", ["01234567890", "+44 1234 567890", "+44 (0)1234 567-890", "0044 1234 567890"]
)
def test_a_number_is_the_same_however_it_is_written(written):
    assert same_number(written) == same_number(NUMBER) == "01234567890"


def test_numbers_that_differ_and_none_at_all_are_not_the_same():
    assert same_number("01234 567 891") != same_number(NUMBER)
    assert same_number("01234 567 890 ext 2") != same_number(NUMBER)
    assert same_number("none") == ""
    assert same_number("441234") == "441234"


def test_who_shares_a_telephone_gets_no_second_role_in_a_control(reached, office, secretariat):
    other = make.UserFactory(telephone="+44 1234 567890")
    give = {"starts": date(2026, 10, 21), "by": secretariat}
    with pytest.raises(Refused, match=f"{reached.name} has the same telephone number"):
        seat_person(other, office.organisation, Role.SECOND_APPROVER, **give)
    assert not other.seats.exists()
    seat_person(other, office.organisation, Role.STRATEGIC_OFFICER, **give)


def test_nor_is_a_number_changed_to_that_of_a_colleague(reached, office, secretariat):
    with pytest.raises(Refused, match="the same telephone number"):
        change_person(
            office.approver, name=office.approver.name, email=office.approver.email,
            telephone="01234-567890", by=secretariat,
        )  # fmt: skip
    change_person(
        office.approver, name=office.approver.name, email=office.approver.email,
        telephone="01234 567 891", by=secretariat,
    )  # fmt: skip


def test_at_a_member_people_share_its_telephone_as_long_as_no_control_does(
    member, office, secretariat
):
    for user in (member.representative, member.claims_person):
        change_person(user, name=user.name, email=user.email, telephone=NUMBER, by=secretariat)
    with pytest.raises(Refused):
        change_person(
            office.finance, name=office.finance.name, email=office.finance.email,
            telephone=NUMBER, by=secretariat,
        )  # fmt: skip
    assert findings() == []


def test_a_chair_shares_none_with_the_office(reached, member, secretariat):
    User.objects.filter(pk=member.representative.pk).update(telephone="")
    holder = User.objects.get(pk=member.representative.pk)
    term = {"organisation": member.organisation, "starts": date(2026, 10, 21), "by": secretariat}
    User.objects.filter(pk=holder.pk).update(telephone=NUMBER)
    holder.refresh_from_db()
    with pytest.raises(Refused, match="the same telephone number"):
        start_term(Office.CHAIR, holder=holder, **term)


def test_who_shares_a_second_factor_is_one_person_too(office, secretariat):
    other = make.UserFactory()
    give_app(office.finance)
    give_app(other)  # the same secret: one app for two accounts
    with pytest.raises(Refused, match="the same second factor"):
        seat_person(
            other, office.organisation, Role.SECOND_APPROVER, starts=date(2026, 10, 21),
            by=secretariat,
        )  # fmt: skip


def test_the_control_finds_what_came_past_the_door(reached, office):
    assert findings() == []
    User.objects.filter(pk=office.approver.pk).update(telephone="+44 1234 567890")
    give_app(office.approver)
    give_app(office.finance)
    (one, two) = findings()
    assert "second factor" in one
    assert "telephone number" in two
    assert str(office.approver.pk) in two
    User.objects.filter(pk=office.approver.pk).update(is_active=False)
    assert findings() == []


def test_the_control_asks_the_same_for_many_people_as_for_few(
    office, django_assert_max_num_queries
):
    for number in range(5):
        user = make.seated(Role.SECOND_APPROVER, office.organisation)
        User.objects.filter(pk=user.pk).update(telephone=f"01632 96000{number}")
    with django_assert_max_num_queries(5):
        assert list(oneperson.shared(date(2026, 10, 21))) == []


# --- A role counts from the day after (SD6) --------------------------------------------


def test_a_role_counts_from_the_day_after_it_was_given():
    today = date(2026, 10, 21)
    yesterday = today - timedelta(days=1)
    assert "from tomorrow on" in new_role_refusal([today], today=today)
    assert new_role_refusal([yesterday], today=today) == ""
    assert new_role_refusal([today, None], today=today) == ""
    assert new_role_refusal([], today=today) == ""
