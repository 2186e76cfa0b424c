"""Overdrafts: one asks, another agrees, the books honour it for its days only (M5, SD7)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.appendonly import emptying
from consortium.core.checks import run_checks
from consortium.core.models import DueItem, Message
from consortium.core.workflow import Refused
from projects.funds import actions, ledger, tasks  # tasks: what the clock does
from projects.funds.models import OverdraftApproval, Position
from projects.funds.rules import Leave, allowed_on, beyond_leave
from projects.funds.states import OverdraftState
from projects.funds.todos import todos
from tests.factories.funds import act, ledger_ground
from tests.factories.members import PASSWORD, OrganisationFactory, actor_of

from .books import approve, pay, receive
from .conftest import TODAY

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 30)


@pytest.fixture
def ground(day):
    """£100.00 came."""
    ground = ledger_ground()
    receive(ground, 100_00)
    return ground


def asked(ground, **changes):
    values = {
        "limit": 300_00,
        "starts": TODAY,
        "expires": LAST,
        "reason": "The funder pays in November",
        "minute": "14 October 2026, minute 7",
        "by": ground.first,
    } | changes
    return actions.ask_overdraft(ground.fund, **values)


def agreed(ground, **changes):
    return actions.agree_overdraft(asked(ground, **changes), by=ground.second)


def owing(ground, amount=350_00):
    member = OrganisationFactory()
    approve(ground, member, amount, day=TODAY)
    return member


def problems():
    return [words for each in run_checks(only=("V03", "V04")) for words in each.problems]


def test_without_an_agreed_overdraft_a_fund_cannot_go_below_nothing(ground):
    member = owing(ground)
    asked(ground)  # asked for is not agreed
    with pytest.raises(ledger.Short) as short, transaction.atomic():
        pay(ground, member, 350_00, day=TODAY)
    assert short.value.shortfall == 250_00


def test_one_asks_another_agrees_and_the_ledger_honours_it_to_the_penny(ground):
    member = owing(ground, 500_00)
    overdraft = agreed(ground)
    assert overdraft.state == OverdraftState.AGREED
    with pytest.raises(ledger.Short) as short, transaction.atomic():
        pay(ground, member, 400_01, day=TODAY)
    assert short.value.shortfall == 1
    pay(ground, member, 400_00, day=TODAY)
    assert ledger.cash_of(ground.fund) == -300_00
    assert problems() == []


def test_who_asked_does_not_agree_and_the_database_holds_it_as_well(ground):
    overdraft = asked(ground)
    with pytest.raises(Refused, match="You asked for this overdraft"):
        actions.agree_overdraft(overdraft, by=ground.first)
    with pytest.raises(IntegrityError), transaction.atomic():
        OverdraftApproval.objects.filter(pk=overdraft.pk).update(
            approved_by_id=overdraft.asked_by_id
        )


@pytest.mark.parametrize("role", ["secretariat", "auditor", "chair", "representative"])
def test_nobody_but_finance_asks_agrees_or_ends(ground, role):
    other = act(role, user_id=77)
    overdraft = agreed(ground)
    for does in (
        lambda: asked(ground, by=other),
        lambda: actions.agree_overdraft(overdraft, by=other),
        lambda: actions.refuse_overdraft(overdraft, by=other),
        lambda: actions.end_overdraft(overdraft, reason="No", by=other),
    ):
        with pytest.raises(Refused):
            does()


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"limit": 0}, "how far below nothing"),
        ({"limit": -1}, "how far below nothing"),
        ({"starts": TODAY - timedelta(days=1)}, "never backwards"),
        ({"expires": TODAY - timedelta(days=1)}, "before the first"),
        ({"expires": TODAY + timedelta(days=366)}, "a year at most"),
        ({"reason": "  "}, "Say why"),
        ({"minute": ""}, "minuted"),
    ],
)
def test_what_is_missing_or_impossible_is_refused_in_words(ground, changes, words):
    with pytest.raises(Refused, match=words):
        asked(ground, **changes)


def test_one_is_asked_for_at_a_time_and_one_counts_at_a_time(ground):
    first = asked(ground)
    with pytest.raises(Refused, match="asked for an overdraft of this fund already"):
        asked(ground)
    actions.agree_overdraft(first, by=ground.second)
    with pytest.raises(Refused, match="End that one first"):
        asked(ground, starts=LAST)
    asked(ground, starts=LAST + timedelta(days=1), expires=LAST + timedelta(days=9))


def test_one_that_is_refused_gives_no_leave_and_is_not_decided_again(ground):
    overdraft = actions.refuse_overdraft(asked(ground), by=ground.first)
    assert overdraft.state == OverdraftState.REFUSED
    assert Position.objects.get(fund=ground.fund).overdraft == 0
    with pytest.raises(Refused, match="is refused"):
        actions.agree_overdraft(overdraft, by=ground.second)


def test_agreed_late_it_counts_from_that_day_and_after_its_last_day_not_at_all(ground):
    late = asked(ground)
    clock.set_today(TODAY + timedelta(days=3), by=SYSTEM)
    assert actions.agree_overdraft(late, by=ground.second).starts == TODAY + timedelta(days=3)
    member = owing(ground)
    with pytest.raises(ledger.Short):
        pay(ground, member, 350_00, day=TODAY)  # dated before it counted
    other = ledger_ground()
    too_late = asked(other, starts=clock.today())
    clock.set_today(LAST + timedelta(days=1), by=SYSTEM)
    with pytest.raises(Refused, match="last day is over"):
        actions.agree_overdraft(too_late, by=other.second)


def test_ended_early_nothing_goes_out_on_it_any_more(ground):
    member = owing(ground)
    overdraft = agreed(ground)
    actions.end_overdraft(overdraft, reason="The money came", by=ground.first)
    assert Position.objects.get(fund=ground.fund).overdraft == 0
    clock.set_today(TODAY + timedelta(days=1), by=SYSTEM)
    with pytest.raises(ledger.Short):
        pay(ground, member, 350_00, day=clock.today())
    asked(ground, starts=clock.today())  # its place is free


def test_it_cannot_be_ended_while_the_fund_stands_on_it(ground):
    pay(ground, owing(ground), 100_00, day=TODAY)
    overdraft = agreed(ground)
    pay(ground, owing(ground), 50_00, day=TODAY)
    with pytest.raises(Refused, match="£50.00 below nothing"):
        actions.end_overdraft(overdraft, reason="No", by=ground.second)
    receive(ground, 50_00, day=TODAY)
    with pytest.raises(Refused, match="Give a reason"):
        actions.end_overdraft(overdraft, reason=" ", by=ground.second)


def test_after_its_last_day_money_comes_in_and_none_goes_out_and_the_check_names_the_day(ground):
    member = owing(ground)
    overdraft = agreed(ground)
    pay(ground, member, 350_00, day=TODAY)
    clock.set_today(LAST, by=SYSTEM)
    assert problems() == []
    clock.set_today(LAST + timedelta(days=1), by=SYSTEM)
    due.sweep(today=clock.today())
    assert DueItem.objects.get(kind=tasks.OVER).handled_at
    assert Position.objects.get(fund=ground.fund).overdraft == 250_00
    assert problems() == [f"{ground.fund.name}: cash (£250.00) on 2026-12-01."]
    approve(ground, member, 10_00, day=clock.today())
    with pytest.raises(ledger.Short), transaction.atomic():
        pay(ground, member, 1, day=clock.today())
    receive(ground, 300_00, day=clock.today())
    pay(ground, member, 10_00, day=clock.today())
    assert overdraft.limit == 300_00


def test_leave_that_nobody_approved_is_named(ground):
    with emptying(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE funds_position SET overdraft = 5 WHERE fund_id = %s", [ground.fund.pk]
        )
    assert problems() == [f"{ground.fund}: may stand £0.05 below nothing, approved were £0.00."]


def test_every_step_is_on_record(ground):
    overdraft = agreed(ground)
    actions.end_overdraft(overdraft, reason="Not needed", by=ground.first)
    rows = audit.history(overdraft).order_by("sequence")
    assert list(rows.values_list("action", "actor_id")) == [
        ("overdraft.ask", ground.first.user_id),
        ("overdraft.agree", ground.second.user_id),
        ("overdraft.end", ground.first.user_id),
    ]


def test_whoever_may_agree_is_told_and_has_it_on_the_list(ground, people):
    finance, approver = actor_of(people["finance_officer"]), actor_of(people["second_approver"])
    asked(ground, by=finance)
    told = Message.objects.filter(kind="funds.overdraft_asked")
    assert approver.user_id in told.values_list("recipient_user_id", flat=True)
    assert finance.user_id not in told.values_list("recipient_user_id", flat=True)
    assert [each.title for each in todos(approver, today=TODAY)] == [
        f"Decide about an overdraft of {ground.fund.name}"
    ]
    assert list(todos(finance, today=TODAY)) == []


def test_the_pages_ask_agree_and_end_once_with_the_password(ground, as_role, people):
    client = as_role("finance_officer")
    address = reverse("overdraft_ask", args=[ground.fund.pk])
    token = client.get(address).context["form"]["token"].value()
    typed = {
        "token": token, "limit": "£300", "starts": "21/10/2026", "expires": "30 November 2026",
        "reason": "The funder pays in November", "minute": "Minute 7",
    }  # fmt: skip
    for _ in range(2):
        assert client.post(address, typed).status_code == 302
    overdraft = OverdraftApproval.objects.get()
    agree = reverse("overdraft_agree", args=[overdraft.pk])
    assert "You asked for this overdraft" in client.get(agree).content.decode()

    client = as_role("second_approver")
    page = client.get(ground.fund.get_absolute_url()).content.decode()
    assert "asks for an overdraft of £300.00" in page
    token = client.get(agree).context["form"]["token"].value()
    assert "Enter your password" in client.post(agree, {"token": token}).content.decode()
    assert client.post(agree, {"token": token, "password": PASSWORD}).status_code == 302
    page = client.get(ground.fund.get_absolute_url()).content.decode()
    for words in (people["finance_officer"].name, people["second_approver"].name, "30 Nov"):
        assert words in page

    end = reverse("overdraft_end", args=[overdraft.pk])
    token = client.get(end).context["form"]["token"].value()
    assert client.post(end, {"token": token, "reason": ""}).status_code == 200
    assert client.post(end, {"token": token, "reason": "Not needed"}).status_code == 302
    overdraft.refresh_from_db()
    assert overdraft.state == OverdraftState.ENDED


@pytest.mark.parametrize("amount", ["", "-5", "0", "ten", "1e5", "9" * 20])
def test_bad_input_stays_as_typed_with_a_message(ground, as_role, amount):
    client = as_role("finance_officer")
    response = client.post(
        reverse("overdraft_ask", args=[ground.fund.pk]), {"limit": amount, "reason": "kept"}
    )
    assert response.context["form"].errors["limit"]
    assert "kept" in response.content.decode()


days = st.integers(0, 12).map(lambda n: date(2026, 10, 1) + timedelta(days=n))


@given(
    sums=st.dictionaries(days, st.integers(-50, 20), min_size=1, max_size=5),
    leaves=st.lists(
        st.tuples(st.integers(1, 60), days, days).map(
            lambda t: Leave(t[0], min(t[1:]), max(t[1:]))
        ),
        max_size=3,
    ),
    until=days,
)
def test_a_day_below_its_leave_is_found_exactly_when_walking_finds_one(sums, leaves, until):
    standings = sorted(sums.items())
    found = beyond_leave(standings, leaves, until)
    day, walked, amount = standings[0][0], [], 0
    while day <= max(until, standings[-1][0]):
        amount = sums.get(day, amount)
        if amount < -allowed_on(leaves, day):
            walked.append(day)
        day += timedelta(days=1)
    assert bool(found) == bool(walked)
    assert {day for day, _, _ in found} <= set(walked)
