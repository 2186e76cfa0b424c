"""From the first day to 21 October 2026, told by the verbs that people use.

Quarter 1 is claimed, paid, reported and closed; in quarter 2 a claim stands in
every state. All figures are examples.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from claims.actions import accounts, asking, checking, drafting, receiving, rounds, sending
from claims.actions.asking import Asked
from claims.actions.checking import Ruling
from claims.actions.drafting import LineEntry
from claims.models import Claim, ClaimLine, PayeeAccount, Round
from claims.states import ClaimState, Decision, Part
from consortium.core.periods import Quarter
from members.models import Organisation
from projects.funds.actions import close_period, start_closing
from projects.funds.models import Grant, Period

from . import (
    agreeing,
    applying,
    bidding,
    meeting,
    meeting_after,
    meeting_papers,
    meeting_room,
    office,
    registering,
    roll,
    together,
)
from .cast import acting, claims_person_of, representative_of
from .claiming import Filling, late_items

Q1, Q2 = Quarter(2026, 1).code, Quarter(2026, 2).code
LAST_DAY = date(2026, 10, 21)
GRANTS = ("infrastructure", "it-support", "volunteering")
CLAIMANTS = {
    "infrastructure": ("brcc", "brec", "cvsmnb", "val", "vcasb", "vcb"),
    "it-support": ("cvsmnb",),
    "volunteering": ("brec", "val", "vcasb", "vcb"),
}
ADVANCES = {  # pence that the funders pay at the start of each quarter
    "infrastructure": (177_779_00, 187_061_00, 191_974_00),
    "it-support": (10_777_00, 9_454_00, 8_953_00),
}
REJECTED = ("volunteering", Q1, "brec")
REJECTION = (
    "The figures are for another project than the one that this grant pays for. Put what "
    "belongs here into your next claim as late items."
)


def tell(say: Callable[[str], None]) -> None:
    """The whole story; `say` hears a line at each of its steps."""
    spring()
    meeting.published()
    roll.tell()
    say("Bank details verified, first advances received")
    first_quarter_claimed()
    say("Quarter 1: eleven claims sent, checked and approved")
    first_quarter_paid()
    first_quarter_reported()
    say("Quarter 1: paid, reported to the funders, books closed")
    second_quarter_with_members()
    second_quarter_with_the_office()
    registering.before_they_applied()
    applying.tell()
    say("Applications for membership in every state")
    agreeing.tell()
    registering.tell()
    say("The agreement, signed by all but two members")
    together.tell()
    say("Groups, the secretariat's service, disputes")
    meeting_room.planned()
    bidding.planned()
    meeting_papers.circulated()
    meeting_room.held()
    meeting_after.corrected()
    bidding.tell()
    meeting.prepared()
    meeting_papers.prepared()
    say("Meetings: the year's dates, and December's agenda; two bids")
    office.on(LAST_DAY)
    say("Quarter 2: a claim in every state on 21 October 2026")


def spring() -> None:
    """Before the first claim: bank details of the members, and the funders' advances."""
    office.on(date(2026, 4, 1))
    others = Organisation.objects.exclude(slug="vcasb").order_by("slug")
    for number, organisation in enumerate(others, start=1):
        accounts.enter_account(
            organisation,
            account_name=organisation.name[:60],
            sort_code=f"00-00-{10 + number}",
            account_number=f"000{12340 + number}",
            by=acting(claims_person_of(organisation.slug)),
        )
    office.on(date(2026, 4, 10))
    for account in PayeeAccount.objects.order_by("pk"):
        accounts.verify_account(
            account,
            how="Called back on the number in the members' list, spoke to the manager",
            by=acting("ruth_okafor"),
        )
    advance(0, date(2026, 4, 10))


def advance(number: int, day: date) -> None:
    """The advance of quarter `number` (0 is April), as the bank statement shows it."""
    for slug, amounts in ADVANCES.items():
        grant = Grant.objects.get(slug=slug)
        receiving.record_money(
            grant,
            amount=amounts[number],
            received_on=day,
            bank_reference=f"{grant.reference} ADV Q{number + 1}",
            by=acting("priya_nair"),
        )


def open_quarter(quarter: str) -> None:
    for slug in GRANTS:
        rounds.open_round(
            Grant.objects.get(slug=slug), Quarter.parse(quarter), by=acting("priya_nair")
        )


def first_quarter_claimed() -> None:
    office.on(date(2026, 7, 1))
    open_quarter(Q1)
    advance(1, date(2026, 7, 1))
    sent = (
        (date(2026, 7, 8), (("it-support", "cvsmnb"), ("infrastructure", "vcb"))),
        (
            date(2026, 7, 10),
            (("infrastructure", "brcc"), ("volunteering", "vcb"), ("volunteering", "val")),
        ),
        (
            date(2026, 7, 13),
            (("infrastructure", "val"), ("infrastructure", "vcasb"), ("volunteering", "vcasb")),
        ),
        (
            date(2026, 7, 14),
            (("infrastructure", "brec"), ("infrastructure", "cvsmnb"), ("volunteering", "brec")),
        ),
    )
    for day, claims in sent:
        office.on(day)
        for grant, member in claims:
            Filling(grant, Q1, member).everything().send()
    office.on(date(2026, 7, 16))
    ask_about_a_line(office.claim_of("infrastructure", Q1, "brec"))
    office.on(date(2026, 7, 17))
    answer_about_the_line(office.claim_of("infrastructure", Q1, "brec"))
    office.on(date(2026, 7, 20))
    checking.reject(office.claim_of(*REJECTED), reason=REJECTION, by=acting(office.CHECKER))
    check_first_quarter()
    office.on(date(2026, 7, 22))
    for claim in Claim.objects.filter(round__quarter=Q1, state=ClaimState.CHECKED):
        office.approve(claim)


def check_first_quarter() -> None:
    rulings = {
        ("infrastructure", "cvsmnb"): _on_line("travel", Decision.DISALLOWED),
        ("infrastructure", "brcc"): _on_line("travel", Decision.REDUCED),
    }
    waiting = Claim.objects.filter(round__quarter=Q1, state=ClaimState.SUBMITTED)
    for claim in waiting.select_related("round__grant", "organisation"):
        rule = rulings.get((claim.round.grant.slug, claim.organisation.slug))
        office.check(claim, rule(claim) if rule else None)


def _on_line(heading: str, decision: Decision):
    """A ruling about the smallest line of a heading, as {line number: ruling}."""

    def rulings(claim: Claim) -> dict[int, Ruling]:
        line = claim.lines.filter(budget_line__heading__slug=heading).order_by("claimed").first()
        if decision == Decision.DISALLOWED:
            reason = "These journeys were for another funder's project (condition 4.1)."
            return {line.number: Ruling(decision, reason=reason)}
        reason = "Mileage is accepted at 45p a mile; 52p was claimed."
        return {line.number: Ruling(decision, line.claimed * 45 // 52, reason)}

    return rulings


def ask_about_a_line(claim: Claim) -> None:
    line = claim.lines.order_by("number").first()
    asking.ask_changes(
        claim,
        [Asked(Part.SPEND, line=line.pk)],
        message="The pay slip says 18.5 hours, the claim 21. Which is right?",
        by=acting(office.CHECKER),
    )


def answer_about_the_line(claim: Claim) -> None:
    line = claim.lines.select_related("item").order_by("number").first()
    reworded = replace(entry_of(line), description="Pay and on-costs, 18.5 hours a week")
    by = acting(claims_person_of(claim.organisation.slug))
    drafting.save_line(claim, reworded, line_id=line.pk, version=line.version, by=by)
    sending.answer(
        claim,
        text="18.5 hours is right. The description is put right; the amount was for 18.5.",
        declared=True,
        by=acting(representative_of(claim.organisation.slug)),
    )


def entry_of(line: ClaimLine) -> LineEntry:
    """A saved line as it would be typed again."""
    item = line.item
    return LineEntry(
        budget_line_id=line.budget_line_id,
        supplier=item.supplier,
        description=item.description,
        invoice_number=item.invoice_number,
        invoice_date=item.invoice_date,
        date_paid=item.date_paid,
        gross=item.gross,
        recoverable_vat=item.recoverable_vat,
        share=line.share,
        method=line.method,
        claimed=line.claimed,
    )


def first_quarter_paid() -> None:
    office.on(date(2026, 7, 28))
    payable = Claim.objects.filter(round__quarter=Q1, state=ClaimState.APPROVED)
    run = office.prepare(payable, date(2026, 7, 28))
    office.pay(run)
    office.on(date(2026, 7, 30))
    office.confirm(run, date(2026, 7, 30))


def first_quarter_reported() -> None:
    from .reporting import agree, report

    office.on(date(2026, 8, 4))
    for round in Round.objects.filter(quarter=Q1):
        rounds.close_round(round, by=acting("priya_nair"))
    reports = {slug: report(slug, Quarter.parse(Q1)) for slug in GRANTS}
    office.on(date(2026, 8, 18))
    for funder_claim in reports.values():
        agree(funder_claim)
    office.on(date(2026, 8, 20))
    money_for_volunteering(reports["volunteering"])
    office.on(date(2026, 8, 24))
    period = Period.objects.get(quarter=Q1)
    start_closing(period, by=acting("priya_nair"))
    office.on(date(2026, 9, 2))
    close_period(Period.objects.get(quarter=Q1), by=acting("helen_marsh"))


def money_for_volunteering(funder_claim) -> None:
    """It pays in arrears: what it owed comes, and the claims that waited are paid."""
    grant = Grant.objects.get(slug="volunteering")
    receiving.record_money(
        grant,
        amount=funder_claim.total,
        received_on=date(2026, 8, 20),
        bank_reference=f"{grant.reference} Q1",
        funder_claim=funder_claim,
        by=acting("priya_nair"),
    )
    woken = Claim.objects.filter(round__grant=grant, state=ClaimState.APPROVED)
    run = office.prepare(woken, date(2026, 8, 21))
    office.pay(run)
    office.on(date(2026, 8, 21))
    office.confirm(run, date(2026, 8, 21))


def second_quarter_with_members() -> None:
    office.on(date(2026, 10, 1))
    open_quarter(Q2)
    advance(2, date(2026, 10, 1))
    office.on(date(2026, 10, 6))
    Filling("it-support", Q2, "cvsmnb").everything().send()
    Filling("volunteering", Q2, "val").nil().send()
    office.on(date(2026, 10, 9))
    Filling("infrastructure", Q2, "val").everything().send()
    Filling("volunteering", Q2, "vcb").everything().send()
    office.on(date(2026, 10, 13))
    Filling("infrastructure", Q2, "vcasb").everything().send()
    Filling("infrastructure", Q2, "brcc").everything().send()
    claim_again_and_withdraw()
    office.on(date(2026, 10, 14))
    send_with_a_look_alike()
    Filling("volunteering", Q2, "vcasb").everything().pass_on()
    half_done(Filling("infrastructure", Q2, "vcb"))
    office.on(date(2026, 10, 16))
    Filling("infrastructure", Q2, "brec").everything().send()  # two days late


def claim_again_and_withdraw() -> None:
    """What was rejected comes again as late items; then the member sees a mistake."""
    reason = "In our claim for April to June, which was turned down"
    extra = late_items(office.claim_of(*REJECTED), reason)
    claim = Filling("volunteering", Q2, "brec").everything(extra=extra).send()
    sending.withdraw(
        claim,
        reason="We put one event under the wrong project. We will send it again.",
        by=acting(representative_of("brec")),
    )


def send_with_a_look_alike() -> None:
    """The checker will see an invoice that another member claims, too."""
    filling = Filling("infrastructure", Q2, "cvsmnb")
    filling.spend()
    twin = ClaimLine.objects.filter(
        claim__round__quarter=Q2,
        claim__round__grant__slug="infrastructure",
        claim__organisation__slug="vcasb",
        budget_line__heading__slug="events",
    )
    seen = twin.select_related("item").order_by("number").first().item
    mine = filling.claim.lines.filter(budget_line__heading__slug="events")
    line = mine.select_related("item").order_by("number").first()
    alike = replace(
        entry_of(line), supplier=seen.supplier, invoice_number=seen.invoice_number.lower()
    )
    drafting.save_line(filling.claim, alike, line_id=line.pk, version=line.version, by=filling.by)
    filling.prove()
    filling.explain()
    filling.report()
    filling.foresee()
    filling.send()


def half_done(filling: Filling) -> None:
    """Two of five parts: spending entered and proved, the rest still to do."""
    filling.spend()
    filling.prove()
    filling.explain()


def second_quarter_with_the_office() -> None:
    office.on(date(2026, 10, 12))
    computers = office.approve(office.check(office.claim_of("it-support", Q2, "cvsmnb")))
    office.approve(office.check(office.claim_of("volunteering", Q2, "val")))
    office.on(date(2026, 10, 14))
    run = office.prepare([computers], date(2026, 10, 14))
    office.pay(run)
    office.on(date(2026, 10, 16))
    office.confirm(run, date(2026, 10, 16))
    office.approve(office.check(office.claim_of("volunteering", Q2, "vcb")))
    office.approve(office.check(office.claim_of("infrastructure", Q2, "val")))
    office.on(date(2026, 10, 19))
    office.check(office.claim_of("infrastructure", Q2, "vcasb"))
    ask_for_invoices(office.claim_of("infrastructure", Q2, "brcc"))
    late = office.approve(office.check(office.claim_of("infrastructure", Q2, "brec")))
    office.on(date(2026, 10, 20))
    office.prepare([late], date(2026, 10, 28))


def ask_for_invoices(claim: Claim) -> None:
    lines = claim.lines.filter(budget_line__heading__slug__in=["travel", "events"])
    first = lines.order_by("number").first()
    section = claim.sections.order_by("project__number").first()
    asking.ask_changes(
        claim,
        [Asked(Part.SPEND, line=first.pk), Asked(Part.PROGRESS, section=section.pk)],
        message=(
            f"Line {first.number}: please say which visits this was for. And tell us in two "
            "sentences what the forum agreed, because the funder asks."
        ),
        by=acting(office.CHECKER),
    )
