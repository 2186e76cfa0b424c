"""The register of decisions, as lists and pages ask for it (R36, R96, R97)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from consortium.core.actor import Actor
from members.meetings.models import Decision, Election
from members.meetings.states import DecisionKind
from members.models import MeetingBusiness, Organisation


def register(actor: Actor | None) -> QuerySet[Decision]:
    """What this person may read, the newest first, with how many members take no part."""
    found = Decision.objects.visible_to(actor).select_related("meeting", "override", "owner")
    standing = Count("opt_outs", filter=Q(opt_outs__ended_on__isnull=True))
    return found.annotate(out=standing).order_by("-financial_year", "-number")


def bound_and_out(decision: Decision) -> tuple[list[Organisation], list]:
    """The members on the day that are bound, and the opt-outs that stand. Two queries."""
    outs = list(
        decision.opt_outs.filter(ended_on__isnull=True).select_related("organisation", "user")
    )
    away = {each.organisation_id for each in outs}
    members = Organisation.objects.voting_on(decision.decided_on).order_by("name")
    return [each for each in members if each.pk not in away], outs


def elected_by(decision: Decision) -> Election | None:
    """The election that a decision settled, with who was elected: their name is looked up, as
    the wording holds the office alone (D3). A query for a decision of an election."""
    if decision.kind != DecisionKind.ELECTION:
        return None
    rows = Election.objects.select_related("term__holder", "term__organisation")
    return rows.filter(decision=decision, term__isnull=False).first()


@dataclass(frozen=True)
class Next:
    """What is done with a decision elsewhere: the word on the link, and where it leads."""

    word: str
    url: str


FollowUp = Callable[[MeetingBusiness, Decision], Next | None]
FOLLOW_UPS: dict[str, FollowUp] = {}
# What kind of decision business of a kind asks for, where whoever raises it says so.
KIND_OF_BUSINESS: dict[str, str] = {}
Leads = Callable[[Decision, Actor], Iterable[Next]]
LEADS: list[Leads] = []


def leads_to(function: Leads) -> Leads:
    """Register `function(decision, actor) -> [Next, …]`: what the decision is about elsewhere,
    as far as this person may read it. Asked on the decision's page: a query at most."""
    LEADS.append(function)
    return function


def about(decision: Decision, actor: Actor) -> list[Next]:
    """Where the decision leads, from every part of the site that has registered."""
    return [each for function in LEADS for each in function(decision, actor)]


def follow_up(kind: str) -> Callable[[FollowUp], FollowUp]:
    """Register where the outcome of business of a kind is recorded."""

    def keep(function: FollowUp) -> FollowUp:
        FOLLOW_UPS[kind] = function
        return function

    return keep


def next_step(decision: Decision) -> Next | None:
    """What the secretariat still has to record about the business that was decided."""
    business = decision.item.business if decision.item else None
    if business is None or business.settled_on or business.dropped_at:
        return None
    function = FOLLOW_UPS.get(business.kind)
    return function(business, decision) if function else None
