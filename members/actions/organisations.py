"""Organisations and the consortium's own name."""

from datetime import date

from django.db import transaction
from django.utils.text import slugify

from consortium.core import audit
from consortium.core.workflow import Refused
from members.models import Consortium, Organisation
from members.states import Membership

from .checks import must_be_allowed, refuse_if
from .memberships import begin_membership, keep_membership

PROFILE = (
    "name", "short_name", "other_names", "membership", "joined", "left", "office_email",
    "telephone", "address", "about", "signatory_position",
)  # fmt: skip


@transaction.atomic
def describe_consortium(*, by, **fields) -> Consortium:
    """Set the names, purpose and strategy of the one consortium (2.1, 3.1, 3.2)."""
    must_be_allowed("change_organisation", by)
    earlier = Consortium.objects.filter(id=1).values(*fields).first()
    consortium, _ = Consortium.objects.update_or_create(id=1, defaults=fields)
    audit.record("consortium.described", consortium, before=earlier, after=fields, by=by)
    return consortium


@transaction.atomic
def add_organisation(
    *,
    name: str,
    short_name: str,
    slug: str = "",
    membership: str = Membership.MEMBER,
    joined: date | None = None,
    by,
    **profile,
) -> Organisation:
    """Take an organisation into the consortium. `profile`: other fields of PROFILE."""
    must_be_allowed("add_organisation", by)
    return _add(
        name=name, short_name=short_name, slug=slug, membership=membership, joined=joined,
        profile=profile, by=by,
    )  # fmt: skip


@transaction.atomic
def enter_on_the_roll(
    earlier: Organisation | None, *, name: str, short_name: str, joined: date, by, **profile
) -> Organisation:
    """Make a full member from `joined`, by a decision on its application (5.3).

    The caller's verb has checked who decides. `earlier` is the row of one that was a
    member or co-opted before: it comes back under its own name.
    """
    if earlier is None:
        return _add(
            name=name, short_name=short_name, slug="", membership=Membership.MEMBER,
            joined=joined, profile=profile, by=by,
        )  # fmt: skip
    return begin_membership(
        earlier, Membership.MEMBER, joined=joined, reason="Admitted as a full member", by=by
    )


def _add(*, name, short_name, slug, membership, joined, profile: dict, by) -> Organisation:
    organisation = Organisation(
        name=" ".join(name.split()),
        short_name=short_name.strip(),
        slug=slug or _free_slug(short_name or name),
        membership=membership,
        joined=joined,
    )
    _set(organisation, profile)
    _refuse_namesake(organisation)
    organisation.save(force_insert=True)
    after = {"name": organisation.name, "membership": membership, "joined": joined}
    audit.record("organisation.added", organisation, after=after, by=by)
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, *, changes: dict, by) -> Organisation:
    """Change fields of PROFILE; what stays the same is left out of the audit row."""
    must_be_allowed("change_organisation", by)
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changes = {name: value for name, value in changes.items() if getattr(current, name) != value}
    if not changes:
        return current
    before = {name: getattr(current, name) for name in changes}
    if "membership" in changes:
        _leave(current, changes)
    _set(current, changes)
    _refuse_namesake(current)
    refuse_if(_leaving_refusal(current))
    current.save(update_fields=list(changes))
    audit.record("organisation.changed", current, before=before, after=changes, by=by)
    return current


def _set(organisation: Organisation, fields: dict) -> None:
    for name, value in fields.items():
        if name not in PROFILE:
            raise TypeError(f"an organisation has no {name} that can be set")
        setattr(organisation, name, value)


def _refuse_namesake(organisation: Organisation) -> None:
    others = Organisation.objects.exclude(pk=organisation.pk)
    if others.filter(name__iexact=organisation.name).exists():
        raise Refused(f"{organisation.name} is here already.")


def _leave(current: Organisation, changes: dict) -> None:
    """Only an end is recorded here; it stays on the roll of the days before (R38)."""
    last = changes.get("left", current.left)
    if changes["membership"] != Membership.FORMER:
        raise Refused(
            "Another kind of membership begins on a day of its own: by an application, or where "
            "an organisation is co-opted."
        )
    if last is None:
        raise Refused("Enter the last day of its membership.")
    keep_membership(current, last=last, reason="Recorded by the secretariat")


def _leaving_refusal(organisation: Organisation) -> str:
    joined, left = organisation.joined, organisation.left
    if left and joined and left < joined:
        return "The day of leaving must be on or after the day of joining."
    return ""


def _free_slug(words: str) -> str:
    stem = slugify(words)[:40] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
