"""A member's side of one claim in the demonstration: filled in, passed on, signed."""

from collections import defaultdict
from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile

from claims.actions import drafting, evidence, sending
from claims.actions.drafting import LineEntry
from claims.facts.draft import Whole
from claims.facts.standing import outputs, quarters_to_come
from claims.models import Claim, ClaimLine, Round
from claims.states import VarianceKind
from consortium.core.money import format_pence
from members.models import Organisation
from projects.models import BudgetLine, BudgetProfile

from .cast import acting, claims_person_of, representative_of
from .receipts import (
    ACHIEVED,
    EQUALITY,
    KINDS,
    METHODS,
    NEXT_QUARTER,
    NOT_ACHIEVED,
    PARTLY,
    chance,
    example_pdf,
    near,
    paid_days,
    pick,
)

# What differs from the plan: (quarter, grant, member, heading): thousandths off the profile.
FAR_OFF = {
    ("2026-Q1", "infrastructure", "val", "publicity"): -240,
    ("2026-Q1", "volunteering", "vcb", "publicity"): 310,
    ("2026-Q2", "infrastructure", "cvsmnb", "training"): 420,
    ("2026-Q2", "infrastructure", "brcc", "training"): -300,
}
SHORT = {  # outputs behind their plan: (quarter, member, code): what was reached
    ("2026-Q1", "brcc", "10.3"): 3900,
    ("2026-Q1", "val", "6.2"): 3,
    ("2026-Q2", "cvsmnb", "10.1"): 22,
    ("2026-Q2", "val", "10.2"): 5,
}


class Filling:
    """One member's claim for one grant and quarter, filled in by its claims person."""

    def __init__(self, grant: str, quarter: str, member: str):
        self.grant, self.quarter, self.member = grant, quarter, member
        self.by = acting(claims_person_of(member))
        self.round = Round.objects.select_related("grant").get(grant__slug=grant, quarter=quarter)
        organisation = Organisation.objects.get(slug=member)
        self.claim = drafting.start_claim(self.round, organisation, by=self.by)

    @property
    def names(self) -> tuple[str, str, str]:
        return self.quarter, self.grant, self.member

    def budgets(self):
        year = self.round.period.financial_year
        lines = BudgetLine.objects.of(self.round.grant, year)
        mine = lines.filter(organisation=self.claim.organisation_id)
        return list(mine.select_related("heading", "project").order_by("project_id", "pk"))

    def spend(self, *, only: int | None = None, extra: tuple[LineEntry, ...] = ()) -> None:
        """One line for each budget line with anything planned; `only` stops after so many."""
        profile = BudgetProfile.objects.filter(quarter=self.quarter)
        planned = dict(profile.values_list("line_id", "amount"))
        wanted = [line for line in self.budgets() if planned.get(line.pk)]
        for number, line in enumerate(wanted[:only], start=1):
            entry = self._entry(line, planned[line.pk], number)
            drafting.save_line(self.claim, entry, by=self.by)
        for entry in extra:
            drafting.save_line(self.claim, entry, by=self.by)

    def _entry(self, line: BudgetLine, planned: int, number: int) -> LineEntry:
        heading = line.heading.slug
        names = (*self.names, line.project.number, heading, line.strand)
        off = FAR_OFF.get((*self.names, heading))
        amount = planned + planned * off // 1000 if off else near(planned, *names)
        kind, share = KINDS[heading], PARTLY.get(heading, 10_000)
        invoiced, paid = paid_days(self.round.period, *names)
        letters = f"{kind.letters}-{self.member.upper()}-{self.quarter[-1]}"
        count = 100 + chance(self.member, self.grant) % 800
        return LineEntry(
            budget_line_id=line.pk,
            supplier=pick(kind.suppliers, *names),
            description=pick(kind.descriptions, *names),
            invoice_number=f"{letters}{count + number}",
            invoice_date=invoiced,
            date_paid=paid,
            gross=-(-amount * 10_000 // share),
            share=share,
            method=METHODS.get(heading, ""),
            claimed=amount,
        )

    def prove(self) -> None:
        """One file for each project: its invoices one after another, linked to its lines."""
        by_project = defaultdict(list)
        lines = ClaimLine.objects.filter(claim=self.claim, evidence_links__isnull=True)
        for line in lines.select_related("item", "budget_line__project"):
            by_project[line.budget_line.project].append(line)
        for project, mine in by_project.items():
            rows = [_invoice_words(line) for line in mine]
            head = f"{self.claim.reference}, project {project.number}"
            upload = SimpleUploadedFile(
                f"Invoices project {project.number} {self.quarter}.pdf",
                example_pdf("Example figures", head, *rows),
                content_type="application/pdf",
            )
            ids = [line.pk for line in mine]
            evidence.add_evidence(self.claim, upload, line_ids=ids, by=self.by)

    def explain(self) -> None:
        """A reason for every heading over the grant's limits of variance."""
        whole = Whole(self._now())
        for pk in sorted(whole.asks_reason):
            over = whole.standings[pk].variance_to_date > 0
            text = (
                "Two events fell into one quarter; the year's total stays as planned."
                if over
                else "An event moved to next quarter; it will even out."
            )
            drafting.save_variance_reason(
                self.claim, pk, kind=VarianceKind.TIMING, text=text, by=self.by
            )

    def report(self) -> None:
        """Outputs and progress, a section per project."""
        figures: dict[int, dict] = defaultdict(dict)
        for share in outputs(self.claim):
            figures[share.output.project_id][share.pk] = (self._figure(share), "")
        for section in self.claim.sections.select_related("project"):
            project = section.project
            said = figures.get(section.project_id, {})
            drafting.save_outputs(self.claim, section.project_id, said, done=True, by=self.by)
            names = (*self.names, project.number)
            texts = {
                "achieved": pick(ACHIEVED, "a", *names),
                "not_achieved": pick(NOT_ACHIEVED, "n", *names),
                "next_quarter": pick(NEXT_QUARTER, "q", *names),
                "equality": pick(EQUALITY, "e", *names),
            }
            drafting.save_progress(self.claim, section.project_id, texts, done=True, by=self.by)

    def _figure(self, share) -> int:
        key = (self.quarter, self.member, share.output.code)
        if key in SHORT:
            return SHORT[key]
        more = chance("output", *key) % 4 == 0 and share.target_now > 3
        return share.target_now + (1 + share.target_now // 12 if more else 0)

    def foresee(self) -> None:
        """The forecast: what was planned for the quarters to come."""
        quarters = quarters_to_come(self.claim)
        amounts: dict[int, dict] = {line.pk: dict.fromkeys(quarters, 0) for line in self.budgets()}
        rows = BudgetProfile.objects.filter(line__in=list(amounts), quarter__in=quarters)
        for line, quarter, amount in rows.values_list("line_id", "quarter", "amount"):
            amounts[line][quarter] = amount
        drafting.save_forecast(self.claim, amounts, by=self.by)

    def everything(self, *, extra: tuple[LineEntry, ...] = ()) -> "Filling":
        self.spend(extra=extra)
        self.prove()
        self.explain()
        self.report()
        self.foresee()
        return self

    def nil(self) -> "Filling":
        drafting.set_nil(self.claim, nil=True, by=self.by)
        self.report()
        self.foresee()
        return self

    def pass_on(self) -> Claim:
        return sending.pass_on(self._now(), by=self.by)

    def send(self) -> Claim:
        """Passed on by the claims person, signed and sent by the representative."""
        self.pass_on()
        sending.sign(self._now(), declared=True, by=acting(representative_of(self.member)))
        return self._now()

    def _now(self) -> Claim:
        self.claim = Claim.objects.select_related("round__grant", "organisation").get(
            pk=self.claim.pk
        )
        return self.claim


def late_items(claim: Claim, reason: str) -> tuple[LineEntry, ...]:
    """The lines of a rejected claim again, as late items of the next one."""
    return tuple(
        replace(
            LineEntry(budget_line_id=line.budget_line_id, item_id=line.item_id),
            share=line.share,
            method=line.method,
            claimed=line.claimed,
            late_item=True,
            late_reason=reason,
        )
        for line in claim.lines.order_by("number")
    )


def _invoice_words(line: ClaimLine) -> str:
    item = line.item
    return (
        f"Line {line.number}: {item.supplier}, {item.invoice_number}, "
        f"{item.invoice_date:%d %b %Y}, {format_pence(item.gross)}"
    )
