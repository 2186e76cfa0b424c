"""Bids are drafted: what they are for, when they are due, their figures, their partners (R55)."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consortium.core import audit, clock, due, files
from consortium.core.actor import Actor
from consortium.core.saving import saved
from consortium.core.versions import check_version
from members.models import Organisation, User
from projects.bids import rules
from projects.bids.facts import figures
from projects.bids.models import Bid, BidLine, BidOutcome, BidOutput, BidPartner
from projects.bids.permissions import can_write
from projects.bids.states import REMINDED, BidRole
from projects.funds.models import Funder

from .checks import locked, not_drafting, not_unsent, refuse_if

REMINDER = "bid.deadline"
DETAILS = (
    *("title", "funder", "programme", "competition", "deadline", "deadline_at", "summary"),
    "drafter",
)


@transaction.atomic
def draft(
    *,
    title: str,
    funder: Funder,
    programme: str,
    deadline: date,
    drafter: User,
    competition: bool = False,
    deadline_at: time | None = None,
    summary: str = "",
    upload: UploadedFile | None = None,
    by: Actor,
) -> Bid:
    """A bid that somebody drafts. `competition`: open to others, so its route is decided first
    (10.8). `FileRefused` says why the guidance cannot be taken."""
    refuse_if(can_write(by))
    bid = saved(
        Bid(
            title=title.strip(), funder=funder, programme=programme.strip(),
            competition=competition, deadline=deadline, deadline_at=deadline_at,
            summary=summary.strip(), drafter=drafter,
        )
    )  # fmt: skip
    audit.record("bid.drafted", bid, after=_details(bid), by=by)
    if upload is not None:
        _keep_guidance(bid, upload, by=by)
    plan_reminders(bid)
    return bid


@transaction.atomic
def change(
    bid: Bid, *, values: dict, version, upload: UploadedFile | None = None, by: Actor
) -> Bid:
    """Put details right until it is sent: `values` by the names of `DETAILS`. The figures have
    a verb of their own. `version` is that of the page it was changed on."""
    current = locked(bid)
    check_version(current, version)
    refuse_if(can_write(by), not_unsent(current))
    before = _details(current)
    for name in DETAILS:
        value = values.get(name, getattr(current, name))
        setattr(current, name, value.strip() if isinstance(value, str) else value)
    current.version += 1
    current.save(update_fields=[*DETAILS, "version"])
    audit.record("bid.changed", current, before=before, after=_details(current), by=by)
    if upload is not None:
        _keep_guidance(current, upload, by=by)
    plan_reminders(current)
    return current


def _details(bid: Bid) -> dict[str, Any]:
    """As the audit trail keeps them: people and funders by their numbers."""
    return {
        "title": bid.title, "funder": bid.funder_id, "programme": bid.programme,
        "competition": bid.competition, "deadline": bid.deadline,
        "deadline_at": bid.deadline_at and f"{bid.deadline_at:%H:%M}", "summary": bid.summary,
        "drafter": bid.drafter_id,
    }  # fmt: skip


def _keep_guidance(bid: Bid, upload: UploadedFile, *, by: Actor) -> None:
    """The funder's guidance; an earlier file stays kept and is shown no more."""
    bid.guidance = files.receive(upload, owner=bid, organisation_id=None, by=by)
    bid.save(update_fields=["guidance"])
    audit.record("bid.guidance", bid, after={"file": bid.guidance_id}, by=by)


def plan_reminders(bid: Bid) -> None:
    """14, 7 and 1 days before the deadline, those that are still to come."""
    due.cancel(REMINDER, bid)
    today = clock.today()
    for days in REMINDED:
        if (day := bid.deadline - timedelta(days=days)) >= today:
            due.plan(REMINDER, bid, day)


@transaction.atomic
def set_figures(
    bid: Bid,
    *,
    amount: int,
    budget: Sequence[tuple[str, int]],
    outputs: Sequence[tuple[str, int]],
    outcomes: Sequence[str],
    version,
    by: Actor,
) -> Bid:
    """Amount in pence, budget as (heading, pence), outputs as (words, number), outcomes: all of
    them, in place of what was there. They need not add up before the bid is ready."""
    current = locked(bid)
    check_version(current, version)
    shares = current.partners.values_list("share", flat=True)
    refuse_if(
        can_write(by),
        not_drafting(current),
        "The amount asked for cannot be negative." if amount < 0 else "",
        *_faults_of_rows(budget, outputs, outcomes),
        rules.fault_of_shares(shares, amount),
    )
    before = figures(current)
    for rows in (current.lines, current.outputs, current.outcomes):
        rows.all().delete()
    BidLine.objects.bulk_create(
        BidLine(bid=current, heading=words, amount=pence) for words, pence in budget
    )
    BidOutput.objects.bulk_create(
        BidOutput(bid=current, words=words, number=number) for words, number in outputs
    )
    BidOutcome.objects.bulk_create(BidOutcome(bid=current, words=words) for words in outcomes)
    current.amount = amount
    after = figures(current)
    current.version += 1
    if after != before:
        current.figures_on = clock.today()
        audit.record("bid.figures", current, before=before, after=after, by=by)
    current.save(update_fields=["amount", "figures_on", "version"])
    return current


def _faults_of_rows(budget, outputs, outcomes) -> list[str]:
    """Each heading, output and outcome once, with an amount or a number above nothing."""
    found = []
    for what, words in (
        ("heading", [row[0] for row in budget]),
        ("output", [row[0] for row in outputs]),
        ("outcome", list(outcomes)),
    ):
        found += [f"The {what} “{each}” stands there twice." for each in _twice(words)]
        if not all(each.strip() for each in words):
            found.append(f"Enter the words of each {what}.")
    if any(pence <= 0 for _, pence in budget):
        found.append("Each line of the budget needs an amount above nothing.")
    if any(number <= 0 for _, number in outputs):
        found.append("Each output needs a number above nothing.")
    return found


def _twice(words: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    found = []
    for each in words:
        if each in seen and each not in found:
            found.append(each)
        seen.add(each)
    return found


@transaction.atomic
def set_partner(
    bid: Bid, organisation: Organisation, *, role: str, share: int, by: Actor
) -> BidPartner:
    """A member is in the bid as lead or delivery partner, with its share in pence (R98)."""
    current = locked(bid)
    others = list(current.partners.exclude(organisation=organisation))
    lead = any(each.role == BidRole.LEAD for each in others)
    refuse_if(
        can_write(by),
        not_unsent(current),
        "" if role in BidRole.values else "Choose a role.",
        "The bid has a lead partner already." if lead and role == BidRole.LEAD else "",
        "A share cannot be negative." if share < 0 else "",
        rules.fault_of_shares([share, *(each.share for each in others)], current.amount),
    )
    found, made = BidPartner.objects.get_or_create(
        bid=current, organisation=organisation, defaults={"role": role, "share": share}
    )
    before = {} if made else {"role": found.role, "share": found.share}
    found.role, found.share = role, share
    found.save(update_fields=["role", "share"])
    after = {"organisation": organisation.pk, "role": role, "share": share}
    audit.record("bid.partner", current, before=before, after=after, by=by)
    return found


@transaction.atomic
def leave(partner: BidPartner, *, by: Actor) -> None:
    """A partner takes no part in the bid any more."""
    current = locked(partner.bid)
    refuse_if(can_write(by), not_unsent(current))
    before = {"organisation": partner.organisation_id, "role": partner.role, "share": partner.share}
    partner.delete()
    audit.record("bid.partner_left", current, before=before, after={}, by=by)
