"""What is asked of a data set from inside: addresses to measure, sums, papers. Prints JSON.

python -m tests.bench.inside facts|books|papers
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from time import perf_counter
from unittest import mock

DEEP = 1_800  # the page of a long list that should cost what its first page costs


def main(what: str) -> None:
    import django

    from tests.bench import today

    django.setup()
    today.fix()
    sys.stdout.write(json.dumps({"facts": facts, "books": books, "papers": papers}[what]()))


# --- which pages, as whom ----------------------------------------------------


def facts() -> dict:
    """People, addresses and how many rows there are."""
    from django.db.models import Count
    from django.urls import reverse

    from claims.models import Claim
    from claims.states import ClaimState
    from projects.funds.models import Fund, JournalLine

    claims = Claim.objects.annotate(n=Count("lines")).order_by("-n", "pk")
    draft = claims.filter(state=ClaimState.IN_PROGRESS).first() or claims.first()
    sent = claims.filter(state=ClaimState.SUBMITTED, own=False).first() or claims.first()
    fund = Fund.objects.annotate(n=Count("lines")).order_by("-n").first()
    member, finance = _person("claims_person", draft.organisation), _person("finance_officer")
    tracker = reverse("claims_tracker") + f"?quarter={sent.round.quarter}"
    return {
        "rows": {"claims": Claim.objects.count(), "journal lines": JournalLine.objects.count()},
        "pages": [
            ("home-finance", "home", finance, "/"),
            ("home-member", "home", member, "/"),
            ("tracker", "list", finance, tracker),
            ("claims-of-a-member", "list", member, reverse("claims")),
            ("claim", "detail", member, reverse("claim", args=[draft.pk])),
            ("check", "detail", finance, reverse("claim_check", args=[sent.pk])),
            ("fund", "detail", finance, reverse("fund", args=[fund.pk])),
            ("fund-deep", "detail", finance, reverse("fund", args=[fund.pk]) + _deep(fund)),
            ("payment-runs", "list", finance, reverse("payment_runs")),
            ("funder-claims", "list", finance, reverse("funder_claims")),
            *_room(),
        ],
    }


def _room() -> list[tuple[str, str, str, str]]:
    """The room of the meeting that is under way, else of the last one that was held: the page
    for who runs it, and what a member's screen asks for itself, after a change and before one."""
    from django.urls import reverse

    from members.meetings.models import Meeting
    from members.meetings.states import MeetingState

    held = Meeting.objects.filter(state=MeetingState.HELD).first()
    found = Meeting.objects.filter(state=MeetingState.OPEN).first() or held
    asked = reverse("meeting_room_pulse", args=[found.pk])
    office, member = _person("secretariat"), _person("representative")
    return [
        ("room", "detail", office, reverse("meeting_room", args=[found.pk])),
        ("room-changed", "detail", member, f"{asked}?seen=none"),
        ("room-unchanged", "poll", member, f"{asked}?seen={found.pulse}"),
    ]


def _person(role: str, organisation=None) -> str:
    """The e-mail address of somebody in the role who has one hat only."""
    from consortium.core import clock
    from members.hats import hats_of
    from members.offices import holders

    today = clock.today()
    for user in holders(role, day=today, organisation=organisation):
        if len(hats_of(user, today)) == 1:
            return user.email
    raise SystemExit(f"Nobody is {role} and nothing else.")


def _deep(fund) -> str:
    from projects.funds.models import JournalLine

    lines = JournalLine.objects.filter(fund=fund).order_by("-effective", "-id")
    place = min(DEEP * 50, max(0, lines.count() - 51))
    line = lines[place]
    return f"?older={line.effective.isoformat()}_{line.pk}"


# --- balances ----------------------------------------------------------------

SUMMED = """
    SELECT fund_id, account, SUM(CASE side WHEN 'D' THEN amount ELSE 0 END),
           SUM(CASE side WHEN 'C' THEN amount ELSE 0 END)
    FROM funds_journalline GROUP BY fund_id, account
"""
KEPT = "SELECT fund_id, account, debits, credits FROM funds_balance WHERE quarter = ''"


def books() -> dict:
    """Milliseconds: all balances as kept, and summed from the lines in plain SQL."""
    from django.db import connection

    def asked(sql: str) -> Callable[[], list]:
        def ask():
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return sorted(tuple(map(_plain, row)) for row in cursor.fetchall())

        return ask

    kept, summed = asked(KEPT), asked(SUMMED)
    assert kept() == summed(), "kept and summed balances differ"
    pairs = [(_ms(kept), _ms(summed)) for _ in range(5)]
    return {
        "kept": statistics.median(one for one, _ in pairs),
        "summed": statistics.median(other for _, other in pairs),
        "ratio": statistics.median(other / one for one, other in pairs),
    }


def _plain(value):
    return value if isinstance(value, str) else int(value)


def _ms(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return 1000 * (perf_counter() - began)


# --- papers ------------------------------------------------------------------


def papers() -> list[dict]:
    """Each paper as we make it, beside the same HTML given to WeasyPrint as it comes."""
    return [_compared(name, html, title) for name, html, title in _documents()]


def _documents():
    """(name, HTML, title); the HTML is caught on its way to the makers of PDFs."""
    yield "a minimal document", "<title>Minimal</title><h1>Minimal</h1><p>One line.</p>", "Minimal"
    yield "claim PDF", *_caught(_claim_paper)
    yield "funder PDF", *_caught(_funder_paper)


def _caught(make: Callable[[], None]) -> tuple[str, str]:
    from consortium.core import pdf

    kept = []

    def keep(html, *, title, made_at=None):
        kept.append((html, title))
        return b"", {}

    with mock.patch.object(pdf, "pdf_of", keep):
        make()
    return kept[-1]


def _claim_paper() -> None:
    from django.db.models import Count

    from claims.models import Submission
    from claims.reports.claim_pdf import render_submission

    found = Submission.objects.filter(snapshot__has_key="sections")
    newest = found.annotate(n=Count("claim__lines")).order_by("-claim__round__quarter", "-n")
    render_submission(newest.first())


def _funder_paper() -> None:
    """The newest claim to a funder, worked out from the tables as a draft is."""
    from claims.facts.funder_statement import Builder
    from claims.models import FunderClaim
    from claims.papers.funder_pdf import render_pdf
    from consortium.core import clock

    claim = FunderClaim.objects.order_by("-quarter", "pk").select_related("grant__funder").first()
    statement = Builder(claim).statement()
    statement["audit"] = {"sequence": 1, "row_hash": "0" * 64}
    render_pdf(statement, "0" * 64, made_at=clock.now())


NAIVE = """
import sys, time, weasyprint
html, css = sys.stdin.read(), open(sys.argv[1]).read()
class Static(weasyprint.urls.URLFetcher):
    def fetch(self, url, headers=None):
        if url.startswith("static:"):
            url = "file://" + sys.argv[2] + "/" + url.split("///", 1)[1]
        return super().fetch(url, headers)
fetcher = Static()
weasyprint.HTML(string="<p>warm").write_pdf()
if sys.argv[3] == "off":
    import gc
    gc.disable()
for _ in range(int(sys.argv[4])):
    began = time.perf_counter()
    sheet = weasyprint.CSS(string=css, url_fetcher=fetcher, base_url="static:///")
    weasyprint.HTML(string=html, url_fetcher=fetcher, base_url="static:///").write_pdf(
        stylesheets=[sheet], pdf_variant="pdf/ua-1", pdf_tags=True)
    print(time.perf_counter() - began, flush=True)
"""


def _compared(name: str, html: str, title: str, *, rounds: int = 3) -> dict:
    """Seconds (medians) through our makers, and by WeasyPrint alone, its collector on and off."""
    from pypdf import PdfReader

    from consortium.core import pdf

    content, _ = pdf.pdf_of(html, title=title)
    few = 1 if _ms(lambda: pdf.pdf_of(html, title=title)) > 15_000 else rounds
    ours, naive, without = [], [], []
    for _ in range(few):
        ours.append(_ms(lambda: pdf.pdf_of(html, title=title)) / 1000)
        naive.append(_alone(html, "on"))
        without.append(_alone(html, "off"))
    return {
        "name": name,
        "pages": len(PdfReader(BytesIO(content)).pages),
        "bytes": len(content),
        "ours": statistics.median(ours),
        "naive": statistics.median(naive),
        "alone": statistics.median(without),
    }


def _alone(html: str, collector: str) -> float:
    from django.conf import settings

    static = str(settings.STATICFILES_DIRS[0])
    done = subprocess.run(
        [sys.executable, "-c", NAIVE, f"{static}/css/pdf.css", static, collector, "1"],
        input=html.encode(),
        capture_output=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    main(sys.argv[1])
