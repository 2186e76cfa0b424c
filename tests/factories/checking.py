"""A claim as the checker finds it, written straight into the tables.

`ground()` gives an office, a member, a grant with open books and a budget;
`sent(ground, …)` a submitted claim with lines, evidence and outputs.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

from claims.models import (
    Claim,
    ClaimLine,
    ClaimSection,
    Evidence,
    EvidenceLink,
    OutputFigure,
    PayeeAccount,
    Round,
    SpendItem,
    Submission,
)
from claims.rules.lines import key_of
from claims.states import AccountState, ClaimState, Decision
from consortium.core import clock
from consortium.core.actor import SYSTEM, Actor
from consortium.core.models.files import StoredFile
from consortium.core.periods import Quarter
from members.models import Organisation, User
from members.states import Role
from projects.funds import ledger
from projects.funds.models import Grant
from projects.funds.states import JournalKind
from projects.models import BudgetLine, OutputShare, Project
from tests.factories.funds import GrantFactory, open_books
from tests.factories.members import (
    ChairFactory,
    MemberPeople,
    OfficePeople,
    actor_of,
    member,
    office,
    seated,
)
from tests.factories.projects import OutputFactory, OutputShareFactory, ProjectFactory, budget_of

TODAY = date(2026, 10, 21)
QUARTER = Quarter(2026, 2)
_numbers = count(1)


@dataclass
class Ground:
    """Everything a claim stands on, and the people around it as actors."""

    office: OfficePeople
    member: MemberPeople
    grant: Grant
    project: Project
    budgets: list[BudgetLine]
    share: OutputShare
    round: Round
    chair: User
    outsider: MemberPeople
    made: list = field(default_factory=list)

    def actor(self, user: User, hat: str = "") -> Actor:
        return actor_of(user, hat, day=TODAY)

    @property
    def checker(self) -> Actor:
        return self.actor(self.office.finance)

    @property
    def second(self) -> Actor:
        return self.actor(self.office.second_finance)

    @property
    def third(self) -> Actor:
        return self.actor(self.office.approver)

    @property
    def chair_actor(self) -> Actor:
        term = self.chair.terms.get()
        return self.actor(self.chair, f"chair:{term.organisation_id}")


def ground(
    *, cash: int = 0, budget: int = 10_000_00, beside: Ground | None = None, **grant
) -> Ground:
    """21 October 2026; quarter 2 is open. `cash` pence were received from the funder.

    `beside` another ground: a second grant and member under the same office and chair.
    """
    clock.set_today(TODAY, by=SYSTEM)
    open_books()
    claimant = member()
    body = beside.office if beside else office()
    outsider = beside.outsider if beside else member()
    made = GrantFactory(**{"variance_amount": 100_000_00} | grant)
    project = ProjectFactory()
    share = OutputShareFactory(
        output=OutputFactory(grant=made, project=project), organisation=claimant.organisation
    )
    chair = outsider.representative
    if not beside:
        ChairFactory(organisation=outsider.organisation, holder=chair)
    if cash:
        ledger.post(
            JournalKind.MONEY_RECEIVED, ledger.receipt_entries(made, cash), effective=TODAY,
            description="Money received", by=SYSTEM,
        )  # fmt: skip
    for one in {claimant.organisation, outsider.organisation}:
        if not one.payee_accounts.exists():
            verified_account(one)
    return Ground(
        office=body,
        member=claimant,
        grant=made,
        project=project,
        budgets=budget_of(made, claimant.organisation, project, amount=budget),
        share=share,
        round=round_of(made),
        chair=chair,
        outsider=outsider,
    )


def verified_account(organisation: Organisation) -> PayeeAccount:
    """Bank details that have settled long ago."""
    return PayeeAccount.objects.create(
        organisation=organisation, number=1, account_name=organisation.name[:80],
        sort_code="309421", account_number="00733445", state=AccountState.VERIFIED,
        entered_at=clock.now(), entered_by_id=901, entered_on=date(2026, 4, 1),
        verified_at=clock.now(), verified_by_id=902, how_verified="Letter",
    )  # fmt: skip


def round_of(grant: Grant, quarter: Quarter = QUARTER) -> Round:
    return Round.objects.create(
        grant=grant,
        quarter=quarter.code,
        opens=date(2026, 10, 1),
        member_due=date(2026, 10, 14),
        check_due=date(2026, 10, 21),
        pay_due=date(2026, 10, 28),
        funder_due=date(2026, 11, 4),
        opened_at=datetime(2026, 10, 1, 8, tzinfo=UTC),
    )


def sent(
    on: Ground,
    amounts=(100_00, 50_00),
    *,
    organisation: Organisation | None = None,
    preparer: User | None = None,
    signer: User | None = None,
    evidence: bool = True,
    outputs: int | None = 4,
    own: bool = False,
    state: str = ClaimState.SUBMITTED,
    **fields,
) -> Claim:
    """A claim sent by the member: one line per amount, in pence, over the budget's headings."""
    organisation = organisation or on.member.organisation
    preparer, signer = preparer or on.member.claims_person, signer or on.member.representative
    number, snapshot = next(_numbers), fields.pop("snapshot", {})
    claim = Claim.objects.create(
        round=fields.pop("round", on.round),
        organisation=organisation,
        reference=f"{on.grant.reference}/{QUARTER.code}/{organisation.short_name}-{number}",
        state=state,
        own=own,
        claimed=sum(amounts),
        nil=not amounts,
        submissions_made=1,
        prepared_by_id=preparer.pk,
        submitted_by_id=signer.pk,
        submitted_at=clock.now(),
        sent_on=TODAY,
        **fields,
    )
    ClaimSection.objects.create(claim=claim, project=on.project)
    budgets = [line for line in on.budgets if line.organisation_id == organisation.pk] or budget_of(
        on.grant, organisation, on.project, amount=10_000_00
    )
    for position, amount in enumerate(amounts, start=1):
        line = a_line(claim, position, amount, budgets[(position - 1) % len(budgets)])
        if evidence:
            attach(line)
    if outputs is not None and organisation == on.member.organisation:
        OutputFigure.objects.create(claim=claim, share=on.share, actual=outputs)
    Submission.objects.create(
        claim=claim,
        number=1,
        submitted_at=claim.submitted_at,
        sent_on=TODAY,
        submitted_by_id=signer.pk,
        signatory=signer.name,
        declaration="True.",
        claimed=claim.claimed,
        snapshot=snapshot,
        sha256="0",
    )
    return claim


def a_line(claim: Claim, number: int, amount: int, budget: BudgetLine, **item) -> ClaimLine:
    """A line for the whole of an invoice, paid inside the quarter."""
    supplier = item.pop("supplier", f"Supplier {next(_numbers)}")
    invoice = item.pop("invoice", f"INV-{next(_numbers)}")
    line_fields = {
        name: item.pop(name)
        for name in ("share", "late_item", "late_reason", "evidence_due", "correction_of")
        if name in item
    }
    made = item.pop("item", None) or SpendItem.objects.create(
        organisation=claim.organisation,
        supplier=supplier,
        supplier_key=key_of(supplier),
        invoice_number=invoice,
        invoice_key=key_of(invoice),
        description="Printing",
        date_paid=item.pop("date_paid", date(2026, 8, 14)),
        gross=max(amount, 0),
        **item,
    )
    return ClaimLine.objects.create(
        claim=claim, number=number, item=made, budget_line=budget, claimed=amount, **line_fields
    )


def attach(line: ClaimLine, content: bytes = b"") -> Evidence:
    """A clean file on a line."""
    number = next(_numbers)
    content = content or f"file {number}".encode()
    stored = StoredFile.objects.create(
        storage_name=f"test/{number}",
        name=f"invoice-{number}.pdf",
        extension="pdf",
        kind="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        state=StoredFile.State.CLEAN,
        checked_at=clock.now(),
        created_at=clock.now(),
        organisation_id=line.claim.organisation_id,
        owner_kind="claims.claim",
        owner_id=str(line.claim_id),
    )
    evidence = Evidence.objects.create(
        claim=line.claim, number=line.claim.evidence.count() + 1, file=stored
    )
    EvidenceLink.objects.create(evidence=evidence, line=line)
    return evidence


def decided(claim: Claim, *, by: Actor) -> Claim:
    """The same claim with every line accepted and marked as checked, through the verbs."""
    from claims.actions.checking import accept_the_rest, check

    if claim.lines.filter(decision=Decision.PENDING).exists():
        accept_the_rest(claim, by=by)
    return check(claim, by=by)


def body_person(body: Organisation, role: str) -> User:
    """Whoever sits in the role at the body, seated now where nobody does."""
    seat = body.seats.filter(role=role).select_related("user").first()
    return seat.user if seat else seated(role, body)


def own_claim(on: Ground, amounts=(100_00,), **fields) -> Claim:
    """The accountable body's own, prepared and signed by two of its people."""
    body = on.office.organisation
    people = {
        "preparer": body_person(body, Role.CLAIMS_PERSON),
        "signer": body_person(body, Role.REPRESENTATIVE),
    }
    return sent(on, amounts, organisation=body, own=True, **people | fields)
