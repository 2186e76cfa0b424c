"""What was kept back from a member is released after the final report (M17, R103).

One officer asks, another agrees; then it is owed to the member, and each claim's part
is paid in a payment run like the claim itself.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse

from claims.facts.retention import claims_on_their_way, kept_claims
from claims.locks import lock_claims
from claims.models import Claim, RetentionRelease
from claims.notices import money as notices
from claims.permissions import OFFICERS
from claims.permissions_money import an_officer
from claims.workflow_money import RETENTION
from consortium.core import audit, clock
from consortium.core.locks import retried
from consortium.core.money import format_pence
from consortium.core.workflow import Refused, fire
from members.models import Organisation
from members.offices import why_role_waits
from projects.funds import ledger
from projects.funds.models import Grant, Journal
from projects.funds.states import JournalKind


@retried
@transaction.atomic
def ask_release(
    grant: Grant, organisation: Organisation, *, report_accepted_on: date, report: str, by
) -> RetentionRelease:
    """Ask to release everything kept back from a member under a grant. A local day."""
    grant, claims = _locked(grant, organisation)
    amount = sum(claim.retained for claim in claims)
    against = [an_officer(by, None), *_faults(grant, organisation, amount)]
    against += _no_report(grant, report_accepted_on, report)
    if found := [words for words in against if words]:
        raise Refused(found)
    try:
        with transaction.atomic():
            asked = RetentionRelease.objects.create(
                grant=grant,
                organisation=organisation,
                amount=amount,
                report_accepted_on=report_accepted_on,
                report=report.strip(),
                asked_at=clock.now(),
                asked_by_id=by.user_id,
                example=grant.example,
            )
    except IntegrityError:
        raise Refused("Somebody has asked for this release already.") from None
    after = {"amount": amount, "claims": len(claims), "report_accepted_on": report_accepted_on}
    audit.record("claims.retention_asked", asked, after=after, reason=report, by=by)
    notices.retention_asked(asked, by=by)
    return asked


def _faults(grant: Grant, organisation: Organisation, amount: int) -> list[str]:
    found = []
    if amount <= 0:
        found.append(f"Nothing is kept back from {organisation.name} under this grant.")
    if open_claims := claims_on_their_way(grant, organisation):
        found.append(
            f"Decide these claims first, so that all of it is released: {', '.join(open_claims)}."
        )
    return found


def _no_report(grant: Grant, accepted_on: date, report: str) -> list[str]:
    found = []
    if accepted_on > clock.today():
        found.append("The final report cannot be accepted after today.")
    if accepted_on < grant.starts:
        found.append("The final report cannot be accepted before the grant began.")
    if not report.strip():
        found.append("Say which report was accepted, and by whom.")
    return found


@retried
@transaction.atomic
def agree_release(release: RetentionRelease, *, by) -> RetentionRelease:
    """The second officer agrees: it is owed to the member, and can be paid.

    `Refused` where what is kept back changed since it was asked for.
    """
    grant, claims = _locked(release.grant, release.organisation)
    release = RetentionRelease.objects.select_related("grant__fund", "organisation").get(
        pk=release.pk
    )
    waits = why_role_waits(by, *OFFICERS, day=clock.today())
    facts = {"stops": [*([waits] if waits else []), *_changed(release, claims)]}
    if against := RETENTION.reasons(release, "agree", by, **facts):
        fire(RETENTION, release, "agree", facts=facts, by=by)  # refuses in these words, logged
        raise Refused(against)
    release.journal = _post(release, grant, by)
    release.decided_at, release.decided_by_id = clock.now(), by.user_id
    fields = ("journal", "decided_at", "decided_by_id")
    fire(RETENTION, release, "agree", reason=release.report, facts=facts, fields=fields, by=by)
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(retention_release=release)
    for claim in claims:
        after = {"retained": claim.retained, "release_id": release.pk}
        audit.record("claim.retention_released", claim, after=after, by=by)
    notices.retention_released(release, by=by)
    return release


@transaction.atomic
def refuse_release(release: RetentionRelease, *, reason: str, by) -> RetentionRelease:
    """It stays kept back. Whoever asked may take it back, too."""
    release = RetentionRelease.objects.select_for_update(of=("self",)).get(pk=release.pk)
    release.decided_at, release.decided_by_id = clock.now(), by.user_id
    release.refused_reason = reason.strip()[:200]
    fields = ("decided_at", "decided_by_id", "refused_reason")
    release = fire(RETENTION, release, "refuse", reason=reason, fields=fields, by=by)
    notices.retention_refused(release, reason=reason.strip(), by=by)
    return release


def _locked(grant: Grant, organisation: Organisation) -> tuple[Grant, list[Claim]]:
    """Fund, grant and the member's claims with something kept back, in that order."""
    ledger.lock_funds([grant.fund_id])
    grant = Grant.objects.select_for_update(of=("self",)).select_related("fund").get(pk=grant.pk)
    return grant, lock_claims(kept_claims(grant, organisation).values_list("pk", flat=True))


def _changed(release: RetentionRelease, claims: list[Claim]) -> list[str]:
    now = sum(claim.retained for claim in claims)
    if now == release.amount:
        return []
    return [
        f"{format_pence(now)} is kept back now, {format_pence(release.amount)} was asked for. "
        "Refuse this, and ask again."
    ]


def _post(release: RetentionRelease, grant: Grant, by) -> Journal:
    return ledger.post(
        JournalKind.RETENTION_RELEASED,
        ledger.retention_release_entries(grant, release.organisation, release.amount),
        effective=clock.today(),
        description=f"{release.organisation.short_name}: what was kept back is released",
        cause=release,
        cause_url=reverse("retention", args=[grant.pk]),
        reason=release.report,
        by=by,
    )
