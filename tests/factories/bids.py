"""Bids in any state, through the verbs, over a consortium on the day of a meeting."""

from datetime import time, timedelta

from consortium.core import clock
from members.meetings.actions import motions, taken
from members.meetings.models import Decision, Meeting
from members.meetings.states import ItemState, MeetingState, Route
from members.models import MeetingBusiness
from members.states import Role
from projects.bids.actions import drafting, putting, sending
from projects.bids.models import Bid

from . import meetings as make
from .funds import FunderFactory
from .members import OrganisationFactory, actor_of, seated

BUDGET = (("Staff", 30_000_00), ("Travel", 2_000_00))
OUTPUTS = (("Groups advised", 40),)
OUTCOMES = ("Groups last longer",)


def officer():
    """A strategic development officer, as an actor."""
    return actor_of(seated(Role.STRATEGIC_OFFICER, OrganisationFactory()))


def somebody():
    return seated(Role.REPRESENTATIVE, OrganisationFactory())


def drafted(by, **fields) -> Bid:
    """A bid that is whole, due in ninety days."""
    figures = {
        "budget": fields.pop("budget", BUDGET),
        "outputs": fields.pop("outputs", OUTPUTS),
        "outcomes": fields.pop("outcomes", OUTCOMES),
    }
    amount = fields.pop("amount", sum(pence for _, pence in figures["budget"]))
    values = {
        "title": "Advice for small groups",
        "funder": fields.pop("funder", None) or FunderFactory(),
        "programme": "Stronger groups",
        "deadline": clock.today() + timedelta(days=90),
        "drafter": fields.pop("drafter", None)
        or seated(Role.REPRESENTATIVE, OrganisationFactory()),
        **fields,
    }
    bid = drafting.draft(**values, by=by)
    return drafting.set_figures(bid, amount=amount, version=bid.version, by=by, **figures)


def ready(by, **fields) -> Bid:
    return sending.finish(drafted(by, **fields), by=by)


def under_way(here, business: MeetingBusiness, *, on=None) -> tuple[Meeting, object]:
    """A meeting that goes on today, at the item of this business."""
    hour = 8 + Meeting.objects.count() % 5  # before any that the tests plan for two o'clock
    meeting = make.meeting(on=on, starts_at=time(hour), ends_at=time(hour + 1))
    item = taken.take_business(meeting, business, by=here.secretariat)
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.OPEN, began_at=clock.now(), agreed_on=None
    )
    meeting.refresh_from_db()
    make.arrive(meeting, *here.members)
    item.refresh_from_db()
    return meeting, make.now_at(item)


def over(meeting: Meeting) -> None:
    """The meeting has been held."""
    meeting.items.filter(state=ItemState.NOW).update(state=ItemState.DONE)
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.HELD, ended_at=clock.now())


def agreed(here, business: MeetingBusiness, *, route: str = "") -> Decision:
    """What a meeting today agrees by consensus under the item of this business."""
    meeting, item = under_way(here, business)
    motion = motions.put(item, wording="As it stands.", route=route, by=here.chair)
    decision = motions.agree(motion, by=here.chair)
    over(meeting)
    return decision


def together(here, bid: Bid, *, by, route: str = Route.TOGETHER) -> Decision:
    return agreed(here, putting.put_route(bid, by=by), route=route)


def figures_agreed(here, bid: Bid, *, by) -> Decision:
    return agreed(here, putting.put_figures(bid, by=by))
