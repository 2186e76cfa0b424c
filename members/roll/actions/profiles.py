"""Members' own words about themselves, and the places they can name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.versions import check_version
from members.models import Organisation
from members.roll.models import Area, PolicyAnswer, Profile, ProfileEntry
from members.roll.permissions import can_change_profile, office
from members.roll.rules import policy_dates_refusal
from members.roll.states import EntryKind, Policy, PolicyState, Service, Skill

from .checks import locked, refuse_if

WORDS = ("website", "services_note", "resources", "constraints", "training_note")
LISTS = {
    "services": (EntryKind.SERVICE, Service),
    "skills": (EntryKind.SKILL, Skill),
    "training": (EntryKind.TRAINING, Skill),
}


@transaction.atomic
def save_profile(
    organisation: Organisation, *, values: Mapping[str, Any], version: int | str | None, by
) -> Profile:
    """Keep what a member says of itself: WORDS, the codes of LISTS, `areas` as records.

    What `values` leaves out stays as it is. `Stale` where somebody else saved the
    profile or its policies since the page was opened.
    """
    refuse_if(can_change_profile(by, organisation.pk))
    profile = _opened(organisation, version)
    changed = [name for name in WORDS if name in values and getattr(profile, name) != values[name]]
    for name in changed:
        setattr(profile, name, values[name].strip())
    for name in LISTS:
        if name in values and _set_entries(profile, name, values[name]):
            changed.append(name)
    if "areas" in values and _set_areas(profile, values["areas"]):
        changed.append("areas")
    return _saved(profile, "profile.changed", {"fields": changed}, by=by) if changed else profile


@dataclass(frozen=True)
class Answer:
    """What a member says of one policy; an empty `state` takes back what it said."""

    policy: str
    state: str = ""
    adopted_on: date | None = None
    review_on: date | None = None
    shares: bool = False


@transaction.atomic
def answer_policies(
    organisation: Organisation, answers: Iterable[Answer], *, version: int | str | None, by
) -> Profile:
    """Say which policies a member holds and which it misses; those not named stay as they are."""
    refuse_if(can_change_profile(by, organisation.pk))
    profile = _opened(organisation, version)
    answers, today = list(answers), clock.today()
    refuse_if(
        *(
            policy_dates_refusal(Policy(each.policy).label, each.adopted_on, each.review_on, today)
            for each in answers
            if each.state == PolicyState.HELD
        )
    )
    known = {each.policy: each for each in organisation.policy_answers.select_for_update()}
    changed = {
        each.policy: each.state for each in answers if _answer(organisation, known, each, today)
    }
    if not changed:
        return profile
    return _saved(profile, "profile.policies", {"policies": changed}, by=by)


@transaction.atomic
def add_area(name: str, *, starts: date | None = None, ends: date | None = None, by) -> Area:
    """Put a place on the list from which members choose where they work."""
    name = " ".join(name.split())
    taken = Area.objects.filter(name__iexact=name).exists()
    refuse_if(
        office(by),
        "Enter the name of the place." if not name else "",
        f"{name} is on the list already." if taken else "",
        "The last day must be on or after the first day." if starts and ends and ends < starts
        else "",
    )  # fmt: skip
    area = Area.objects.create(name=name, starts=starts, ends=ends)
    audit.record("area.added", area, after={"name": name, "starts": starts, "ends": ends}, by=by)
    return area


@transaction.atomic
def end_area(area: Area, *, ends: date, by) -> Area:
    """The last day of a place, where councils are reorganised; profiles keep it for the record."""
    area = Area.objects.select_for_update().get(pk=area.pk)
    begun = area.starts and ends < area.starts
    refuse_if(office(by), "The last day must be on or after the first day." if begun else "")
    before = {"ends": area.ends}
    area.ends = ends
    area.save(update_fields=["ends"])
    audit.record("area.ended", area, before=before, after={"ends": ends}, by=by)
    return area


def _opened(organisation: Organisation, version) -> Profile:
    """The profile under the organisation's lock, made where there was none."""
    organisation = locked(organisation)
    profile, _ = Profile.objects.get_or_create(organisation=organisation)
    check_version(profile, version)
    return profile


def _saved(profile: Profile, action: str, after: dict, *, by) -> Profile:
    profile.version += 1
    profile.changed_on = clock.today()
    profile.save()
    audit.record(action, profile, after={"version": profile.version, **after}, by=by)
    return profile


def _set_entries(profile: Profile, name: str, codes: Iterable[str]) -> bool:
    kind, listed = LISTS[name]
    wanted = [code for code in listed.values if code in set(codes)]
    if wanted == profile.codes(kind):
        return False
    profile.entries.filter(kind=kind).delete()
    ProfileEntry.objects.bulk_create(
        ProfileEntry(profile=profile, kind=kind, code=code) for code in wanted
    )
    return True


def _set_areas(profile: Profile, areas: Iterable[Area]) -> bool:
    wanted = {area.pk for area in areas}
    if wanted == set(profile.areas.values_list("pk", flat=True)):
        return False
    profile.areas.set(wanted)
    return True


def _answer(organisation, known: dict[str, PolicyAnswer], said: Answer, today: date) -> bool:
    row = known.get(said.policy)
    if not said.state:
        if row:
            row.delete()
        return row is not None
    held = said.state == PolicyState.HELD
    values = {
        "state": said.state,
        "adopted_on": said.adopted_on if held else None,
        "review_on": said.review_on if held else None,
        "shares": said.shares and held,
    }
    if row and all(getattr(row, name) == value for name, value in values.items()):
        return False
    PolicyAnswer.objects.update_or_create(
        organisation=organisation,
        policy=Policy(said.policy),
        defaults={**values, "said_on": today},
    )
    return True
