"""Both names of the consortium stand on every paper (R1, R2), as they were when it was made."""

import io

import openpyxl
import pytest
from django.template.loader import render_to_string

from claims.actions import funder_claims, paper_keeping
from claims.facts.funder_statement import statement_of
from claims.models import Payment
from claims.papers.funder_sheet import render_sheet
from claims.reports.claim_pdf import render_submission
from consortium.core import clock, jobs, pdf
from consortium.core.actor import SYSTEM
from members.actions import describe_consortium
from members.models import Consortium
from projects.funds.tasks import fund_statement
from tests.factories.checking import QUARTER, ground
from tests.factories.claims import a_nil_claim
from tests.factories.paying import approved, paid, released

pytestmark = pytest.mark.django_db
EVERYDAY, FORMAL = "Fenland Together", "The Fenland Voluntary Sector Infrastructure Consortium"


def named(everyday=EVERYDAY, formal=FORMAL):
    describe_consortium(formal_name=formal, profile_name=everyday, by=SYSTEM)


@pytest.fixture
def papers(monkeypatch):
    """The HTML of every paper that is made; the PDF itself is not."""
    made = []

    def draw(html, **_):
        made.append(html)
        return b"%PDF-1.7", {}

    monkeypatch.setattr(pdf, "pdf_of", draw)
    return made


def test_a_members_claim_names_it_as_it_was_when_the_claim_was_sent(papers):
    named()
    submission = a_nil_claim().submissions.get()
    named("Renamed Since", "Renamed Formally")
    render_submission(submission)
    (html,) = papers
    assert EVERYDAY in html
    assert FORMAL in html
    assert "Renamed" not in html


def test_the_claim_to_a_funder_names_it_in_both_files(papers):
    named()
    on = ground(cash=1_000_00)
    approved(on)
    made = funder_claims.assemble(on.grant, QUARTER, by=on.checker)
    paper_keeping.keep_preview(made, by=on.checker)
    assert EVERYDAY in papers[-1]
    assert FORMAL in papers[-1]
    statement = statement_of(made)
    book = openpyxl.load_workbook(io.BytesIO(render_sheet(statement, made_at=clock.now())))
    cover = {row[0].value: row[1].value for row in book["Claim"].iter_rows(min_row=3, max_col=2)}
    assert (cover["Consortium"], cover["Its formal name"]) == (EVERYDAY, FORMAL)


def test_the_papers_about_payments_name_it(papers):
    named()
    on = ground(cash=1_000_00)
    paper_keeping.keep_payment_list(released(on, approved(on)), by=on.checker)
    assert EVERYDAY in papers[-1]
    assert FORMAL in papers[-1]


def test_the_remittance_advice_names_it(papers):
    named()
    on = ground(cash=1_000_00)
    paid(on, approved(on))
    paper_keeping.keep_remittance(Payment.objects.get(), by=on.checker)
    assert EVERYDAY in papers[-1]
    assert FORMAL in papers[-1]


def test_the_statement_of_a_fund_names_it(papers):
    named()
    on = ground(cash=1_000_00)
    job = jobs.start("fund_statement", label="A statement", by=on.checker)
    job.actor = on.checker
    fund_statement(job, fund_id=on.grant.fund_id, year="2026/27")
    assert EVERYDAY in papers[-1]
    assert FORMAL in papers[-1]


def test_one_name_is_not_printed_twice():
    named("Fenland Together", "Fenland Together")
    html = render_to_string("pdf/base.html", {**Consortium.names(), "title": "A paper"})
    assert 'class="formal"' not in html


def test_before_anything_is_set_up_papers_have_no_name():
    assert set(Consortium.names().values()) == {""}
