"""Search: what this person may open, by type; a near name where nothing is found."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Q, QuerySet
from django.urls import reverse

from claims.models import Claim
from claims.permissions import OVERSIGHT
from consortium.core.actor import Actor
from consortium.core.canonical import plain
from consortium.core.money import format_pence
from consortium.core.templatetags.look import open_to
from members.models import Consortium, Organisation, User
from members.permissions import refusal
from members.states import Role
from projects.funds.models import Grant
from projects.models import Project

SHORTEST = 2
LONGEST = 80
SHOWN = 10
NAMES_READ = 2_000


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    hint: str = ""
    state: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Group:
    """Hits of one type; `more` when there are others that the words also fit."""

    name: str
    hits: list[Hit]
    more: bool = False


def cleaned(text: str) -> str:
    return " ".join(plain(text).split())[:LONGEST]


def search(asked: str, actor: Actor) -> list[Group]:
    """What fits, the most exact types first; at most one query a type."""
    groups = (
        _group("Claims", _claims(asked, actor)),
        _group("Projects", _projects(asked, actor)),
        _group("Members", _organisations(asked)),
        _group("The consortium", _consortium(asked)),
        _group("Grants and funders", _grants(asked, actor)),
        _group("People", _people(asked, actor)),
    )
    return [group for group in groups if group.hits]


def _group(name: str, found: Iterator[Hit]) -> Group:
    hits = list(found)
    return Group(name, hits[:SHOWN], more=len(hits) > SHOWN)


def _claims(asked: str, actor: Actor) -> Iterator[Hit]:
    found = claims_for(actor).filter(
        Q(reference__icontains=asked)
        | Q(organisation__name__icontains=asked)
        | Q(organisation__short_name__iexact=asked)
    )
    found = found.select_related("organisation", "round__grant").defer("flags")
    for claim in found.order_by("-round__quarter", "-pk")[: SHOWN + 1]:
        yield Hit(
            claim.reference,
            claim.get_absolute_url(),
            f"{claim.organisation.name}, {claim.round.period.label}, {format_pence(claim.claimed)}",
            claim.state,
            "claim",
        )


def claims_for(actor: Actor) -> QuerySet[Claim]:
    """The claims this hat may open (R140), as `claims.permissions.can_see` says."""
    if actor.has(*OVERSIGHT):
        return Claim.objects.all()
    mine = Q(pk__in=[])
    if actor.has(Role.REPRESENTATIVE, Role.CLAIMS_PERSON):
        mine |= Q(organisation=actor.organisation_id)
    if actor.has(Role.CHAIR):
        mine |= Q(own=True)
    if actor.has(Role.REVIEWER):
        named = Claim.objects.filter(
            own=True, assignments__user=actor.user_id, assignments__ended_at__isnull=True
        )
        mine |= Q(pk__in=named.values("pk"))
    return Claim.objects.filter(mine)


def _projects(asked: str, actor: Actor) -> Iterator[Hit]:
    if not open_to("project", 1, actor=actor):
        return
    words = Q(name__icontains=asked) | Q(aliases__name__icontains=asked)
    if asked.isascii() and asked.isdigit() and len(asked) < 5:
        words |= Q(number=int(asked))
    found = Project.objects.filter(words).distinct().prefetch_related("aliases")
    for project in found.order_by("number")[: SHOWN + 1]:
        alias = next(
            (
                each.name
                for each in project.aliases.all()
                if asked.lower() in each.name.lower() and asked.lower() not in project.name.lower()
            ),
            "",
        )
        hint = f"Project {project.number}" + (f", also called {alias}" if alias else "")
        yield Hit(project.name, project.get_absolute_url(), hint, project.status, "project")


def _organisations(asked: str) -> Iterator[Hit]:
    found = Organisation.objects.filter(
        Q(name__icontains=asked) | Q(short_name__icontains=asked)
    ).order_by("name")
    for each in found[: SHOWN + 1]:
        yield Hit(each.name, reverse("organisation", args=[each.pk]), each.short_name)


def _consortium(asked: str) -> Iterator[Hit]:
    """By each of its names; a third one stands on old forms (R2)."""
    known = Consortium.objects.first()
    names = [known.profile_name, known.formal_name, *known.other_names] if known else []
    fits = [name for name in names if asked.lower() in name.lower()]
    if fits:
        hint = "" if fits[0] == known.profile_name else f"also called {fits[0]}"
        yield Hit(known.profile_name, reverse("identity"), hint)


def _grants(asked: str, actor: Actor) -> Iterator[Hit]:
    if not open_to("grant", 1, actor=actor):
        return
    found = Grant.objects.filter(
        Q(name__icontains=asked) | Q(reference__icontains=asked) | Q(funder__name__icontains=asked)
    ).select_related("funder")
    for grant in found.order_by("reference")[: SHOWN + 1]:
        yield Hit(grant.name, grant.get_absolute_url(), f"{grant.reference}, {grant.funder.name}")


def _people(asked: str, actor: Actor) -> Iterator[Hit]:
    if refusal("see_person", actor):
        return
    found = User.objects.filter(Q(name__icontains=asked) | Q(email__icontains=asked))
    for person in found.order_by("name", "pk")[: SHOWN + 1]:
        yield Hit(person.name, reverse("person", args=[person.pk]), person.email)


def did_you_mean(asked: str, actor: Actor) -> list[str]:
    """Up to three names, or words of names, that look like what was typed."""
    words: dict[str, str] = {}
    for name in _names(actor):
        words.setdefault(name.lower(), name)
        for word in name.replace(",", " ").split():
            if len(word) > 3:
                words.setdefault(word.lower(), word)
    return [words[each] for each in get_close_matches(asked.lower(), words, n=3, cutoff=0.72)]


def _names(actor: Actor) -> Iterator[str]:
    """Names that anybody signed in may read; bounded."""
    yield from Organisation.objects.values_list("name", flat=True)[:NAMES_READ]
    yield from Organisation.objects.values_list("short_name", flat=True)[:NAMES_READ]
    if open_to("project", 1, actor=actor):
        yield from Project.objects.values_list("name", flat=True)[:NAMES_READ]
        aliases = Project.objects.filter(aliases__isnull=False)
        yield from aliases.values_list("aliases__name", flat=True)[:NAMES_READ]
    if open_to("grant", 1, actor=actor):
        yield from Grant.objects.values_list("name", flat=True)[:NAMES_READ]
        yield from Grant.objects.values_list("funder__name", flat=True).distinct()[:NAMES_READ]
