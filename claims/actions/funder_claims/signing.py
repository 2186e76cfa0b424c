"""Signing a funder claim by two people, and freezing it as it is sent (M26).

The papers are made from the frozen dict before any lock is taken (T8); then the
claim is locked, looked at once more, and kept only if nothing has changed.
"""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from claims.actions.fees import post_row
from claims.actions.funder_claims.assembling import lock_funder_claim
from claims.facts.funder_lines import differences
from claims.facts.funder_statement import Builder, reference_of
from claims.models import FunderClaim
from claims.notices import funder as notices
from claims.papers.funder_pdf import render_pdf
from claims.papers.funder_sheet import render_sheet
from claims.rules.funder import end_of_link
from claims.states import FunderClaimState
from claims.workflow_money import FUNDER_CLAIM
from consortium.core import audit, clock, files
from consortium.core.canonical import canonical
from consortium.core.locks import retried
from consortium.core.versions import check_version
from consortium.core.workflow import Refused, fire

UNSIGNED = {
    "first_signed_by_id": None,
    "first_signed_at": None,
    "first_signed_on": None,
    "second_signed_by_id": None,
    "second_signed_at": None,
    "second_signed_on": None,
}
SENT_FIELDS = (
    "sha256", "sent_at", "sent_on", "sent_by_id", "sent_to", "link_number", "link_ends", "version"
)  # fmt: skip


@retried
@transaction.atomic
def sign(funder_claim: FunderClaim, *, version=None, by) -> FunderClaim:
    """The first or the second of the two signatures; nobody signs twice.

    Refused while a penny differs from the ledger, or nothing is claimed.
    """
    made = lock_funder_claim(funder_claim)
    if version is not None:
        check_version(made, version)
    facts = {"differences": [*differences(made), *_nothing(made)]}
    if made.first_signed_by_id:
        made.second_signed_by_id, made.second_signed_at = by.user_id, clock.now()
        made.second_signed_on = clock.today()
        fields = ("second_signed_by_id", "second_signed_at", "second_signed_on")
        return fire(FUNDER_CLAIM, made, "sign", facts=facts, fields=fields, by=by)
    if against := FUNDER_CLAIM.reasons(made, "sign", by, **facts):
        raise Refused(against)
    made.first_signed_by_id, made.first_signed_at = by.user_id, clock.now()
    made.first_signed_on = clock.today()
    made.save(update_fields=["first_signed_by_id", "first_signed_at", "first_signed_on"])
    audit.record("claims.funder_claim_signed_first", made, after={"total": made.total}, by=by)
    notices.second_signature_wanted(made, by=by)
    return made


@transaction.atomic
def unsign(funder_claim: FunderClaim, *, reason: str, by) -> FunderClaim:
    """Open it again to change it: signatures given so far count no more."""
    made = lock_funder_claim(funder_claim)
    for name, value in UNSIGNED.items():
        setattr(made, name, value)
    made.version += 1
    fields = (*UNSIGNED, "version")
    return fire(FUNDER_CLAIM, made, "unsign", reason=reason, fields=fields, by=by)


@dataclass(frozen=True)
class Papers:
    """The frozen dict with its sum, and what was made from it."""

    snapshot: dict
    sha256: str
    pdf: bytes
    sheet: bytes


def send(funder_claim: FunderClaim, *, progress=lambda step, words: None, by) -> FunderClaim:
    """Freeze and send: number, version, SHA-256, PDF and XLSX kept, the funder told by mail.

    A second send is refused and changes nothing. `progress(step, words)` hears of
    the five steps. Rendering takes seconds: pages call it in a job.
    """
    progress(1, "Comparing with the ledger")
    frozen = _freeze(funder_claim, by)
    progress(2, "Making the PDF")
    made_at = clock.now()
    pdf = render_pdf(frozen, sha256_of(frozen), made_at=made_at)
    progress(3, "Making the spreadsheet")
    sheet = render_sheet(frozen, made_at=made_at)
    progress(4, "Freezing and sending")
    sent = _seal(funder_claim, Papers(frozen, sha256_of(frozen), pdf, sheet), by)
    progress(5, "Sent")
    return sent


def sha256_of(snapshot: dict) -> str:
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def _checked(funder_claim: FunderClaim, by) -> FunderClaim:
    made = lock_funder_claim(funder_claim)
    against = FUNDER_CLAIM.reasons(made, "send", by, differences=differences(made))
    if against:
        raise Refused(against)
    return made


@transaction.atomic
def _freeze(funder_claim: FunderClaim, by) -> dict:
    """The dict as it will be sent, with the head of the audit chain that stands in it."""
    made = _checked(funder_claim, by)
    made.sent_on = clock.today()
    head = audit.publish_head(str(made))
    seal = {"sequence": head.sequence, "row_hash": head.row_hash}
    return {**Builder(made).statement(), "audit": seal}


@transaction.atomic
def _seal(funder_claim: FunderClaim, papers: Papers, by) -> FunderClaim:
    made = _checked(funder_claim, by)
    made.sent_on = clock.today()
    now = {**Builder(made).statement(), "audit": papers.snapshot["audit"]}
    if now != papers.snapshot:
        raise Refused("Something in this claim changed while its papers were made. Send it again.")
    for row in made.rows.select_related("heading"):
        row.funder_claim = made
        row.journal = post_row(row, by=by)
        row.save(update_fields=["journal"])
    made.snapshot, made.sha256 = papers.snapshot, papers.sha256
    made.sent_at, made.sent_by_id = clock.now(), by.user_id
    made.sent_to = made.grant.funder.contact_email
    made.link_number, made.link_ends = 1, end_of_link(made.sent_on)
    made.version += 1
    name = reference_of(made).replace("/", "-")
    made.pdf = files.keep(papers.pdf, f"{name}.pdf", owner=made, by=by)
    made.sheet = files.keep(papers.sheet, f"{name}.xlsx", owner=made, by=by)
    made.save(update_fields=["snapshot"])  # its sum is enough for the audit row
    fields = (*SENT_FIELDS, "pdf", "sheet")
    made = fire(FUNDER_CLAIM, made, "send", fields=fields, by=by)
    notices.sent(made, by=by)
    return made


def _nothing(made: FunderClaim) -> list[str]:
    if made.state == FunderClaimState.ASSEMBLED and not made.lines.exists() and not made.total:
        return ["There is nothing in this claim."]
    return []
