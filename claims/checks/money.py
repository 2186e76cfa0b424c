"""What `verify_ledger` proves about payments, bank details and funder claims (invariants 2.10)."""

import csv
import hashlib
import io
from collections.abc import Iterator

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from claims.models import (
    Claim,
    FunderClaim,
    FunderClaimLine,
    FunderClaimRow,
    PayeeAccount,
    Payment,
    PaymentRun,
    RetentionRelease,
)
from claims.states import (
    LIVE_PAYMENT,
    AccountState,
    ClaimState,
    FunderClaimState,
    PaymentKind,
    PaymentState,
    RetentionState,
    RunState,
)
from consortium.core import files
from consortium.core.canonical import canonical
from consortium.core.checks import ledger_check
from consortium.core.money import format_pence
from consortium.core.workflow import Refused
from projects.funds.models import GrantBalance, Journal, JournalLine
from projects.funds.states import Account, JournalKind, JournalState, Side

BATCH = 500
GONE = [PaymentState.FAILED, PaymentState.VOID]


@ledger_check("V12", "payments without exactly one journal")
def payments_and_journals() -> Iterator[str]:
    yield from _payments_that_lack_one()
    yield from _journals_of_no_payment()
    yield from _journals_of_other_amounts()
    yield from _claims_and_payments()


def _payments_that_lack_one() -> Iterator[str]:
    payments = Payment.objects.order_by("pk")
    for payment in payments.filter(
        state__in=[PaymentState.RELEASED, PaymentState.CONFIRMED, PaymentState.FAILED],
        journal__isnull=True,
    ).iterator(BATCH):
        yield f"Payment {payment.pk} is {payment.state} and has no journal."
    for payment in payments.filter(state=PaymentState.PREPARED, journal__isnull=False):
        yield f"Payment {payment.pk} is only prepared and has a journal."
    returned = payments.filter(state__in=GONE, journal__isnull=False, return_journal__isnull=True)
    for payment in returned.iterator(BATCH):
        yield f"Payment {payment.pk} is {payment.state} and its money did not come back."
    live = payments.filter(state__in=LIVE_PAYMENT, return_journal__isnull=False)
    for payment in live.iterator(BATCH):
        yield f"Payment {payment.pk} is {payment.state} and its money came back, too."


def _journals_of_no_payment() -> Iterator[str]:
    posted = Journal.objects.filter(state=JournalState.POSTED)
    for kind, field in (
        (JournalKind.PAYMENT, "journal_id"),
        (JournalKind.PAYMENT_RETURNED, "return_journal_id"),
    ):
        known = Payment.objects.filter(**{f"{field}__isnull": False}).values(field)
        for journal in posted.filter(kind=kind).exclude(pk__in=known).iterator(BATCH):
            yield f"Journal {journal.number} pays, and belongs to no payment."


def _journals_of_other_amounts() -> Iterator[str]:
    cash = (
        JournalLine.objects.filter(account=Account.CASH, journal__kind=JournalKind.PAYMENT)
        .order_by()
        .values("journal")
        .annotate(sum=Sum("amount", filter=Q(side=Side.CREDIT)))
    )
    paid = dict(cash.values_list("journal", "sum"))
    payments = Payment.objects.filter(journal__isnull=False).order_by("pk")
    for pk, journal, amount in payments.values_list("pk", "journal_id", "amount").iterator(BATCH):
        if paid.get(journal) != amount:
            there = format_pence(paid.get(journal) or 0)
            yield f"Payment {pk} is of {format_pence(amount)}, its journal of {there}."


def _claims_and_payments() -> Iterator[str]:
    confirmed = Payment.objects.filter(state=PaymentState.CONFIRMED, kind=PaymentKind.CLAIM)
    paid = Claim.objects.filter(state=ClaimState.PAID, approved__gt=F("retained"))
    unpaid = paid.exclude(pk__in=confirmed.values("claim"))
    for reference in unpaid.values_list("reference", flat=True):
        yield f"Claim {reference} is paid and has no confirmed payment."
    live = Payment.objects.filter(state__in=LIVE_PAYMENT).select_related("claim")
    to_pay = Q(kind=PaymentKind.CLAIM, amount=F("claim__approved") - F("claim__retained"))
    kept = Q(kind=PaymentKind.RETENTION, amount=F("claim__retained"))
    for payment in live.exclude(to_pay | kept).iterator(BATCH):
        yield f"Payment {payment.pk} is not what {payment.about} is to be paid."
    stray = live.filter(kind=PaymentKind.CLAIM)
    for payment in stray.exclude(claim__state__in=[ClaimState.IN_RUN, ClaimState.PAID]):
        yield f"Payment {payment.pk} is live, {payment.claim.reference} is {payment.claim.state}."


@ledger_check("V13", "bank files that differ from their run")
def bank_files() -> Iterator[str]:
    yield from _run_totals()
    exported = PaymentRun.objects.exclude(bank_file_sha256="").select_related("bank_file")
    for run in exported.order_by("pk").iterator(BATCH):
        yield from _bank_file(run)
    sent = PaymentRun.objects.filter(state__in=[RunState.SENT, RunState.FINISHED], total__gt=0)
    for run in sent.filter(Q(bank_file__isnull=True) | Q(bank_file_sha256="")):
        yield f"{run} went to the bank without a file."


def _run_totals() -> Iterator[str]:
    """Before anything fails a run's totals are those of its live payments."""
    sums = (
        Payment.objects.exclude(state=PaymentState.VOID)
        .order_by()
        .values_list("run")
        .annotate(
            bank=Coalesce(Sum("amount", filter=Q(internal=False)), 0),
            internal=Coalesce(Sum("amount", filter=Q(internal=True)), 0),
        )
    )
    found = {run: (bank, internal) for run, bank, internal in sums}
    runs = PaymentRun.objects.exclude(state=RunState.VOID).order_by("pk")
    for run in runs.iterator(BATCH):
        if found.get(run.pk, (0, 0)) != (run.total, run.internal_total):
            yield f"{run} says {format_pence(run.total)}, its payments do not."


def _bank_file(run: PaymentRun) -> Iterator[str]:
    if run.bank_file is None or run.bank_file.sha256 != run.bank_file_sha256:
        yield f"The bank file of {run} is not the one that was made."
        return
    try:
        content = files.content_of(run.bank_file)
    except Refused:
        yield f"The bank file of {run} is damaged."
        return
    rows = list(csv.DictReader(io.StringIO(content.decode("ascii"))))
    total = sum(int(row["Amount"].replace(".", "")) for row in rows)
    if total != run.total:
        yield f"The bank file of {run} comes to {format_pence(total)}, not to its total."


@ledger_check("V14", "bank details that two members share")
def shared_bank_details() -> Iterator[str]:
    seen: dict[tuple[str, str], PayeeAccount] = {}
    verified = PayeeAccount.objects.filter(state=AccountState.VERIFIED)
    for account in verified.select_related("organisation").order_by("verified_at").iterator(BATCH):
        key = account.sort_code, account.account_number
        other = seen.setdefault(key, account)
        if other.organisation_id != account.organisation_id and not account.shared_reason:
            yield (
                f"{account.organisation} and {other.organisation} share the account "
                f"{account.masked}, and nobody said why."
            )


@ledger_check("V17", "funder claims that are not the sum of their lines")
def funder_claim_sums() -> Iterator[str]:
    lines = dict(
        FunderClaimLine.objects.order_by().values_list("funder_claim").annotate(sum=Sum("amount"))
    )
    rows = dict(
        FunderClaimRow.objects.order_by().values_list("funder_claim").annotate(sum=Sum("amount"))
    )
    claims = FunderClaim.objects.exclude(state=FunderClaimState.ABANDONED)
    for claim in claims.select_related("grant").defer("snapshot").order_by("pk").iterator(BATCH):
        total = lines.get(claim.pk, 0) + rows.get(claim.pk, 0)
        if total != claim.total:
            said, is_sum = format_pence(claim.total), format_pence(total)
            yield f"{claim} says {said}, its lines and rows come to {is_sum}."
    wrong = FunderClaimLine.objects.filter(live=True).exclude(amount=F("claim_line__approved"))
    for line in wrong.exclude(funder_claim__state=FunderClaimState.ASSEMBLED).select_related(
        "funder_claim__grant", "claim_line__claim"
    ):
        yield (
            f"Line {line.claim_line.number} of {line.claim_line.claim} stands in "
            f"{line.funder_claim} with another amount than was approved."
        )


@ledger_check("V18", "lines in more than one live funder claim")
def lines_claimed_twice() -> Iterator[str]:
    seen: set[int] = set()
    for line in FunderClaimLine.objects.filter(live=True).values_list("claim_line", flat=True):
        if line in seen:
            yield f"Claim line {line} stands in two live funder claims."
        seen.add(line)
    gone = [FunderClaimState.REPLACED, FunderClaimState.ABANDONED]
    for line in FunderClaimLine.objects.filter(live=True, funder_claim__state__in=gone):
        yield f"Claim line {line.claim_line_id} is live in a funder claim that is not."


@ledger_check("V19", "retention out of bounds")
def retention() -> Iterator[str]:
    for claim in Claim.objects.filter(
        Q(retained__lt=0) | Q(approved__gt=0, retained__gt=F("approved"))
    ):
        kept, approved = format_pence(claim.retained), format_pence(claim.approved)
        yield f"{claim} keeps back {kept} of {approved}."
    yield from _kept_by_grant()
    yield from _releases()
    yield from _paid_without_release()


def _kept_by_grant() -> Iterator[str]:
    """What claims keep back and no release took, against the books of each grant."""
    kept = dict(
        Claim.objects.exclude(journal=None)
        .filter(retention_release__isnull=True)
        .order_by()
        .values_list("round__grant")
        .annotate(sum=Sum("retained"))
    )
    for row in GrantBalance.objects.filter(quarter="", account=Account.RETENTION):
        here = kept.get(row.grant_id, 0)
        if row.credits - row.debits != here:
            books = format_pence(row.credits - row.debits)
            yield f"Grant {row.grant_id}: claims keep back {format_pence(here)}, the books {books}."


def _releases() -> Iterator[str]:
    """A release is the sum of its claims, and has its one journal of that amount."""
    sums = dict(
        Claim.objects.filter(retention_release__isnull=False)
        .order_by()
        .values_list("retention_release")
        .annotate(sum=Sum("retained"))
    )
    debits = JournalLine.objects.filter(
        account=Account.RETENTION, journal__kind=JournalKind.RETENTION_RELEASED, side=Side.DEBIT
    )
    booked = dict(debits.order_by().values_list("journal").annotate(sum=Sum("amount")))
    releases = RetentionRelease.objects.select_related("grant", "organisation").order_by("pk")
    for each in releases.iterator(BATCH):
        agreed = each.amount if each.state == RetentionState.AGREED else 0
        claims, books = sums.get(each.pk, 0), booked.pop(each.journal_id, 0)
        if not agreed == claims == books:
            yield (
                f"{each}: {format_pence(agreed)} is released, its claims come to "
                f"{format_pence(claims)}, its journal to {format_pence(books)}."
            )
    for number in Journal.objects.filter(pk__in=booked).values_list("number", flat=True):
        yield f"Journal {number} releases what was kept back, and nobody agreed to it."
    strangers = Claim.objects.filter(retention_release__isnull=False).exclude(
        retention_release__grant=F("round__grant"),
        retention_release__organisation=F("organisation"),
    )
    for reference in strangers.values_list("reference", flat=True):
        yield f"Claim {reference} stands in the release of another member or grant."


def _paid_without_release() -> Iterator[str]:
    live = Payment.objects.filter(state__in=LIVE_PAYMENT, kind=PaymentKind.RETENTION)
    for payment in live.exclude(
        claim__retention_release__state=RetentionState.AGREED
    ).select_related("claim"):
        yield f"Payment {payment.pk} pays {payment.about}, which is not released."


@ledger_check("V20", "what funders took off, on both sides")
def taken_off() -> Iterator[str]:
    lines = dict(
        FunderClaimLine.objects.filter(disallowed__gt=0)
        .order_by()
        .values_list("funder_claim")
        .annotate(sum=Sum("disallowed"))
    )
    for claim in FunderClaim.objects.filter(agreed__isnull=False).select_related("grant"):
        off = claim.total - claim.agreed
        if lines.get(claim.pk, 0) != off:
            said = format_pence(lines.get(claim.pk, 0))
            yield f"{claim} is agreed {format_pence(off)} lower, its lines by {said}."
        booked = JournalLine.objects.filter(
            journal__kind=JournalKind.FUNDER_ADJUSTMENT,
            journal__cause_kind="claims.funderclaim",
            journal__cause_id=claim.pk,
        )
        for account, side in ((Account.OWED_TO_MEMBERS, "D"), (Account.GRANT_INCOME, "D")):
            sum_of = booked.filter(account=account, side=side).aggregate(sum=Sum("amount"))["sum"]
            if (sum_of or 0) != off:
                there = format_pence(sum_of or 0)
                yield f"{claim}: {format_pence(off)} was taken off, {there} is in {account.label}."


@ledger_check("V26", "frozen funder claims without their files")
def frozen_papers() -> Iterator[str]:
    sent = FunderClaim.objects.filter(sent_at__isnull=False).defer("snapshot")
    for claim in sent.filter(Q(pdf__isnull=True) | Q(sheet__isnull=True)).select_related("grant"):
        yield f"{claim} was sent, and its PDF or sheet is missing."


@ledger_check("V31", "snapshots whose figures no longer tie")
def snapshots() -> Iterator[str]:
    sent = FunderClaim.objects.filter(sent_at__isnull=False).select_related("grant")
    for claim in sent.order_by("pk").iterator(50):
        snapshot = claim.snapshot
        if hashlib.sha256(canonical(snapshot)).hexdigest() != claim.sha256:
            yield f"What {claim} froze is not what its SHA-256 says."
            continue
        frozen = sum(line["amount"] for line in snapshot["lines"]) + snapshot["own_rows"]
        if not claim.total == snapshot["total"] == frozen:
            yield f"{claim} says {format_pence(claim.total)}, its frozen figures do not."
        amounts = list(claim.lines.order_by("pk").values_list("amount", flat=True))
        if amounts != [line["amount"] for line in snapshot["lines"]]:
            yield f"The lines of {claim} are not those that were frozen."
