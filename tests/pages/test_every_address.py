"""Every address, in every hat, on own, others' and missing records (X1–X3)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from claims.actions import accounts, funder_claims
from claims.actions.retention import ask_release
from claims.facts.retention import kept_rows
from claims.models import (
    Claim,
    Evidence,
    FunderClaim,
    PayeeAccount,
    Payment,
    PaymentRun,
    Round,
    SpendItem,
)
from claims.models.progress import OutputFigure
from claims.states import AccountState, RowKind
from consortium.core import appendonly, clock
from consortium.core.access import declared_views
from consortium.core.models import AuditRow, Message, StoredFile
from consortium.core.periods import FinancialYear, Quarter
from consortium.pages.demo.cast import acting
from members.agreement.actions import versions
from members.agreement.models import (
    Agreement,
    Clause,
    Commitment,
    InformationRequest,
    Protocol,
    RequestLine,
    Signature,
)
from members.applications.models import Application
from members.hats import SESSION_KEY
from members.meetings.models import (
    Action,
    AgendaItem,
    Circulation,
    Correction,
    Decision,
    Election,
    ItemProposal,
    Meeting,
    MinuteSection,
    PaperVersion,
)
from members.models import Organisation, Seat, Term, User
from members.registers.models import (
    Awareness,
    Event,
    Prospect,
    Representation,
    Stakeholder,
    StandingInterest,
)
from members.roll.models import Area
from members.working.models import (
    Arrangement,
    ChairNote,
    Delivery,
    Dispute,
    Group,
    GroupMeeting,
    GroupMember,
    GroupReport,
    NoteReader,
    Proposal,
    Standard,
)
from projects.actions.virements import Move, propose_virement
from projects.bids.models import Bid, BidPartner
from projects.funds.actions import ask_overdraft
from projects.funds.models import Fund, Grant, Journal, OverdraftApproval, Period
from projects.models import BudgetLine, Partnership, Project
from projects.strategy.models import NeedsSurvey

from .access_matrix import CLAIM, ELSEWHERE, HATS, MONEY, OPEN, SHARED

MEMBERS = {**CLAIM, **MONEY}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("demo"),
    pytest.mark.demo,
    pytest.mark.slow,
]

WEARERS = {
    "R": ("samir_haddad", "member"),
    "C": ("nadia_rahman", "member"),
    "F": ("priya_nair", "office"),
    "S": ("helen_marsh", "office"),
    "T": ("ruth_okafor", "office"),
    "A": ("david_lowe", "auditor"),
    "H": ("margaret_doyle", "chair"),
    "D": ("grace_mensah", "officer"),
}
OWN, OTHER, BODY = "val", "brcc", "vcasb"
MISSING = 2**62


def client_in(letter: str) -> Client:
    """Somebody signed in, wearing that hat."""
    actor = acting(*WEARERS[letter])
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    session = client.session
    session[SESSION_KEY] = actor.hat
    session.save()
    return client


@dataclass(frozen=True)
class Outcome:
    status: int
    location: str = ""
    canary: bool = False

    @property
    def signed_out(self) -> bool:
        return self.status == 302 and "/accounts/login/" in self.location

    @property
    def let_in(self) -> bool:
        return self.status not in (403, 404) and not self.signed_out


def body_of(name: str) -> dict:
    """What an address has to be told before it says anything but "not found"."""
    if name == "funder_assemble":
        return {"which": f"{Grant.objects.get(slug='volunteering').pk}:2026-Q2"}
    if name == "agenda_take":
        return {"take": "all"}
    return {"year": "2026/27"} if name == "statement_make" else {}


def visit(client: Client, name: str, url: str) -> Outcome:
    """GET, or an empty POST where that is all the address takes; undone afterwards."""
    with transaction.atomic():
        response = client.get(url)
        if response.status_code == 405:
            response = client.post(url, body_of(name))
        for part in getattr(response, "streaming_content", ()):
            assert part is not None
        transaction.set_rollback(True)
    return Outcome(response.status_code, response.headers.get("Location", ""))


@dataclass(frozen=True)
class Tour:
    """What one hat saw at every address, and what that changed. The tests ask it."""

    shared: dict[str, Outcome]
    of_member: dict[tuple[str, str], Outcome]
    found: list[str]  # searches that showed a canary
    changed: set[str]
    logged: set[str]


@pytest.fixture
def tour(letter, request) -> Tour:
    """The tour of the parameter `letter`, made once; members' hats make it among canaries."""
    if letter not in TOURS:
        papers = request.getfixturevalue("papers")
        if letter in AMONG_CANARIES:
            request.getfixturevalue("canaries")
        TOURS[letter] = make_tour(letter, papers)
    return TOURS[letter]


TOURS: dict[str, Tour] = {}
AMONG_CANARIES = "RCHD"


def make_tour(letter: str, papers: dict) -> Tour:
    client = client_in(letter)
    before, logged = fingerprint(), AuditRow.objects.latest("sequence").sequence
    shared = {
        name: look(client, name, url_of(name, shared_parts(name, route, papers)))
        for name, route in routes().items()
        if name in SHARED
    }
    of_member = {
        (member, name): look(client, name, url_of(name, parts_of_claim(member, name)))
        for member in (OWN, OTHER, BODY)
        for name in MEMBERS
    }
    found = [words for words in (CANARY, "BRCC", "EX-INF") if search_shows(client, words)]
    after = fingerprint()
    written = AuditRow.objects.filter(sequence__gt=logged).values_list("action", flat=True)
    changed = {table for table in after if after[table] != before[table]}
    return Tour(shared, of_member, found, changed, set(written))


def url_of(name: str, parts: dict) -> str:
    wanted = re.findall(r"<\w+:(\w+)>", routes()[name])
    return reverse(name, kwargs={part: parts[part] for part in wanted})


def look(client: Client, name: str, url: str) -> Outcome:
    """GET, whose effects stay and are found out; an empty POST is undone as in `visit`."""
    response = client.get(url)
    if response.status_code == 405:
        return visit(client, name, url)
    content = b"".join(response) if response.streaming else response.content
    location = response.headers.get("Location", "")
    return Outcome(response.status_code, location, CANARY.encode() in content)


def search_shows(client: Client, words: str) -> bool:
    """Whether a search shows the canary anywhere but where it repeats what was asked."""
    shown = client.get(reverse("search"), {"q": words}).content.decode()
    for echo in (f'value="{CANARY}"', f"“{CANARY}”", f"Search: {CANARY}"):
        shown = shown.replace(echo, "")
    return CANARY in shown


# --- What stands in each address ------------------------------------------------


def the_claim(member: str, quarter: str = "2026-Q2") -> Claim:
    return Claim.objects.get(
        round__grant__slug="infrastructure", round__quarter=quarter, organisation__slug=member
    )


@cache
def parts_of_claim(member: str, name: str = "") -> dict:
    claim = the_claim(member)
    line, evidence = claim.lines.first(), claim.evidence.first()
    items = SpendItem.objects.filter(lines__claim=claim).values_list("pk", flat=True)
    if name in MONEY:
        return {"pk": _money_of(name, claim)}
    return {
        "pk": claim.pk,
        "project": claim.sections.first().project_id,
        "line_pk": paid_line(member) if name == "claim_correct" else line.pk,
        "budget_line": line.budget_line_id,
        "evidence_pk": evidence.pk,
        "number": 1,
        "item": items[0],
        "other": items[1],
    }


def _money_of(name: str, claim: Claim) -> int:
    if name == "payment_remittance":
        return Payment.objects.filter(organisation=claim.organisation_id).first().pk
    return claim.organisation_id


def paid_line(member: str) -> int:
    """A line of the quarter before, which a later claim can correct."""
    return the_claim(member, "2026-Q1").lines.filter(approved__gt=0).first().pk


KINDS = {
    "grant": Grant, "budget": Grant, "virement_new": Grant, "reprofile": Grant,
    "output": Grant,
    "bid": Bid,
    "project": Project, "partner": Project, "fund": Fund, "transfer": Fund, "statement": Fund,
    "journal": Journal, "book": Period, "organisation": Organisation, "profile": Organisation,
    "membership": Organisation, "resignation_record": Organisation,
    "criteria_find": Organisation,
    "area": Area, "person": User,
    "seat_give": User, "seat_end": Seat, "term": Term, "needs": NeedsSurvey,
    "awareness": Awareness, "representation": Representation, "stakeholder": Stakeholder,
    "prospect": Prospect, "event": Event, "interest": StandingInterest,
    "group": Group, "group_report": GroupReport, "group_report_ask": Group,
    "arrangement": Arrangement, "standard": Standard, "standard_new": Arrangement,
    "delivery_new": Standard, "delivery_done": Delivery,
    "dispute": Dispute, "proposal": Proposal, "chair_note": ChairNote,
    "commitment": Commitment,
    "circulate": Meeting, "packs": Meeting, "repl": Meeting, "access_check": Meeting,
    "board": Meeting, "decision": Decision,
    "action": Action, "action_new": Meeting, "minutes": Meeting, "meeting_minutes": Meeting,
    "minutes_section": MinuteSection, "correction_answer": Correction,
    "meeting": Meeting, "agenda": Meeting, "items_call": Meeting, "item_propose": Meeting,
    "election": Election,
    "item": AgendaItem, "item_proposal": ItemProposal,
    "outbox": Message, "claim_start": Round, "claim_round": Round, "overdraft_ask": Fund,
    "overdraft": OverdraftApproval,
}  # fmt: skip


def record_of(name: str) -> int:
    """The id of a record that an address is about, by the longest beginning of its name."""
    fits = [word for word in KINDS if name.startswith(word)]
    return KINDS[max(fits, key=len)].objects.order_by("pk").first().pk


@pytest.fixture
def papers(demo):
    """What waits for a second person and the demonstration has not: a virement, drafts."""
    by = acting("tom_ellery")
    lines = BudgetLine.objects.filter(grant__slug="it-support")[:2]
    moves = [Move(lines[0], "2026-Q4", -100), Move(lines[1], "2026-Q4", 100)]
    grant = Grant.objects.get(slug="it-support")
    virement = propose_virement(grant, grant.financial_years[0], moves, reason="A test", by=by)
    claim = funder_claims.assemble(
        Grant.objects.get(slug="infrastructure"), Quarter(2026, 2), by=by
    )
    row = funder_claims.add_row(
        claim, kind=RowKind.CORRECTION, cause="A test", amount=-100, heading=lines[0].heading, by=by
    )
    account = accounts.enter_account(
        Organisation.objects.get(slug=OWN), account_name="A test", sort_code="00-00-77",
        account_number="00012399", by=acting("nadia_rahman"),
    )  # fmt: skip
    overdraft = ask_overdraft(
        grant.fund, limit=1, starts=clock.today(), expires=clock.today(), reason="A test",
        minute="1", by=by,
    )  # fmt: skip
    (kept,) = kept_rows(grant)
    release = ask_release(
        grant, kept.organisation, report_accepted_on=clock.today(), report="A test", by=by
    )
    version = versions.draft_version(by=acting("ruth_okafor"))
    return {
        "version": version.pk,
        "overdraft": overdraft.pk,
        "release": release.pk,
        "kept_from": {"pk": grant.pk, "organisation_pk": kept.organisation.pk},
        "virement": virement.pk,
        "draft": claim.pk,
        "row": row.pk,
        "account": account.pk,
    }


@cache
def standing() -> dict:
    """What the demonstration has one of, or of which the first will do."""
    partnership = Partnership.objects.order_by("pk").first()
    return {
        "year": FinancialYear(2026),
        "slug": "make-a-claim",
        "move": "start_closing",
        "act": "contact",
        "kind": "csv",
        "page": "directory",
        "token": "guessed",
        "grant": Grant.objects.get(slug="infrastructure").pk,
        "quarter": "2026-Q2",
        "round_pk": Round.objects.order_by("pk").last().pk,
        "organisation_pk": Organisation.objects.get(slug=OWN).pk,
        "project_pk": Project.objects.order_by("pk").first().pk,
        "member_pk": GroupMember.objects.filter(outside=True).first().pk,
        "meeting_pk": GroupMeeting.objects.filter(file__isnull=False).first().pk,
        "reader_pk": NoteReader.objects.first().pk,
        "partnership_pk": partnership.pk,
    }


def shared_parts(name: str, route: str, papers: dict) -> dict:
    """What fills an address that is about no one member's record."""
    known = dict(standing())
    wanted = re.findall(r"<\w+:(\w+)>", route)
    if "partnership_pk" in wanted:
        known["pk"] = Partnership.objects.get(pk=known["partnership_pk"]).project_id
    elif name.startswith("virement") and name != "virement_new":
        known["pk"] = papers["virement"]
    elif name in ("retention", "retention_ask"):
        known |= papers["kept_from"]
    elif name.startswith("retention_"):
        known["pk"] = papers["release"]
    elif name.startswith(("application", "apply_")):
        known |= an_application_for(name)
    elif name.startswith("agreement_"):
        known |= a_version_for(name, papers)
    elif name.startswith("request"):
        known["pk"] = a_request_for(name)
    elif name.startswith("protocol"):
        known["pk"] = a_protocol_for(name)
    elif name == "payee_account_again":
        known["pk"] = PayeeAccount.objects.filter(state=AccountState.VERIFIED).first().pk
    elif name.startswith("payee_account_"):
        known["pk"] = papers["account"]
    elif name.startswith(("run_", "payment_")):
        known["pk"] = a_run_for(name)
    elif name.startswith("funder_"):
        known |= a_funder_claim_for(name, papers)
    elif name == "directory_entry":
        known["slug"] = OWN
    elif name == "co_option_end":
        known["pk"] = Organisation.objects.get(membership="co_opted").pk
    elif name == "claim_start":
        known["pk"] = the_claim(OWN).round_id
    elif name.startswith(("paper", "circulation")):
        known |= a_paper_for(name)
    elif name == "event_act":
        known |= {"pk": record_of(name), "act": "notes"}
    elif name == "meeting_room_act":
        known |= {"pk": record_of(name), "act": "end"}
    elif name == "bid_partner_leave":
        partner = BidPartner.objects.order_by("pk").first()
        known |= {"pk": partner.bid_id, "partner_pk": partner.pk}
    elif "pk" in wanted:
        known["pk"] = record_of(name)
    return {part: known[part] for part in wanted}


def a_paper_for(name: str) -> dict:
    """A paper that went out to everybody, with its meeting; a meeting to come for a new one."""
    if name == "paper_ask":
        return {"pk": Meeting.objects.get(on=date(2026, 12, 10)).pk}
    sent = Circulation.objects.filter(versions__version__paper__mark="meeting").first()
    version = PaperVersion.objects.filter(sent__circulation=sent, paper__mark="meeting").first()
    return {
        "pk": sent.meeting_id, "paper_pk": version.paper_id, "version_pk": version.pk,
        "circulation_pk": sent.pk,
    }  # fmt: skip


IN_STATE = {
    "application_file": "admitted", "application_copy": "deciding", "application": "deciding",
    "application_letter": "admitted", "application_criteria": "received",
    "application_ask": "received", "application_consult": "received",
    "application_link": "received",
    "application_answer": "question", "application_go_on": "question",
    "application_close": "consulting", "application_reply": "consulting",
    "application_admit": "deciding", "application_refuse": "deciding",
    "application_to_meeting": "deciding", "application_meeting": "to_meeting",
    "application_outcome": "to_meeting", "application_withdraw": "received",
}  # fmt: skip


def an_application_for(name: str) -> dict:
    """One that stands where the address leads somewhere; a paper form for what keys one in."""
    state = IN_STATE.get(name)
    with_files = name in ("application_file", "application_file_remove")
    found = Application.objects.filter(state=state or "draft", on_paper=state is None)
    one = found.filter(evidence__isnull=False).first() if with_files else found.first()
    file_pk = one.evidence.first().pk if with_files else None
    return {"pk": one.pk, "file_pk": file_pk, "part": "work", "code": "needs", "kind": "text"}


PROTOCOL_IN = {
    "protocol_change": "draft", "protocol_adopt": "draft", "protocol_drop": "draft",
    "protocol_implement": "adopted",
}  # fmt: skip


def a_request_for(name: str) -> int:
    if name == "request":
        return InformationRequest.objects.latest("pk").pk
    state = "proposed" if name in ("request_agree", "request_decline") else "asked"
    return RequestLine.objects.filter(state=state).first().pk


def a_protocol_for(name: str) -> int:
    state = PROTOCOL_IN.get(name, "implemented")
    return Protocol.objects.filter(state=state).order_by("pk").last().pk


def a_version_for(name: str, papers: dict) -> dict:
    """A version of the agreement that stands where the address leads somewhere."""
    signing_now = Agreement.objects.get(state="signing")
    known = {"pk": signing_now.pk}
    if name in ("agreement_describe", "agreement_open") or "clause" in name:
        clauses = Clause.objects.filter(agreement=papers["version"])
        known = {"pk": papers["version"], "clause_pk": clauses.first().pk}
    elif name == "agreement_strike":
        on_paper = Signature.objects.filter(how="scan", agreement__state="signing").first()
        known["signature_pk"] = on_paper.pk
    return known


def a_run_for(name: str) -> int:
    """A run, or a payment of it, that stands where the address leads somewhere."""
    done = name in ("payment_run", "run_bank_file", "run_list_make")
    run = PaymentRun.objects.order_by("number")
    run = run.first() if done else run.last()
    return run.payments.first().pk if name in ("payment_fail", "payment_take_out") else run.pk


def a_funder_claim_for(name: str, papers: dict) -> dict:
    """The draft, or one that was sent, with one of its papers."""
    sent = FunderClaim.objects.exclude(pk=papers["draft"]).exclude(sha256="").first()
    of_sent = name in ("funder_query", "funder_new_version", "funder_agree", "funder_paper")
    return {
        "pk": sent.pk if of_sent else papers["draft"],
        "row": papers["row"],
        "file_pk": sent.pdf_id,
    }


@cache
def routes() -> dict[str, str]:
    return {name: route for route, name, _ in declared_views()}


# --- The tests -------------------------------------------------------------------


def test_the_matrix_names_every_address_and_no_other():
    declared = {*SHARED, *MEMBERS, *ELSEWHERE}
    assert set(routes()) - declared == set()
    assert declared - set(routes()) == set()


@pytest.mark.parametrize("letter", HATS)
def test_shared_addresses_open_for_whom_they_are_declared(letter, tour):
    assert set(tour.shared) == set(SHARED)
    wrong = [
        f"{name}: {tour.shared[name].status}"
        for name, who in SHARED.items()
        if tour.shared[name].let_in != (letter in who)
    ]
    assert wrong == []


@pytest.mark.parametrize("letter", HATS)
def test_claims_open_for_their_member_the_office_and_nobody_else(letter, tour):
    wrong = []
    for place, member in enumerate((OWN, OTHER, BODY)):
        for name, who in MEMBERS.items():
            outcome = tour.of_member[member, name]
            if outcome.let_in != (letter in who[place]):
                wrong.append(f"{name} of {member}: {outcome.status}")
    assert wrong == []


@pytest.mark.parametrize("letter", HATS)
def test_another_members_claim_cannot_be_told_from_a_missing_one(letter, tour):
    """Where a hat may open the address at all, both are 404 (X1)."""
    client, differing = client_in(letter), []
    for name, who in MEMBERS.items():
        if letter in who[1]:
            continue
        there = tour.of_member[OTHER, name]
        missing = url_of(name, parts_of_claim(OTHER, name) | {"pk": MISSING})
        absent = visit(client, name, missing)
        if there.status != absent.status:
            differing.append(f"{name}: {there.status}, missing {absent.status}")
    assert differing == []


@pytest.mark.parametrize("letter", HATS)
def test_a_missing_record_is_never_found(letter, papers):
    client, found, wrong = client_in(letter), routes(), []
    for name in (*SHARED, *MEMBERS):
        route = found[name]
        if "<id:pk>" not in route:
            continue
        filled = parts_of_claim(OWN, name) if name in MEMBERS else shared_parts(name, route, papers)
        wanted = re.findall(r"<\w+:(\w+)>", route)
        parts = {part: filled[part] for part in wanted} | {"pk": MISSING}
        outcome = visit(client, name, reverse(name, kwargs=parts))
        if outcome.let_in:
            wrong.append(f"{name}: {outcome.status}")
    assert wrong == []


def test_signed_out_every_address_but_the_open_ones_leads_to_the_sign_in(papers):
    client, found, wrong = Client(), routes(), []
    for name in (*SHARED, *MEMBERS):
        route = found[name]
        wanted = re.findall(r"<\w+:(\w+)>", route)
        filled = parts_of_claim(OWN, name) if name in MEMBERS else shared_parts(name, route, papers)
        url = reverse(name, kwargs={part: filled[part] for part in wanted})
        outcome = visit(client, name, url)
        if (name in OPEN) == outcome.signed_out and name != "account_logout":
            wrong.append(f"{name}: {outcome.status} {outcome.location}")
    assert wrong == []


# X2: what only looks changes nothing.
MAY_CHANGE = {
    "django_session",  # the visit itself
    "core_auditrow",  # some looks are logged: LOGGED
    "core_audithead",
    "meetings_receipt",  # that papers which were sent have been opened
}
LOGGED = {
    "claim.looked_at",  # by an approver from another member
    "claims.account_looked_at",  # the full numbers, by who is to verify them
}


@pytest.mark.parametrize("letter", HATS)
def test_looking_changes_nothing(letter, tour):
    assert tour.changed <= MAY_CHANGE
    assert tour.logged <= LOGGED


def fingerprint() -> dict[str, tuple]:
    """Every table as a count and a sum of its rows' text."""
    from django.apps import apps

    return {
        model._meta.db_table: (
            hash(tuple(map(str, model.objects.order_by("pk").values_list())))
            if hasattr(model, "objects")
            else 0
        )
        for model in apps.get_models()
    }


# X3: canaries. Words that stand only in one member's record show to nobody of another.
CANARY = "Zanzibar-Quetzal-77"


@pytest.fixture
def canaries(demo):
    """The canary in everything that BRCC typed: lines, narrative, file names, notes, outputs."""
    claims = Claim.objects.filter(organisation__slug=OTHER)
    SpendItem.objects.filter(organisation__slug=OTHER).update(
        supplier=CANARY, description=CANARY, invoice_number=CANARY
    )
    for claim in claims:
        claim.sections.update(achieved=CANARY, not_achieved=CANARY, next_quarter=CANARY)
        claim.changes.update(message=CANARY)
        claim.lines.update(reason=CANARY, method=CANARY)
    files = Evidence.objects.filter(claim__in=claims).values("file")
    with appendonly.emptying():  # a stored file's name is not changed in any other way
        StoredFile.objects.filter(pk__in=files).update(name=f"{CANARY}.pdf")
    OutputFigure.objects.filter(claim__in=claims).update(note=CANARY)


MAILBOX = {"outbox", "outbox_message", "next_day"}  # the demo's, of everybody


@pytest.mark.parametrize("letter", AMONG_CANARIES)
def test_nothing_of_another_member_shows_on_a_members_pages(letter, tour):
    seen = [name for name, one in tour.shared.items() if one.canary and name not in MAILBOX]
    seen += [
        f"{name} of {member}"
        for (member, name), one in tour.of_member.items()
        if one.canary and member != BODY
    ]
    assert seen == []
    assert tour.found == []


def test_the_canaries_are_there_to_be_seen(demo, canaries):
    """The control: who may look at the other member's claim meets them."""
    client = client_in("F")
    seen = [
        name
        for name in MEMBERS
        if look(client, name, url_of(name, parts_of_claim(OTHER, name))).canary
    ]
    assert len(seen) > 3
