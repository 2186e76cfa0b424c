"""What is kept back from whom, what of it is released, and what is paid."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Sum

from claims.models import Claim, Payment, RetentionRelease
from claims.states import (
    HAS_BEEN_APPROVED,
    HAS_BEEN_SENT,
    ClaimState,
    PaymentKind,
    PaymentState,
    RetentionState,
)
from members.models import Organisation, User
from projects.funds.models import Grant

UNDECIDED = frozenset(HAS_BEEN_SENT - HAS_BEEN_APPROVED - {ClaimState.REJECTED})


def kept_claims(grant: Grant, organisation: Organisation):
    """A member's claims of which something is still kept back."""
    return Claim.objects.filter(
        round__grant=grant,
        organisation=organisation,
        state__in=sorted(HAS_BEEN_APPROVED),
        retained__gt=0,
        retention_release__isnull=True,
    )


def claims_on_their_way(grant: Grant, organisation: Organisation) -> list[str]:
    """References of what is sent and not decided: of these, too, something may be kept back."""
    found = Claim.objects.filter(
        round__grant=grant, organisation=organisation, state__in=sorted(UNDECIDED)
    )
    return list(found.order_by("pk").values_list("reference", flat=True))


@dataclass(frozen=True)
class KeptRow:
    """One member under one grant, in pence."""

    organisation: Organisation
    claims: int
    kept: int
    released: int
    paid: int
    asked: RetentionRelease | None
    on_their_way: int

    @property
    def left(self) -> int:
        return self.kept - self.released


@dataclass(frozen=True)
class ReleaseRow:
    release: RetentionRelease
    asked_by: str
    decided_by: str


def kept_rows(grant: Grant) -> list[KeptRow]:
    """Every member from whom anything was ever kept back under a grant, in five queries."""
    claims = Claim.objects.filter(round__grant=grant).order_by()
    sums = (
        claims.filter(state__in=sorted(HAS_BEEN_APPROVED), retained__gt=0)
        .values("organisation")
        .annotate(
            kept=Sum("retained"),
            released=Sum("retained", filter=Q(retention_release__isnull=False), default=0),
        )
    )
    found = {row["organisation"]: row for row in sums}
    paid = _paid(grant)
    asked = {
        each.organisation_id: each
        for each in RetentionRelease.objects.filter(grant=grant, state=RetentionState.ASKED)
    }
    counts = _counted(claims)
    members = Organisation.objects.filter(pk__in=found).order_by("name")
    return [
        KeptRow(
            organisation=member,
            claims=counts.get((member.pk, True), 0),
            kept=found[member.pk]["kept"],
            released=found[member.pk]["released"],
            paid=paid.get(member.pk, 0),
            asked=asked.get(member.pk),
            on_their_way=counts.get((member.pk, False), 0),
        )
        for member in members
    ]


def _counted(claims) -> dict[tuple[int, bool], int]:
    """{(member, whether decided): claims}: those with something kept back, and undecided ones."""
    kept = Q(state__in=sorted(HAS_BEEN_APPROVED), retained__gt=0)
    counts: dict[tuple[int, bool], int] = {}
    rows = claims.filter(kept | Q(state__in=sorted(UNDECIDED)))
    for member, state in rows.values_list("organisation", "state"):
        key = member, state in HAS_BEEN_APPROVED
        counts[key] = counts.get(key, 0) + 1
    return counts


def _paid(grant: Grant) -> dict[int, int]:
    payments = Payment.objects.filter(
        claim__round__grant=grant, kind=PaymentKind.RETENTION, state=PaymentState.CONFIRMED
    )
    return dict(payments.order_by().values_list("organisation").annotate(sum=Sum("amount")))


def release_rows(grant: Grant, *, most: int = 50) -> list[ReleaseRow]:
    """The newest releases of a grant with who asked and who decided, in two queries."""
    rows = list(
        RetentionRelease.objects.filter(grant=grant).select_related("organisation", "journal")[
            :most
        ]
    )
    names = people(
        number for each in rows for number in (each.asked_by_id, each.decided_by_id) if number
    )
    return [
        ReleaseRow(each, names.get(each.asked_by_id, ""), names.get(each.decided_by_id, ""))
        for each in rows
    ]


def people(ids: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=set(ids)).values_list("pk", "name"))
