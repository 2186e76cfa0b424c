"""Claims for tests, made through the verbs.

    scene = a_scene()                    # grant, round, office, one member with budget
    claim = a_draft(scene, lines=3)      # filled in, ready to pass on
    claim = a_sent_claim(scene)          # signed and sent by the representative
    other = a_scene(grant=scene.grant, office=scene.office)   # another member, same round

`scene.people.claims_person`, `.representative` are users; `scene.claims_person`,
`.representative`, `.finance`, `.second_finance`, `.approver` are actors. The clock is
set to 8 October 2026 (July to September is open, due on 14 October) by `a_scene`.
"""

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from claims.actions import drafting, evidence, rounds, sending
from claims.actions.drafting import LineEntry
from claims.models import Claim, ClaimLine, Round
from consortium.core.actor import Actor
from consortium.core.models import DomainClock
from consortium.core.periods import Quarter
from projects.funds.models import Grant
from projects.models import BudgetLine, Project
from tests.factories.funds import GrantFactory, open_books
from tests.factories.members import MemberPeople, OfficePeople, actor_of, member, office
from tests.factories.projects import (
    OutputFactory,
    OutputShareFactory,
    ProjectFactory,
    budget_of,
)

TODAY = date(2026, 10, 8)
QUARTER = Quarter(2026, 2)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def set_day(day: date) -> date:
    """Set the domain's date without an audit row, as tests like it."""
    DomainClock.objects.update_or_create(id=1, defaults={"day": day})
    return day


@dataclass(frozen=True)
class Scene:
    """A round with one member in it. Money in pence; two headings of £1,000.00 a year."""

    grant: Grant
    round: Round
    office: OfficePeople
    people: MemberPeople
    project: Project
    budgets: list[BudgetLine]
    claims_person: Actor
    representative: Actor
    finance: Actor
    second_finance: Actor
    approver: Actor

    @property
    def organisation(self):
        return self.people.organisation


def a_scene(
    *,
    grant: Grant | None = None,
    office: OfficePeople | None = None,
    people: MemberPeople | None = None,
    quarter: Quarter = QUARTER,
    today: date = TODAY,
    amount: int = 1_000_00,
    outputs: int = 1,
    **grant_fields,
) -> Scene:
    """A member with a budget, outputs and an open round; pass `grant`, `office` to add a member.

    `amount` is each heading's budget for the year in pence, a quarter of it planned
    per quarter; `outputs` how many outputs the member delivers.
    """
    set_day(today)
    open_books()
    people, office = people or member(), office or make_office()
    grant = grant or GrantFactory(**grant_fields)
    project = ProjectFactory()
    budgets = budget_of(grant, people.organisation, project, amount=amount)
    for _ in range(outputs):
        output = OutputFactory(grant=grant, project=project)
        OutputShareFactory(output=output, organisation=people.organisation)
    finance = actor_of(office.finance, f"office:{office.organisation.pk}")
    return Scene(
        grant=grant,
        round=rounds.open_round(grant, quarter, by=finance),
        office=office,
        people=people,
        project=project,
        budgets=budgets,
        claims_person=actor_of(people.claims_person),
        representative=actor_of(people.representative),
        finance=finance,
        second_finance=actor_of(office.second_finance),
        approver=actor_of(office.approver),
    )


make_office = office


def own_scene(**kwargs) -> Scene:
    """The accountable body as claimant: its members' side and its office in one organisation."""
    body = office()
    return a_scene(office=body, people=member(body.organisation), **kwargs)


def an_entry(budget: BudgetLine, number: int = 1, **fields) -> LineEntry:
    """A complete line of £50.00 paid in the quarter; `number` makes it different from others."""
    values = {
        "budget_line_id": budget.pk,
        "supplier": f"Supplier {number}",
        "description": "Room hire for the forum",
        "invoice_number": f"INV-{number:04d}",
        "invoice_date": date(2026, 8, 3),
        "date_paid": date(2026, 8, 17),
        "gross": 60_00,
        "recoverable_vat": 10_00,
        "claimed": 50_00,
    }
    return LineEntry(**values | fields)


def an_upload(name: str = "invoice.pdf", content: bytes = b"") -> SimpleUploadedFile:
    """A small PDF; other content for other SHA-256 sums."""
    body = content or PDF.replace(b"1 0 obj", f"1 0 obj%{name}\n".encode())
    return SimpleUploadedFile(name, body, content_type="application/pdf")


def start(scene: Scene) -> Claim:
    """An empty claim of the scene's member."""
    return drafting.start_claim(scene.round, scene.organisation, by=scene.claims_person)


def add_line(
    scene: Scene, claim: Claim, number: int = 1, *, heading: int = 0, **fields
) -> ClaimLine:
    entry = an_entry(scene.budgets[heading], number, **fields)
    return drafting.save_line(claim, entry, by=scene.claims_person)


def finish(scene: Scene, claim: Claim) -> Claim:
    """Everything but the lines: reasons, outputs, narrative, forecast."""
    from claims.facts.draft import Whole
    from claims.facts.standing import quarters_to_come

    by, whole = scene.claims_person, Whole(Claim.objects.get(pk=claim.pk))
    for budget in whole.asks_reason:
        drafting.save_variance_reason(
            claim, budget, kind="timing", text="It will even out by the end of the year.", by=by
        )
    figures: dict[int, dict] = {section.project_id: {} for section in whole.sections}
    for share in whole.outputs:
        figures[share.output.project_id][share.pk] = (2, "")
    for project, said in figures.items():
        drafting.save_outputs(claim, project, said, done=True, by=by)
        drafting.save_progress(
            claim, project, {"achieved": "Two forums were held."}, done=True, by=by
        )
    quarters = quarters_to_come(claim)
    amounts = {budget.pk: dict.fromkeys(quarters, 250_00) for budget in whole.budgets}
    drafting.save_forecast(claim, amounts, by=by)
    return Claim.objects.get(pk=claim.pk)


def a_draft(scene: Scene | None = None, *, lines: int = 2, proved: bool = True, **fields) -> Claim:
    """A claim that is filled in and could be passed on; `fields` go to every line.

    Lines alternate between the headings. Without `proved` they have no evidence.
    """
    scene = scene or a_scene()
    claim = start(scene)
    for number in range(1, lines + 1):
        heading = (number - 1) % len(scene.budgets)
        line = add_line(scene, claim, number, heading=heading, **fields)
        if proved:
            evidence.add_evidence(
                claim,
                an_upload(f"receipt {claim.pk}-{number}.pdf"),
                line_ids=[line.pk],
                by=scene.claims_person,
            )
    if not lines:
        drafting.set_nil(claim, nil=True, by=scene.claims_person)
    return finish(scene, claim)


def a_claim_to_sign(scene: Scene | None = None, **kwargs) -> Claim:
    scene = scene or a_scene()
    claim = a_draft(scene, **kwargs)
    return sending.pass_on(claim, by=scene.claims_person)


def a_sent_claim(scene: Scene | None = None, **kwargs) -> Claim:
    """Filled in by the claims person, signed and sent by the representative."""
    scene = scene or a_scene()
    claim = a_claim_to_sign(scene, **kwargs)
    sending.sign(claim, declared=True, by=scene.representative)
    return Claim.objects.get(pk=claim.pk)


def a_nil_claim(scene: Scene | None = None) -> Claim:
    return a_sent_claim(scene, lines=0)
