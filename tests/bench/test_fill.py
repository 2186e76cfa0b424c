"""The generator's data are as true as what the verbs write."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from claims.models import Claim
from claims.states import ClaimState
from consortium.core.appendonly import emptying
from consortium.core.models import AuditRow
from projects.funds.models import Fund, JournalLine, Position
from tests.bench.fill import TINY, NotEmpty, fill


@pytest.fixture
def filled(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    fill(TINY)


def verify(command: str) -> tuple[int, str]:
    """Exit code and words of a verifying command."""
    out = StringIO()
    try:
        call_command(command, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_bulk_data_pass_both_proofs(filled):
    code, words = verify("verify_ledger")
    assert code == 0, words
    assert verify("verify_audit") == (0, "")


def test_bulk_data_go_only_into_an_empty_database(filled):
    with pytest.raises(NotEmpty):
        fill(TINY)


def test_a_penny_on_both_sides_of_a_journal_is_named(filled):
    journal = JournalLine.objects.values_list("journal_id", flat=True).first()
    with emptying():
        for side in "DC":
            line = JournalLine.objects.filter(journal=journal, side=side).first()
            JournalLine.objects.filter(pk=line.pk).update(amount=F("amount") + 1)
    code, words = verify("verify_ledger")
    assert code == 1
    assert "V28" in words
    assert "Journal 1 has other lines" in words


def test_a_penny_in_a_kept_balance_is_named(filled):
    fund = Fund.objects.first()
    Position.objects.filter(fund=fund).update(cash=F("cash") + 1)
    code, words = verify("verify_ledger")
    assert code == 1
    assert "V03" in words
    assert fund.name in words


def test_a_byte_in_the_audit_record_is_named(filled):
    with emptying():
        AuditRow.objects.filter(sequence=7).update(reason="!")
    code, words = verify("verify_audit")
    assert code == 1
    assert "Row 7" in words


def test_every_state_that_work_waits_in_is_there(filled):
    states = set(Claim.objects.values_list("state", flat=True))
    waiting = set(ClaimState) - {ClaimState.WITHDRAWN}
    assert states == {state.value for state in waiting}


def test_the_next_row_gets_a_number_of_its_own(filled):
    claim = Claim.objects.order_by("-pk").first()
    section = claim.sections.first()
    last = type(section).objects.order_by("-pk").first().pk
    section.pk, section.project_id = None, None
    from projects.models import Project

    taken = claim.sections.values_list("project_id", flat=True)
    section.project = Project.objects.exclude(pk__in=taken).first()
    section.save()
    assert section.pk > last
    assert connection.vendor in ("sqlite", "postgresql")
