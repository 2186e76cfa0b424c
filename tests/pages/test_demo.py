"""The demonstration, built by the verbs that people use."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from claims.models import (
    Claim,
    FunderClaim,
    MoneyReceived,
    Payment,
    PaymentRun,
    Submission,
)
from claims.states import ClaimState, FunderClaimState, RunState
from consortium.core import auditcheck, clock
from consortium.core.checks import run_checks
from consortium.core.models.files import StoredFile
from consortium.core.workflow import Refused
from consortium.pages.demo import builder
from consortium.pages.demo.cast import EVERYBODY, PASSWORD, SIGN_INS, acting
from members.applications.models import Application
from members.applications.states import ApplicationState
from members.models import Organisation, User
from projects.funds.models import Period, Position
from projects.models import Project
from projects.strategy import models as strategy

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("demo"),
    pytest.mark.demo,
    pytest.mark.slow,
]


def claim(grant: str, quarter: str, member: str) -> Claim:
    return Claim.objects.get(
        round__grant__slug=grant, round__quarter=quarter, organisation__slug=member
    )


def test_it_holds_the_whole_consortium():
    members = Organisation.objects.filter(membership="member")
    assert members.exclude(name__startswith="Example").count() == 6
    assert Organisation.objects.filter(membership="co_opted").count() == 1
    assert Project.objects.count() == 12
    assert strategy.Aim.objects.exists()
    assert strategy.Outcome.objects.exists()
    assert strategy.Need.objects.exists()


def test_an_application_for_membership_stands_in_every_state():
    states = Application.objects.values_list("state", flat=True)
    assert set(states) == set(ApplicationState.values)
    assert all(
        name.startswith("Example") for name in Application.objects.values_list("name", flat=True)
    )
    admitted = Application.objects.get(state=ApplicationState.ADMITTED)
    assert admitted.organisation in Organisation.objects.on(clock.today()).members()


def test_its_day_is_the_day_on_which_the_second_quarter_is_checked():
    assert clock.today() == date(2026, 10, 21)


def test_the_books_and_the_record_are_whole():
    assert [each for each in run_checks() if each.count] == []
    assert auditcheck.verify()[1] == []


def test_every_state_of_a_claim_is_there():
    assert set(Claim.objects.values_list("state", flat=True)) == set(ClaimState.values)


@pytest.mark.parametrize(
    "grant, member, state",
    [
        ("infrastructure", "vcasb", ClaimState.CHECKED),
        ("infrastructure", "cvsmnb", ClaimState.SUBMITTED),
        ("infrastructure", "brcc", ClaimState.CHANGES_REQUESTED),
        ("infrastructure", "val", ClaimState.APPROVED),
        ("infrastructure", "brec", ClaimState.IN_RUN),
        ("infrastructure", "vcb", ClaimState.IN_PROGRESS),
        ("volunteering", "vcb", ClaimState.WAITING),
        ("volunteering", "vcasb", ClaimState.AWAITING_SIGN_OFF),
        ("volunteering", "val", ClaimState.PAID),
        ("volunteering", "brec", ClaimState.WITHDRAWN),
        ("it-support", "cvsmnb", ClaimState.PAID),
    ],
)
def test_the_second_quarter_stands_as_told(grant, member, state):
    assert claim(grant, "2026-Q2", member).state == state


def test_the_accountable_bodys_own_claim_waits_for_its_outside_approver():
    own = claim("infrastructure", "2026-Q2", "vcasb")
    assert own.own
    assert own.checked_by_id
    assert not own.approved_by_id


def test_a_large_claim_was_approved_by_two():
    assert claim("infrastructure", "2026-Q2", "val").approvals.count() == 2


def test_one_claim_is_late_and_one_is_nil():
    assert claim("infrastructure", "2026-Q2", "brec").late
    assert claim("volunteering", "2026-Q2", "val").nil


def test_the_checker_finds_a_look_alike_and_outputs_behind():
    codes = {flag["code"] for flag in claim("infrastructure", "2026-Q2", "cvsmnb").flags}
    assert {"duplicate_elsewhere", "payment_rule_warn"} <= codes


def test_the_first_quarter_is_paid_but_for_what_was_turned_down():
    first = Claim.objects.filter(round__quarter="2026-Q1")
    assert first.count() == 11
    assert set(first.exclude(state=ClaimState.PAID).values_list("state", flat=True)) == {
        ClaimState.REJECTED
    }


def test_the_first_quarters_books_are_closed():
    period = Period.objects.get(quarter="2026-Q1")
    assert period.state == "closed"
    assert period.closing_by_id != period.closed_by_id


def test_the_funders_were_sent_and_agreed_to_the_first_quarter():
    reports = FunderClaim.objects.filter(quarter="2026-Q1")
    assert reports.count() == 3
    for each in reports:
        assert each.state in (
            FunderClaimState.AGREED,
            FunderClaimState.PART_RECEIVED,
            FunderClaimState.RECEIVED,
        )
        assert each.sha256
        assert each.pdf.size
        assert each.sheet.size


def test_the_funder_claims_add_up_to_what_was_approved():
    for each in FunderClaim.objects.filter(quarter="2026-Q1"):
        claims = Claim.objects.filter(round__grant=each.grant, round__quarter="2026-Q1")
        assert each.total == claims.aggregate(sum=Sum("approved"))["sum"]


def test_cash_is_what_came_less_what_was_paid():
    for position in Position.objects.filter(fund__restricted=True):
        came = MoneyReceived.objects.filter(grant__fund=position.fund).aggregate(s=Sum("amount"))
        went = Payment.objects.filter(fund=position.fund, journal__isnull=False)
        assert position.cash == (came["s"] or 0) - (went.aggregate(s=Sum("amount"))["s"] or 0)


def test_a_run_waits_for_its_release():
    states = PaymentRun.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == [RunState.FINISHED] * 3 + [RunState.PREPARED]


def test_every_file_was_looked_into():
    assert set(StoredFile.objects.values_list("state", flat=True)) == {StoredFile.State.CLEAN}


def test_every_submission_is_an_example():
    assert all(each.snapshot["example"] for each in Submission.objects.all())


def test_everybody_can_sign_in():
    for person in EVERYBODY:
        assert User.objects.get(email=person.email).check_password(PASSWORD)
    assert {each.email for each in SIGN_INS} <= set(User.objects.values_list("email", flat=True))


def test_one_person_has_two_hats():
    assert acting("margaret_doyle", "member").hat != acting("margaret_doyle", "chair").hat


def test_it_is_not_built_twice():
    with pytest.raises(Refused, match="already"):
        builder.build()
    with pytest.raises(CommandError, match="already"):
        call_command("demo")


def test_started_again_it_keeps_what_is_there(capsys):
    before = Claim.objects.count()
    call_command("demo", if_empty=True)
    assert Claim.objects.count() == before


def test_its_sign_ins_are_printed(capsys):
    call_command("demo", signins=True)
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    assert all(each.email in printed for each in SIGN_INS)


def test_outside_a_demonstration_it_is_refused(settings):
    settings.DEMO = False
    with pytest.raises(Refused, match="demo mode"):
        builder.build()


def test_it_said_how_far_it_was(demo):
    assert len(demo) >= 5
