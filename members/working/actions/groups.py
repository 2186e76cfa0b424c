"""Groups: set up by a minute, with members from inside and outside, reviewed and ended (10.3)."""

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consortium.core import audit, clock, due, files
from consortium.core.locks import locked
from consortium.core.workflow import refuse_if
from members.models import Organisation, User
from members.working import notices
from members.working.models import Group, GroupMeeting, GroupMember
from members.working.permissions import can_keep_groups, can_run_group
from members.working.states import GroupRole

REVIEW = "group.review_due"
OVER = "This group has ended."


@transaction.atomic
def set_up(
    *, name: str, remit: str, minute: str, starts: date, review_by: date,
    power_minute: str = "", by,
) -> Group:  # fmt: skip
    """A meeting has set it up. It advises, unless the minute `power_minute` gave it a vote."""
    name = " ".join(name.split())
    refuse_if(
        can_keep_groups(by),
        "" if remit.strip() else "Say what the group is for.",
        "" if minute.strip() else "Enter the minute that set it up.",
        "The day of review must be later than the first day." if review_by <= starts else "",
        "There is a group of this name already." if _named(name).exists() else "",
    )
    group = Group.objects.create(
        name=name, remit=remit.strip(), minute=minute.strip(), starts=starts,
        power_minute=power_minute.strip(), review_by=review_by,
    )  # fmt: skip
    after = {"name": name, "minute": group.minute, "starts": starts, "vote": group.power_minute}
    audit.record("group.set_up", group, after=after, by=by)
    due.plan(REVIEW, group, review_by)
    return group


def _named(name: str):
    return Group.objects.filter(name__iexact=name, ends__isnull=True)


@transaction.atomic
def review_group(group: Group, *, note: str, review_by: date, by) -> Group:
    """Looked at: it goes on until a later day of review."""
    current = locked(group)
    refuse_if(
        can_keep_groups(by),
        OVER if current.ends else "",
        "" if note.strip() else "Say what the review found.",
        "The next day of review must be later than today." if review_by <= clock.today() else "",
    )
    before = {"review_by": current.review_by}
    due.cancel(REVIEW, current)
    current.review_by, current.reviewed_on = review_by, clock.today()
    current.review_note = note.strip()
    current.save(update_fields=["review_by", "reviewed_on", "review_note"])
    audit.record("group.reviewed", current, before=before, after={"review_by": review_by}, by=by)
    due.plan(REVIEW, current, review_by)
    return current


@transaction.atomic
def end_group(group: Group, *, on: date, why: str, by) -> Group:
    """Its last day. Everybody leaves with it; meetings and reports stay to be read."""
    current = locked(group)
    refuse_if(
        can_keep_groups(by),
        OVER if current.ends else "",
        "" if why.strip() else "Say why, or name the minute.",
        "The last day must be today or earlier." if on > clock.today() else "",
        "The last day is before the first." if on < current.starts else "",
    )
    current.ends, current.ended_why = on, why.strip()
    current.save(update_fields=["ends", "ended_why"])
    audit.record("group.ended", current, after={"ends": on}, reason=why.strip(), by=by)
    for each in current.members.filter(ends__isnull=True):
        _leave(each, max(on, each.starts), by=by)
    due.cancel(REVIEW, current)
    return current


@dataclass(frozen=True)
class Who:
    """Somebody for a group: a person with an account, an organisation, or from outside."""

    user: User | None = None
    organisation: Organisation | None = None
    name: str = ""
    works_for: str = ""
    agreed_on: date | None = None

    @property
    def outside(self) -> bool:
        return not (self.user or self.organisation)

    @property
    def key(self) -> str:
        if self.user:
            return f"user:{self.user.pk}"
        if self.organisation:
            return f"organisation:{self.organisation.pk}"
        return f"outside:{' '.join(self.name.split()).casefold()}"


@transaction.atomic
def join(group: Group, who: Who, *, role: str = GroupRole.MEMBER, starts: date, by) -> GroupMember:
    """Somebody comes in. Who comes from outside has agreed to be named here."""
    current, convenor = locked(group), role == GroupRole.CONVENOR
    there = current.members.filter(who=who.key)
    refuse_if(
        can_run_group(by, current),
        OVER if current.ends else "",
        *_against(who, convenor=convenor),
        "The group had not begun on that day." if starts < current.starts else "",
        "They are in the group on that day already." if _on_or_after(there, starts) else "",
        "Somebody else convenes the group then. Record when that ends first."
        if convenor and _on_or_after(current.members.filter(role=role), starts)
        else "",
    )
    member = GroupMember.objects.create(
        group=current, who=who.key, role=role, user=who.user, outside=who.outside,
        organisation=who.organisation, name=who.name.strip() if who.outside else "",
        works_for=who.works_for.strip() if who.outside else "",
        agreed_on=who.agreed_on if who.outside else None, starts=starts,
    )  # fmt: skip
    after = {"group": current.pk, "role": role, "outside": who.outside, "starts": starts}
    audit.record("group.joined", member, after=after, by=by)
    notices.joined(member, by=by)
    return member


def _on_or_after(found, starts: date) -> bool:
    return found.filter(ends__isnull=True).exists() or found.filter(ends__gte=starts).exists()


def _against(who: Who, *, convenor: bool) -> list[str]:
    found = []
    if who.outside and not who.name.strip():
        found.append("Choose a person or an organisation, or enter a name from outside.")
    if (who.user or who.organisation) and who.name.strip():
        found.append("Choose from inside, or enter a name from outside, not both.")
    if who.outside and who.name.strip() and not who.agreed_on:
        found.append("Enter the day on which they agreed to be named here.")
    if who.outside and who.agreed_on and who.agreed_on > clock.today():
        found.append("The day on which they agreed must be today or earlier.")
    if convenor and not who.user:
        found.append("The convenor is a person who can sign in.")
    return found


@transaction.atomic
def leave(member: GroupMember, *, on: date, by) -> GroupMember:
    """Their last day in the group."""
    current = locked(member)
    refuse_if(
        can_run_group(by, current.group),
        "They have left already." if current.ends else "",
        "The last day is before they came." if on < current.starts else "",
    )
    return _leave(current, on, by=by)


def _leave(member: GroupMember, on: date, *, by) -> GroupMember:
    member.ends = on
    member.save(update_fields=["ends"])
    audit.record("group.left", member, after={"ends": on}, by=by)
    return member


@transaction.atomic
def forget(member: GroupMember, *, by) -> GroupMember:
    """Who came from outside takes back their yes: the name goes, that somebody sat there stays."""
    current = locked(member)
    refuse_if(
        can_run_group(by, current.group),
        "" if current.outside and current.name else "There is no name to take out.",
    )
    if current.ends is None:
        _leave(current, max(clock.today(), current.starts), by=by)
    current.who, current.name, current.works_for = f"outside:#{current.pk}", "", ""
    current.save(update_fields=["who", "name", "works_for"])
    audit.record("group.name_taken_out", current, by=by)
    return current


@transaction.atomic
def record_meeting(
    group: Group, *, on: date, place: str, notes: str, upload: UploadedFile | None = None, by
) -> GroupMeeting:
    """A meeting that was held, with its notes. `FileRefused` says why a file cannot be taken."""
    current = locked(group)
    refuse_if(
        can_run_group(by, current),
        "" if place.strip() else "Say where it was held.",
        "" if notes.strip() or upload else "Write the notes, or add a file.",
        "The day must be today or earlier." if on > clock.today() else "",
        "The group did not exist on that day."
        if on < current.starts or (current.ends and on > current.ends)
        else "",
    )
    meeting = GroupMeeting(
        group=current, on=on, place=place.strip(), notes=notes.strip(), written_by_id=by.user_id
    )
    if upload:
        meeting.file = files.receive(upload, owner=current, organisation_id=None, by=by)
    meeting.save(force_insert=True)
    audit.record("group.met", current, after={"on": on, "meeting": meeting.pk}, by=by)
    return meeting
