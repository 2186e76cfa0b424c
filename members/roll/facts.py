"""What the pages of the roll show, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from members.models import Organisation
from members.roll.models import PolicyAnswer, Profile, ProfileEntry
from members.roll.rules import Gap, gap
from members.roll.states import EntryKind, Policy, Skill


def profile_of(organisation: Organisation) -> Profile:
    """The profile, an empty one that is not saved where there is none; three queries at most."""
    found = Profile.objects.filter(organisation=organisation).prefetch_related("entries", "areas")
    return found.first() or Profile(organisation=organisation)


@dataclass(frozen=True)
class Said:
    """One policy and what one member says of it; None: nothing yet."""

    name: str
    answer: PolicyAnswer | None

    def is_due(self, today: date) -> bool:
        """Is its review due or over?"""
        return bool(self.answer and self.answer.review_on and self.answer.review_on <= today)


def policies_of(organisation: Organisation) -> list[Said]:
    """Every policy on the list, said or not; one query."""
    known = {each.policy: each for each in organisation.policy_answers.all()}
    return [Said(policy.label, known.get(policy.value)) for policy in Policy]


def members_by_short_name(day: date) -> list[Organisation]:
    return list(Organisation.objects.voting_on(day).order_by("short_name"))


def policy_gaps(members: list[Organisation]) -> list[Gap]:
    """Each policy over all members, one query."""
    said: dict[str, dict[str, tuple[bool, bool]]] = {}
    names = {each.pk: each.short_name for each in members}
    for answer in PolicyAnswer.objects.filter(organisation__in=list(names)):
        name = names[answer.organisation_id]
        said.setdefault(answer.policy, {})[name] = (answer.held, answer.shares)
    return [gap(policy.label, names.values(), said.get(policy, {})) for policy in Policy]


@dataclass(frozen=True)
class SkillRow:
    """One skill: who can share it, who needs training."""

    name: str
    shared_by: list[Organisation]
    needed_by: list[Organisation]


def skills(members: list[Organisation]) -> list[SkillRow]:
    """Each skill over all members, one query (R114)."""
    by_id = {each.pk: each for each in members}
    rows: dict[tuple[str, str], list[Organisation]] = {}
    entries = ProfileEntry.objects.filter(
        kind__in=[EntryKind.SKILL, EntryKind.TRAINING], profile__organisation__in=list(by_id)
    )
    for kind, code, pk in entries.values_list("kind", "code", "profile__organisation_id"):
        rows.setdefault((kind, code), []).append(by_id[pk])
    return [
        SkillRow(
            skill.label,
            in_order(rows.get((EntryKind.SKILL, skill.value), [])),
            in_order(rows.get((EntryKind.TRAINING, skill.value), [])),
        )
        for skill in Skill
    ]


def in_order(found: list[Organisation]) -> list[Organisation]:
    return sorted(found, key=lambda each: each.short_name)


def with_profiles(organisations):
    """A queryset of organisations with profile, places and entries: three queries more."""
    entries = Prefetch("profile__entries", ProfileEntry.objects.order_by("id"))
    return organisations.select_related("profile").prefetch_related("profile__areas", entries)
