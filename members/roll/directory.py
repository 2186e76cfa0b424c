"""The public directory: organisations as they want to be found, people as they agreed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from members.models import Organisation, Seat
from members.roll.facts import with_profiles
from members.roll.models import Area, Profile, PublishingConsent
from members.roll.states import EntryKind, PublishItem, Service
from members.states import Role

SPEAKERS = (Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.INFORMATION_OFFICER, Role.ADVISER)
CO_OPTED = "co_opted"


@dataclass(frozen=True)
class Search:
    """What somebody looks for; anything may be empty."""

    words: str = ""
    area_id: int | None = None
    service: str = ""


@dataclass(frozen=True)
class Shown:
    """A person's part, with those details alone that they said yes to."""

    role: str
    name: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Entry:
    """One organisation as the public reads it."""

    organisation: Organisation
    profile: Profile
    people: list[Shown]

    @property
    def standing(self) -> str:
        co_opted = self.organisation.standing == CO_OPTED
        return "Co-opted to advise" if co_opted else "Full member"


def found(search: Search, *, day: date):
    """The organisations on the roll that fit, by name: a queryset to be paged."""
    rows = Organisation.objects.on(day)
    if search.area_id:
        rows = rows.filter(profile__areas=search.area_id)
    if search.service:
        rows = rows.filter(
            profile__entries__kind=EntryKind.SERVICE, profile__entries__code=search.service
        )
    for word in search.words.split()[:6]:
        rows = rows.filter(_says(word))
    return with_profiles(rows.order_by("name").distinct())


def _says(word: str) -> Q:
    """In its name, its own words, a place or a service that it gives."""
    services = [each.value for each in Service if word.lower() in each.label.lower()]
    return (
        Q(name__icontains=word)
        | Q(short_name__icontains=word)
        | Q(about__icontains=word)
        | Q(profile__services_note__icontains=word)
        | Q(profile__areas__name__icontains=word)
        | Q(profile__entries__kind=EntryKind.SERVICE, profile__entries__code__in=services)
    )


def entries(organisations: list[Organisation], *, day: date) -> list[Entry]:
    """What is shown of each; two queries for the people of all."""
    people = _people(organisations, day)
    return [Entry(each, _profile(each), people.get(each.pk, [])) for each in organisations]


def _profile(organisation: Organisation) -> Profile:
    has_one = hasattr(organisation, "profile")
    return organisation.profile if has_one else Profile(organisation=organisation)


def _people(organisations: list[Organisation], day: date) -> dict[int, list[Shown]]:
    seats = Seat.objects.on(day).filter(
        organisation__in=[each.pk for each in organisations],
        role__in=SPEAKERS,
        user__is_active=True,
    )
    seats = list(seats.select_related("user").order_by("user__name"))
    seats.sort(key=lambda seat: SPEAKERS.index(Role(seat.role)))
    agreed: dict[int, set[str]] = {}
    consents = PublishingConsent.objects.standing().filter(user__in={s.user_id for s in seats})
    for user_id, item in consents.values_list("user_id", "item"):
        agreed.setdefault(user_id, set()).add(item)
    shown: dict[int, list[Shown]] = {}
    for seat in seats:
        if items := agreed.get(seat.user_id):
            shown.setdefault(seat.organisation_id, []).append(_shown(seat, items))
    return shown


def _shown(seat: Seat, items: set[str]) -> Shown:
    user = seat.user
    return Shown(
        role=seat.get_role_display(),
        name=user.name if PublishItem.NAME in items else "",
        telephone=user.telephone if PublishItem.TELEPHONE in items else "",
        email=user.email if PublishItem.EMAIL in items else "",
    )


def places(day: date):
    """The places to choose from: those that are, and that somebody works in."""
    return Area.objects.on(day).filter(profiles__isnull=False).distinct()
