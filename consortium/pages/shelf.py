"""The shelf of reports: what was frozen, newest first, as far as this hat may open it."""

from dataclasses import dataclass
from datetime import date

from django.db.models.fields.json import KT
from django.urls import reverse

from claims.models import FunderClaim, Payment, Submission
from claims.permissions_money import READERS
from claims.states import FROZEN_FUNDER_CLAIM, LIVE_PAYMENT
from consortium.core.actor import Actor
from consortium.core.money import format_pence
from consortium.core.periods import Quarter
from consortium.core.templatetags.look import open_to

from .finding import claims_for

SHOWN = 30


@dataclass(frozen=True)
class Paper:
    """One frozen document: the page of its record, which holds the files."""

    title: str
    url: str
    day: date | None
    words: str
    state: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Shelf:
    name: str
    words: str
    papers: list[Paper]


def for_actor(actor: Actor) -> list[Shelf]:
    """Funder claims, claims as they were sent, and payments with their remittance advice."""
    found = [_funder_claims(actor), _submissions(actor), _payments(actor)]
    return [shelf for shelf in found if shelf.papers]


def _funder_claims(actor: Actor) -> Shelf:
    papers = []
    if open_to("funder_claim", 1, actor=actor):
        found = FunderClaim.objects.filter(state__in=sorted(FROZEN_FUNDER_CLAIM))
        found = found.select_related("grant").defer("snapshot", "narrative", "not_included")
        for each in found.order_by("-sent_at", "-pk")[:SHOWN]:
            papers.append(
                Paper(
                    f"{each.grant.name}, {Quarter.parse(each.quarter).label}",
                    each.get_absolute_url(),
                    each.sent_on,
                    f"Claim {each.number}, version {each.version_number}: "
                    f"{format_pence(each.total)}",
                    each.state,
                    "funder_claim",
                )
            )
    return Shelf("Claims to funders", "PDF and spreadsheet, as they were sent.", papers)


def _submissions(actor: Actor) -> Shelf:
    found = Submission.objects.filter(claim__in=claims_for(actor).values("pk"))
    found = found.defer("snapshot").select_related("claim__organisation", "claim__round__grant")
    found = found.annotate(on=KT("snapshot__submitted_on"))  # the local day, as it was frozen
    papers = [
        Paper(
            f"{each.claim.reference}, version {each.number}",
            reverse("claim", args=[each.claim_id]),
            date.fromisoformat(each.on) if each.on else None,
            f"{each.claim.organisation.name}: {format_pence(each.claimed)}",
        )
        for each in found.order_by("-submitted_at", "-pk")[:SHOWN]
    ]
    return Shelf("Claims as members sent them", "Each with the PDF of that version.", papers)


def _payments(actor: Actor) -> Shelf:
    found = Payment.objects.filter(state__in=sorted(LIVE_PAYMENT), paid_on__isnull=False)
    office = actor.has(*READERS)
    if not office:
        mine = claims_for(actor).filter(organisation=actor.organisation_id)
        found = found.filter(claim__in=mine.values("pk"))
    found = found.select_related("claim", "organisation", "run")
    papers = [
        Paper(
            f"Payment for {each.about}",
            each.run.get_absolute_url() if office else each.claim.get_absolute_url(),
            each.paid_on,
            f"{each.organisation.name}: {format_pence(each.amount)}",
            each.state,
            "payment",
        )
        for each in found.order_by("-paid_on", "-pk")[:SHOWN]
    ]
    return Shelf("Payments", "What was paid, when and for which claim.", papers)
