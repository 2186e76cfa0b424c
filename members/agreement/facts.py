"""What is read together about the agreement: which version stands, who has not signed."""

from dataclasses import dataclass
from datetime import date

from consortium.core import clock
from members.models import Organisation, Seat
from members.states import Role

from .models import Agreement, Signature


@dataclass(frozen=True)
class Line:
    """One member under one version. Without a signature it is missing."""

    organisation: Organisation
    signature: Signature | None
    speaker: str  # the representative's name, empty where there is none
    on_roll: bool = True


def standing() -> Agreement | None:
    """The version that binds the members today; None before the first is signed by all."""
    return Agreement.objects.standing().first()


def being_signed() -> Agreement | None:
    return Agreement.objects.signing().first()


def members_on(day: date):
    """Full members of that day: they sign, co-opted organisations do not."""
    return Organisation.objects.on(day).members()


def unsigned(agreement: Agreement, day: date | None = None):
    """The full members on `day` (today) that have not signed this version, by name."""
    signed = agreement.signatures.standing().values("organisation_id")
    return members_on(day or clock.today()).exclude(pk__in=signed).order_by("name")


def to_sign(organisation_id: int | None, day: date | None = None) -> list[Agreement]:
    """What a full member has still to sign: the new version first, then the one in force.

    Whoever signs the new one is not asked for the old one any more.
    """
    day = day or clock.today()
    if organisation_id is None or not members_on(day).filter(pk=organisation_id).exists():
        return []
    signed = set(
        Signature.objects.standing()
        .filter(organisation_id=organisation_id, agreement__state__in=["signing", "standing"])
        .values_list("agreement__state", flat=True)
    )
    versions = Agreement.objects.filter(state__in=["signing", "standing"]).order_by("-number")
    missing = [each for each in versions if each.state not in signed]
    return [] if "signing" in signed else missing


def signature_lines(agreement: Agreement, day: date | None = None) -> list[Line]:
    """Every full member with its signature, then who signed and has left. Three queries."""
    day = day or clock.today()
    given = {
        each.organisation_id: each
        for each in agreement.signatures.standing().select_related("organisation", "scan")
    }
    seats = Seat.objects.on(day).filter(role=Role.REPRESENTATIVE).select_related("user")
    speakers = {seat.organisation_id: seat.user.name for seat in seats}
    lines = [
        Line(each, given.pop(each.pk, None), speakers.get(each.pk, ""))
        for each in members_on(day).order_by("name")
    ]
    return lines + [Line(each.organisation, each, "", False) for each in given.values()]
