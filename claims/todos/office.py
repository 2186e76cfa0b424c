"""Claims to check and approve, members that are late, reports that are due to funders."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from claims.facts.owing import members_owing
from claims.models import Claim, FunderClaim, Round
from claims.states import HAS_BEEN_SENT, ClaimState, FunderClaimState
from consortium.core.actor import Actor
from consortium.core.money import format_pence
from consortium.core.periods import FinancialYear
from consortium.core.prepared import prepared
from consortium.core.todo import Todo

S = ClaimState
ONE_BY_ONE = 6
VERBS = {S.SUBMITTED: "Check", S.CHECKED: "Approve"}
NOT_REPORTED = (
    FunderClaimState.ASSEMBLED,
    FunderClaimState.SIGNED,
    FunderClaimState.REPLACED,
    FunderClaimState.ABANDONED,
)
LOOK_BACK = timedelta(days=150)


def claims(actor: Actor, *, today: date) -> Iterator[Todo]:
    """The first claims to check and approve by name, the rest as a number; money to pay."""
    counts = {row["state"]: row for row in _counts()}
    yield from _by_name(counts)
    yield from _to_pay(counts)


def _waiting() -> QuerySet:
    waiting = Claim.objects.filter(state__in=[S.SUBMITTED, S.CHECKED, S.APPROVED, S.WAITING])
    return waiting.exclude(own=True, state=S.CHECKED).order_by()


@prepared
def _counts() -> QuerySet:
    return (
        _waiting()
        .values("state")
        .annotate(
            n=Count("pk"),
            check=Min("round__check_due"),
            pay=Min("round__pay_due"),
            pence=Sum(F("approved") - F("retained")),
        )
    )


@prepared
def _first() -> QuerySet:
    rows = _waiting().filter(state__in=list(VERBS)).select_related("organisation", "round__grant")
    return rows.order_by("round__check_due", "submitted_at")[:ONE_BY_ONE]


def _by_name(counts: dict) -> Iterator[Todo]:
    named = dict.fromkeys(VERBS, 0)
    for claim in _first():
        named[claim.state] += 1
        yield _claim(claim)
    for state, verb in VERBS.items():
        more = counts.get(state, {}).get("n", 0) - named[state]
        if more > 0:
            tab = "check" if state == S.SUBMITTED else "approve"
            words = f"{verb} {more} {'more ' if named[state] else ''}claim{'s' if more > 1 else ''}"
            yield Todo(words, _tracker(tab), due=counts[state]["check"], state=state, kind="claim")


def _claim(claim: Claim) -> Todo:
    flags = claim.flag_count
    seen = f", {flags} thing{'s' if flags > 1 else ''} to look at" if flags else ""
    return Todo(
        f"{VERBS[claim.state]} the claim of {claim.organisation.short_name}",
        reverse("claim_check", args=[claim.pk]),
        due=claim.round.check_due if claim.state == S.SUBMITTED else claim.round.pay_due,
        hint=f"{claim.round.grant.name}, {claim.round.period.short}: "
        f"{format_pence(claim.claimed)}{seen}",
        state=claim.state,
        kind="claim",
        weight=claim.flag_weight,
    )


def _to_pay(counts: dict) -> Iterator[Todo]:
    if found := counts.get(S.APPROVED):
        one = found["n"] == 1
        words = "Pay one approved claim" if one else f"Pay {found['n']} approved claims"
        yield Todo(
            words,
            reverse("payment_runs"),
            due=found["pay"],
            hint=f"{format_pence(found['pence'])} in the next payment run",
            state=S.APPROVED,
            kind="claim",
        )
    if found := counts.get(S.WAITING):
        count = "One claim waits" if found["n"] == 1 else f"{found['n']} claims wait"
        yield Todo(
            f"{count} for the funder's money",
            _tracker("waiting"),
            hint=f"{format_pence(found['pence'])}: record the money when it comes",
            state=S.WAITING,
            kind="claim",
        )


def rounds(today: date) -> Iterator[Todo]:
    """Who is late, and which funder is to be sent its claim: one query over the open quarters."""
    found = _open(today)
    late = [(each, each.expected - each.sent) for each in found if not each.closed_at]
    late = [(each, missing) for each, missing in late if missing > 0]
    if late:
        number = sum(missing for _, missing in late)
        words = "One claim has" if number == 1 else f"{number} claims have"
        first = min(each.member_due for each, _ in late)
        hint = "Remind the members, or see how far they are"
        title = f"{words} not come by the due day"
        yield Todo(title, _tracker("late"), due=first, hint=hint, state="overdue", kind="claim")
    for each in found:
        if not each.reported:
            yield Todo(
                f"Send the funder its claim: {each.grant.name}",
                reverse("funder_claims"),
                due=each.funder_due,
                hint=each.period.label,
                state="not_started",
            )


def _open(today: date) -> list[Round]:
    """Rounds past their due day: `expected` members, `sent` claims, `reported` to the funder."""
    year = FinancialYear.containing(today)
    return _open_rounds(
        today=today,
        since=today - LOOK_BACK,
        begins=year.quarters[0].code,
        year=year.label,
        before=FinancialYear(year.year - 1).label,
    )


@prepared
def _open_rounds(*, today: date, since: date, begins: str, year: str, before: str) -> QuerySet:
    of_year = Case(When(quarter__gte=begins, then=Value(year)), default=Value(before))
    sent = Claim.objects.filter(round=OuterRef("pk"), state__in=sorted(HAS_BEEN_SENT))
    counted = sent.order_by().values("round").annotate(n=Count("pk")).values("n")
    reported = FunderClaim.objects.filter(grant=OuterRef("grant"), quarter=OuterRef("quarter"))
    return (
        Round.objects.filter(opened_at__isnull=False, member_due__lt=today, funder_due__gte=since)
        .select_related("grant")
        .annotate(
            year=of_year,
            expected=members_owing(OuterRef(OuterRef("year"))),
            sent=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
            reported=Exists(reported.exclude(state__in=NOT_REPORTED)),
        )
        .order_by("funder_due", "grant__reference")
    )


def _tracker(tab: str) -> str:
    return f"{reverse('claims_tracker')}?tab={tab}"
