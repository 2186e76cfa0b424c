"""What people wrote about the access they need, for them and the secretariat (R92)."""

from dataclasses import dataclass

from django.db.models import Q

from members.meetings.models import AccessCheck, AccessNeed, Meeting
from members.meetings.models.replies import AccessPoint
from members.models import User

from .circulating import people_of


def own_needs(user: User, meeting: Meeting | None) -> dict[str, str]:
    """`lasting` and, with a meeting, `here`. One query."""
    rows = AccessNeed.objects.filter(user=user).filter(Q(meeting=None) | Q(meeting=meeting))
    return {("here" if each.meeting_id else "lasting"): each.text for each in rows}


@dataclass(frozen=True)
class Needs:
    user: User
    lasting: str
    here: str


def needs_for(meeting: Meeting) -> list[Needs]:
    """Of those who are asked to this meeting and wrote something. Three queries."""
    people = {each.user.pk: each.user for each in people_of(meeting) if each.user}
    rows = AccessNeed.objects.filter(Q(meeting=None) | Q(meeting=meeting)).select_related("user")
    found: dict[int, dict[str, str]] = {}
    for each in rows:
        if each.meeting_id or each.user_id in people:
            people.setdefault(each.user_id, each.user)
            found.setdefault(each.user_id, {})["here" if each.meeting_id else "lasting"] = each.text
    wrote = [
        Needs(people[pk], words.get("lasting", ""), words.get("here", ""))
        for pk, words in found.items()
    ]
    return sorted(wrote, key=lambda each: each.user.name)


@dataclass(frozen=True)
class Point:
    label: str
    check: AccessCheck | None


def points_of(meeting: Meeting) -> list[Point]:
    """The check list as it stands. One query."""
    there = {each.point: each for each in meeting.access_checks.all()}
    return [Point(point.label, there.get(point.value)) for point in AccessPoint]
