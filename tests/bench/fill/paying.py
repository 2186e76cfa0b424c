"""Journals of approvals, claims to funders, their money, and payment runs."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse

from claims.actions.snapshot import sha256_of
from claims.facts.funder_statement import Builder
from claims.models import FunderClaim, FunderClaimLine, MoneyReceived, Payment, PaymentRun
from claims.rules.bank_file import BankLine, bank_csv
from consortium.core import audit
from consortium.core.files import OUR_KINDS
from consortium.core.periods import Quarter
from projects.funds import ledger
from projects.funds.models import Grant

from .books import Books
from .claiming import Made
from .people import People, instant
from .proofs import Proofs
from .tables import Table

CSV, PDF, XLSX = OUR_KINDS["csv"], OUR_KINDS["pdf"], OUR_KINDS["xlsx"]


class Paying:
    def __init__(self, people: People, books: Books, proofs: Proofs):
        self.people, self.office, self.books, self.proofs = people, people.office, books, proofs
        self.claimed = Table(FunderClaimLine, "funder_claim_id", "claim_line_id", "amount")
        self.payment = Table(
            Payment, "run_id", "claim_id", "kind", "fund_id", "organisation_id", "account_id",
            "internal", "amount", "state", "reference", "journal_id", "confirmed_at",
            "confirmed_by_id", "paid_on",
        )  # fmt: skip
        self.tables = [self.claimed, self.payment]

    def approve(self, made: Made, quarter: Quarter) -> dict:
        """The journal of an approval, as `ledger.claim_entries` has it; gives its audit row."""
        part = made.part
        spend = [(line.heading, line.project.number, line.approved) for line in made.lines]
        made.journal, described = self.books.draft(
            "claim_approved",
            ledger.claim_entries(part.grant, part.member.organisation, spend),
            effective=made.round.check_due,
            description=f"{part.member.organisation.short_name}, {quarter.label}: claim approved",
            cause=("claims.claim", made.pk, made.reference, reverse("claim", args=[made.pk])),
            by=made.approver,
        )
        return described

    def claim_from_funder(self, grant: Grant, quarter: Quarter, claims: list[Made]) -> list[dict]:
        """The quarter's claim to the funder: sent, and its money received the day before payday."""
        lines = [line for made in claims for line in made.lines if line.approved]
        total, round_ = sum(line.approved for line in lines), claims[0].round
        sent, by = round_.check_due + timedelta(days=1), self.office.releaser
        snapshot = _snapshot(grant, quarter, claims, total)
        signed = {
            "first_signed_by_id": self.office.checker.user_id,
            "first_signed_at": instant(sent, 9),
            "second_signed_by_id": self.office.approver.user_id,
            "second_signed_at": instant(sent, 10),
        }
        found = FunderClaim.objects.create(
            grant=grant,
            quarter=quarter.code,
            number=FunderClaim.objects.filter(grant=grant).count() + 1,
            state="received",
            total=total,
            received=total,
            snapshot=snapshot,
            sha256=sha256_of(snapshot),
            assembled_at=instant(sent, 8),
            assembled_by_id=self.office.checker.user_id,
            sent_at=instant(sent, 11),
            sent_on=sent,
            sent_by_id=by.user_id,
            sent_to="claims@funder.example",
            **signed,
        )
        self._papers(found, sent)
        for line in lines:
            self.claimed.add(found.pk, line.pk, line.approved)
        described = [
            audit.describe(
                f"funder claim.{verb}", found, after={"total": total}, at=instant(sent, 11), by=by
            )
            for verb in ("sign", "send")
        ]
        paid = round_.pay_due - timedelta(days=1)
        return described + self.receive(grant, total, paid, f"{quarter.code} GRANT", found)

    def _papers(self, claim: FunderClaim, day: date) -> None:
        """Stand-ins for its PDF and sheet: what is in them is not measured here."""
        made = {}
        for field, ending, kind in (("pdf", "pdf", PDF), ("sheet", "xlsx", XLSX)):
            made[f"{field}_id"], _ = self.proofs.keep(
                f"{field} of {claim}".encode(),
                f"claim-{claim.pk}.{ending}",
                kind,
                owner=("claims.funderclaim", claim.pk),
                organisation=None,
                by=self.office.releaser.user_id,
                at=instant(day),
                ours=True,
            )
        self.proofs.file.flush()
        FunderClaim.objects.filter(pk=claim.pk).update(**made)

    def receive(
        self, grant: Grant, amount: int, day: date, reference: str, claim: FunderClaim | None = None
    ) -> list[dict]:
        """Money of a funder on the bank statement."""
        by = self.office.checker
        label = (
            ("claims.funderclaim", claim.pk, str(claim)[:120], claim.get_absolute_url())
            if claim
            else ("", None, "", reverse("money_received"))
        )
        journal, posted = self.books.draft(
            "money_received",
            ledger.receipt_entries(grant, amount),
            effective=day,
            description=f"Received for {grant.reference}: {reference}",
            cause=label,
            by=by,
        )
        self.books.journal.flush()  # the row below has a foreign key of its own on it
        money = MoneyReceived.objects.create(
            grant=grant,
            funder_claim=claim,
            received_on=day,
            amount=amount,
            bank_reference=reference,
            journal_id=journal,
            recorded_at=instant(day),
            recorded_by_id=by.user_id,
        )
        after = {"amount": amount, "received_on": day, "reference": reference}
        at = instant(day)
        row = audit.describe("claims.money_received", money, after=after, at=at, by=by)
        return [posted, row]

    def run(self, number: int, claims: list[Made], *, finished: bool) -> list[dict]:
        """A payment run: finished with its bank file, or only prepared."""
        office, day = self.office, max(made.round.pay_due for made in claims)
        if not finished:
            day = max(made.round.check_due for made in claims)
        run = PaymentRun.objects.create(
            number=number,
            pay_on=day,
            prepared_at=instant(day, 9),
            prepared_by_id=office.checker.user_id,
            total=sum(made.approved for made in claims if not made.own),
            internal_total=sum(made.approved for made in claims if made.own),
            **(self._released(day) if finished else {}),
        )
        described = [
            audit.describe("claims.run_prepared", run, at=instant(day, 9), by=office.checker)
        ]
        for made in claims:
            described += self._pay(run, made, day, finished)
        if finished:
            described += self._bank_file(run, claims, day)
        return described

    def _released(self, day: date) -> dict:
        office, found = self.office, {"state": "finished"}
        for verb, by, hour in (
            ("released", office.releaser, 14),
            ("exported", office.checker, 15),
            ("sent", office.checker, 16),
        ):
            found |= {f"{verb}_at": instant(day, hour), f"{verb}_by_id": by.user_id}
        return found

    def _pay(self, run: PaymentRun, made: Made, day: date, finished: bool) -> list[dict]:
        part, by = made.part, self.office.releaser
        who, journal, described = part.member.organisation, None, []
        if finished:
            journal, posted = self.books.draft(
                "payment",
                ledger.payment_entries(part.grant, who, made.approved),
                effective=day,
                description=f"Payment to {who.short_name} for {made.reference}",
                cause=("claims.paymentrun", run.pk, str(run), run.get_absolute_url()),
                by=by,
            )
            described, made.paid_on = [posted], day
        pk = self.payment.add(
            run.pk, made.pk, "claim", part.grant.fund_id, who.pk,
            None if made.own else self.people.accounts[who.pk].pk, made.own, made.approved,
            "confirmed" if finished else "prepared", _reference(made, run), journal,
            instant(day, 16) if finished else None,
            self.office.checker.user_id if finished else None, day if finished else None,
        )  # fmt: skip
        if finished:
            at, about = instant(day, 16), ("claims.payment", pk)
            by = self.office.checker
            described.append(audit.describe("payment.confirm", about, at=at, by=by))
        return described

    def _bank_file(self, run: PaymentRun, claims: Iterable[Made], day: date) -> list[dict]:
        content = bank_csv(
            BankLine(account.account_name, account.sort_code, account.account_number,
                     made.approved, _reference(made, run))
            for made in claims
            if (account := self.people.accounts.get(made.part.member.organisation.pk))
        )  # fmt: skip
        pk, sha256 = self.proofs.keep(
            content, f"payment-run-{run.number}.csv", CSV, owner=("claims.paymentrun", run.pk),
            organisation=None, by=self.office.checker.user_id, at=instant(day, 15), ours=True,
        )  # fmt: skip
        self.proofs.file.flush()
        PaymentRun.objects.filter(pk=run.pk).update(bank_file=pk, bank_file_sha256=sha256)
        office = self.office
        return [
            audit.describe(f"payment run.{verb}", run, at=instant(day, hour), by=by)
            for verb, by, hour in (
                ("release", office.releaser, 14),
                ("export", office.checker, 15),
                ("send", office.checker, 16),
                ("finish", office.checker, 16),
            )
        ]


def _snapshot(grant: Grant, quarter: Quarter, claims: list[Made], total: int) -> dict:
    """What ties it to its lines; the newest one is frozen whole at the end (`freeze`)."""
    return {
        "schema": 1,
        "reference": grant.reference,
        "quarter": quarter.code,
        "total": total,
        "from_members": total,
        "own_rows": 0,
        "lines": [
            {"reference": made.reference, "claim_line": line.number, "amount": line.approved}
            for made in claims
            for line in made.lines
            if line.approved
        ],
    }


def freeze(quarter: Quarter) -> None:
    """The claims to funders of a quarter, frozen as they are when one is sent."""
    for claim in FunderClaim.objects.filter(quarter=quarter.code).select_related("grant__funder"):
        snapshot = {
            **Builder(claim).statement(),
            "audit": dict(zip(("sequence", "row_hash"), audit.head(), strict=True)),
        }
        FunderClaim.objects.filter(pk=claim.pk).update(
            snapshot=snapshot, sha256=sha256_of(snapshot)
        )


def _reference(made: Made, run: PaymentRun) -> str:
    return f"CLAIM {made.pk} R{run.number}"[-18:]


def by_grant(claims: Iterable[Made]) -> dict[int, list[Made]]:
    found: dict[int, list[Made]] = defaultdict(list)
    for made in claims:
        found[made.part.grant.pk].append(made)
    return found
