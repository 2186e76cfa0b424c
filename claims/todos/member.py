"""A member's claims as cards, and the accountable body's own for whoever approves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse

from claims.facts.draft import Whole
from claims.models import Claim, Round
from claims.states import ClaimState
from consortium.core.actor import Actor
from consortium.core.money import format_pence
from consortium.core.periods import Quarter
from consortium.core.prepared import prepared
from consortium.core.todo import Todo
from members.states import Role
from projects.models import BudgetLine

ENDED = frozenset({ClaimState.PAID, ClaimState.REJECTED})
ASKS_MEMBER = frozenset(
    {ClaimState.IN_PROGRESS, ClaimState.AWAITING_SIGN_OFF, ClaimState.CHANGES_REQUESTED}
)


@dataclass(frozen=True)
class Card:
    """One grant's claim of a quarter as the member's home shows it."""

    round: Round
    claim: Claim | None = None
    done: int | None = None
    signs: bool = False

    @property
    def asks(self) -> bool:
        """Has the member something to do?"""
        if self.claim is None or self.claim.state == ClaimState.WITHDRAWN:
            return self.round.closed_at is None
        return self.claim.state in ASKS_MEMBER

    @property
    def state(self) -> str:
        return self.claim.state if self.claim else "not_started"

    @property
    def url(self) -> str:
        if self.claim is None:
            return reverse("claim_start", args=[self.round.pk])
        if self.claim.state == ClaimState.AWAITING_SIGN_OFF and self.signs:
            return reverse("claim_sign", args=[self.claim.pk])
        return self.claim.get_absolute_url()

    @property
    def button(self) -> str:
        if self.claim is None:
            return "Start the claim"
        if self.claim.state == ClaimState.AWAITING_SIGN_OFF:
            return "Read and sign" if self.signs else "See who has it"
        words = {
            ClaimState.IN_PROGRESS: "Continue",
            ClaimState.CHANGES_REQUESTED: "See what is asked",
            ClaimState.WITHDRAWN: "Open the claim",
        }
        return words.get(self.claim.state, "Open the claim")


def cards(actor: Actor, *, today: date) -> list[Card]:
    """The member's claims of the quarters open now, and those before until they are paid.

    What asks for something first, by due day. Two queries, and those of the one
    draft that is due first.
    """
    if not actor.has(Role.CLAIMS_PERSON, Role.REPRESENTATIVE):
        return []
    rounds = _rounds(
        organisation=actor.organisation_id, since=Quarter.containing(today).previous().code
    )
    claims = _claims(organisation=actor.organisation_id, rounds=[each.pk for each in rounds])
    mine, signs = {claim.round_id: claim for claim in claims}, actor.has(Role.REPRESENTATIVE)
    found = [Card(each, _of(each, mine), None, signs) for each in rounds]
    found = [card for card in found if card.claim or not card.round.closed_at]
    found.sort(key=lambda card: not card.asks)
    return _with_progress(found, today)


@prepared
def _rounds(*, organisation: int, since: str) -> QuerySet:
    budgets = BudgetLine.objects.filter(
        grant=OuterRef("grant"),
        organisation=organisation,
        financial_year__startswith=Substr(OuterRef("quarter"), 1, 4),
    )
    mine = Claim.objects.filter(organisation=organisation)
    unfinished = mine.filter(round=OuterRef("pk")).exclude(state__in=sorted(ENDED))
    return (
        Round.objects.filter(Q(quarter__gte=since) | Exists(unfinished), Exists(budgets))
        .filter(opened_at__isnull=False)
        .select_related("grant")
        .order_by("member_due", "grant__reference")[:20]
    )


@prepared
def _claims(*, organisation: int, rounds: list[int]) -> QuerySet:
    return Claim.objects.filter(organisation=organisation, round__in=rounds).order_by()


def _of(round: Round, claims: dict[int, Claim]) -> Claim | None:
    claim = claims.get(round.pk)
    if claim:
        claim.round = round
    return claim


def _with_progress(found: list[Card], today: date) -> list[Card]:
    """How many parts of the first draft are done: working it out reads the whole claim."""
    for place, card in enumerate(found):
        if card.state == ClaimState.IN_PROGRESS:
            whole = Whole(card.claim, today)
            whole.twins = {}  # look-alikes do not count as parts
            found[place] = Card(card.round, card.claim, whole.done, card.signs)
            break
    return found


def to_approve(actor: Actor) -> Iterator[Todo]:
    """The accountable body's own claims that wait for the chair or a named reviewer (SD4)."""
    own = Claim.objects.filter(own=True, state=ClaimState.CHECKED)
    if not actor.has(Role.CHAIR):
        own = own.filter(assignments__user=actor.user_id, assignments__ended_at__isnull=True)
    for claim in own.select_related("organisation", "round__grant").order_by("round__pay_due")[:5]:
        yield Todo(
            f"Approve the accountable body's own claim, {claim.round.period.label}",
            reverse("claim", args=[claim.pk]),
            due=claim.round.pay_due,
            hint=f"{claim.organisation.short_name}, {claim.round.grant.name}: "
            f"{format_pence(claim.claimed)} claimed, checked by the office",
            state=claim.state,
            kind="claim",
            weight=3,
        )
