"""A quarter's claims: lines, outputs, what was sent, and what the checker decided."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from claims.actions.drafting.starting import reference_of
from claims.models import (
    Approval,
    ChangeRequest,
    Claim,
    ClaimLine,
    ClaimSection,
    Forecast,
    OutputFigure,
    Round,
    SpendItem,
    Submission,
)
from claims.states import HAS_BEEN_APPROVED, HAS_BEEN_SENT
from consortium.core.actor import Actor
from consortium.core.periods import Quarter

from . import snapshots
from .people import OfficePeople, instant
from .plans import OUTPUT, Part, Plans
from .proofs import Proofs
from .snapshots import METHOD, sent_on
from .tables import Table

# The newest quarter's claims, by twentieths: every state that work waits in.
MIXED = (
    ["in_progress"] * 2 + ["awaiting_sign_off"] + ["submitted"] * 8 + ["changes_requested"]
    + ["checked"] * 2 + ["approved"] * 2 + ["waiting"] * 2 + ["in_run", "rejected"]
)  # fmt: skip
NARRATIVE = "Two forums were held and the helpline was open on every working day. " * 3
REDUCED = 5_00


@dataclass(slots=True)
class Line:
    """A claim line as snapshots and journals need it. Pence."""

    pk: int
    number: int
    budget_line: int
    project: object
    heading: object
    supplier: str
    invoice: str
    paid: date
    gross: int
    claimed: int
    approved: int | None
    decision: str
    reason: str


@dataclass(slots=True)
class Made:
    """A claim with what later steps ask of it."""

    pk: int
    reference: str
    state: str
    part: Part
    round: Round
    own: bool
    approver: Actor
    claimed: int = 0
    approved: int = 0
    lines: list[Line] = field(default_factory=list)
    journal: int | None = None
    paid_on: date | None = None


class Claiming:
    def __init__(self, plans: Plans, office: OfficePeople, proofs: Proofs):
        self.plans, self.office, self.proofs = plans, office, proofs
        self.random = random.Random(20261021)
        self.made = 0
        self.achieved: dict[tuple[int, str], int] = {}
        self._tables()

    def _tables(self) -> None:
        self.claim = Table(
            Claim,
            "round_id", "organisation_id", "reference", "state", "own", "version", "claimed",
            "approved", "submissions_made", "started_at", "updated_at", "prepared_by_id",
            "passed_at", "submitted_at", "sent_on", "submitted_by_id", "checked_at",
            "checked_by_id", "approved_at", "approved_by_id", "expected_on", "paid_on",
            "state_reason", "journal_id",
        )  # fmt: skip
        self.section = Table(
            ClaimSection, "claim_id", "project_id",
            achieved=NARRATIVE, outputs_done=True, progress_done=True,
        )  # fmt: skip
        self.item = Table(
            SpendItem, "organisation_id", "supplier", "supplier_key", "invoice_number",
            "invoice_key", "invoice_date", "date_paid", "gross", "created_by_id", "created_at",
            description="Project work in the quarter",
        )  # fmt: skip
        self.line = Table(
            ClaimLine, "claim_id", "number", "item_id", "budget_line_id", "claimed", "decision",
            "approved", "reason", "decided_by_id", "decided_at", "live",
            share=10_000 // self.plans.size.projects_each, method=METHOD,
        )  # fmt: skip
        self.figure = Table(OutputFigure, "claim_id", "share_id", "actual")
        self.forecast = Table(Forecast, "claim_id", "budget_line_id", "quarter", amount=70_00)
        self.submission = Table(
            Submission, "claim_id", "number", "submitted_at", "submitted_by_id", "sent_on",
            "signatory", "claimed", "snapshot", "sha256", declaration=snapshots.DECLARATION,
        )  # fmt: skip
        self.approval = Table(
            Approval, "claim_id", "submission_number", "step", "by_id", "by_organisation_id",
            "at", "amount",
        )  # fmt: skip
        self.change = Table(
            ChangeRequest, "claim_id", "asked_at", "asked_by_id",
            message="Line 1: the invoice is for another month. Please send the right one.",
        )  # fmt: skip
        self.tables = [
            self.claim, self.section, self.item, self.line, self.figure, self.forecast,
            self.submission, self.approval, self.change,
        ]  # fmt: skip

    def quarter(self, quarter: Quarter, *, newest: bool) -> Iterator[Made]:
        """The claims of a quarter. All are paid but the newest's.

        The claim's own row is added by `finish`, when its journal and its last day are known.
        """
        for number, part in enumerate(self.plans.parts):
            state = MIXED[number % len(MIXED)] if newest else "paid"
            yield self._claim(quarter, part, state, newest)

    def _claim(self, quarter: Quarter, part: Part, state: str, newest: bool) -> Made:
        member = part.member
        round_ = self.plans.rounds[quarter, part.grant.pk]
        self.made += 1
        own = member.number == 0
        made = Made(
            pk=self.made,
            reference=reference_of(round_, member.organisation),
            state=state,
            part=part,
            round=round_,
            own=own,
            approver=self.office.chair if own else self.office.approver,
        )
        self._lines(made, quarter)
        self._said(made, quarter, newest)
        return made

    def _lines(self, made: Made, quarter: Quarter) -> None:
        """Each heading's cost is one invoice, shared in equal parts by the projects."""
        part, sent, decided = made.part, made.state in HAS_BEEN_SENT, _decided(made.state)
        who, places = part.member.organisation.pk, self._budgets(part, quarter)
        by = self.office.checker.user_id if decided else None
        at = instant(made.round.check_due, 10) if decided else None
        live = made.state != "rejected"
        for position, heading in enumerate(self.plans.headings):
            each = self.random.randrange(60_00, 100_00)
            supplier = f"Supplier {(who * 7 + position) % 997}"
            invoice = f"INV-{made.pk}-{position + 1}"
            paid = quarter.start + timedelta(days=self.random.randrange(85))
            item = self.item.add(
                who, supplier, supplier.replace(" ", "").lower(), invoice,
                invoice.replace("-", "").lower(), paid - timedelta(days=7), paid,
                each * len(places), part.member.claims_person.user_id, instant(quarter.end, 9),
            )  # fmt: skip
            for project, lines in places:
                number = len(made.lines) + 1
                approved, decision, reason = self._decision(each, decided)
                pk = self.line.add(
                    made.pk, number, item, lines[position], each, decision, approved, reason,
                    by, at, live,
                )  # fmt: skip
                made.lines.append(
                    Line(
                        pk,
                        number,
                        lines[position],
                        project,
                        heading,
                        supplier,
                        invoice,
                        paid,
                        each * len(places),
                        each,
                        approved,
                        decision,
                        reason,
                    )  # fmt: skip
                )
        made.claimed = sum(line.claimed for line in made.lines)
        if made.state in HAS_BEEN_APPROVED:
            made.approved = sum(line.approved for line in made.lines)
        if sent:
            self._frozen(made, quarter)

    def _budgets(self, part: Part, quarter: Quarter) -> list[tuple]:
        year, grant, number = quarter.financial_year, part.grant.pk, part.member.number
        return [(each, self.plans.lines[year, grant, number, each.pk]) for each in part.projects]

    def _decision(self, amount: int, decided: bool) -> tuple:
        if not decided:
            return None, "pending", ""
        if self.random.random() < 0.03:
            return amount - REDUCED, "reduced", "Postage is not part of the grant."
        return amount, "accepted", ""

    def _frozen(self, made: Made, quarter: Quarter) -> None:
        signer, at = made.part.member.representative, instant(sent_on(made), 15)
        newest = quarter == self.plans.size.quarters[-1]
        evidence = self.proofs.of(made, at) if newest else []
        snapshot, sha256 = snapshots.of(made, quarter, evidence, planned=newest)
        self.submission.add(
            made.pk,
            1,
            at,
            signer.user_id,
            sent_on(made),
            signer.name,
            made.claimed,
            snapshot,
            sha256,
        )

    def _said(self, made: Made, quarter: Quarter, newest: bool) -> None:
        part = made.part
        year, grant, number = quarter.financial_year, part.grant.pk, part.member.number
        for project in part.projects:
            self.section.add(made.pk, project.pk)
            share = self.plans.shares[year, grant, number, project.pk]
            actual = OUTPUT + self.random.randrange(-1, 3)
            self.figure.add(made.pk, share, actual)
            if made.state in HAS_BEEN_APPROVED:
                self.achieved[share, quarter.code] = actual
        if newest:
            for line in made.lines:
                for later in quarter.financial_year.quarters:
                    if later > quarter:
                        self.forecast.add(made.pk, line.budget_line, later.code)

    def finish(self, made: Made) -> None:
        """The claim's own row, and the rows about who approved it or asked for changes."""
        part, round_, office = made.part, made.round, self.office
        sent, approved = made.state in HAS_BEEN_SENT, made.state in HAS_BEEN_APPROVED
        checked = approved or made.state == "checked"
        signer, filled = part.member.representative.user_id, part.member.claims_person.user_id
        pk = self.claim.add(
            round_.pk, part.member.organisation.pk, made.reference, made.state, made.own,
            _version(made), made.claimed, made.approved, int(sent), instant(round_.opens, 9),
            last_touched(made), filled, instant(sent_on(made), 11) if sent else None,
            instant(sent_on(made), 15) if sent else None, sent_on(made) if sent else None,
            signer if sent else None, instant(round_.check_due, 11) if checked else None,
            office.checker.user_id if checked else None,
            instant(round_.check_due, 14) if approved else None,
            made.approver.user_id if approved else None,
            round_.pay_due if sent and made.state not in ("waiting", "rejected") else None,
            made.paid_on, "It is not for this grant." if made.state == "rejected" else "",
            made.journal,
        )  # fmt: skip
        assert pk == made.pk, (pk, made.pk)
        if approved:
            by = made.approver
            self.approval.add(
                pk, 1, 1, by.user_id, by.organisation_id, instant(round_.check_due, 14),
                made.approved,
            )  # fmt: skip
        if made.state == "changes_requested":
            self.change.add(pk, instant(round_.check_due, 10), office.checker.user_id)


def last_touched(made: Made):
    """When the last of its verbs was called; its audit rows end there."""
    due = made.round.check_due
    if made.state == "paid":
        return instant(made.paid_on, 16)
    if made.state in HAS_BEEN_APPROVED:
        return instant(due, 14)
    return {
        "in_progress": instant(made.round.opens, 9),
        "awaiting_sign_off": instant(sent_on(made), 11),
        "submitted": instant(sent_on(made), 15),
        "checked": instant(due, 11),
    }.get(made.state, instant(due, 10))


def _decided(state: str) -> bool:
    return state in HAS_BEEN_APPROVED or state == "checked"


def _version(made: Made) -> int:
    return 1 + ["in_progress", "awaiting_sign_off", "submitted", "checked"].index(
        "checked" if _decided(made.state) else
        made.state if made.state in ("in_progress", "awaiting_sign_off") else "submitted"
    )  # fmt: skip
