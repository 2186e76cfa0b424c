"""What is read together about protocols: which are there, which are late, who has read them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from consortium.core import clock
from members.models import Organisation

from .models import Acknowledgement, Protocol
from .states import EXPECTED, ProtocolKind, ProtocolState


@dataclass(frozen=True)
class Reader:
    """One member, and since when it has acknowledged a protocol; None: not yet."""

    organisation: Organisation
    since: date | None


def is_member(organisation_id: int | None) -> bool:
    roll = Organisation.objects.on(clock.today()).members()
    return organisation_id is not None and roll.filter(pk=organisation_id).exists()


def protocols_for(actor):
    """All that this person may read, but for what is over; with how many have acknowledged."""
    roll = Organisation.objects.on(clock.today()).members().values("pk")
    over = [ProtocolState.REPLACED, ProtocolState.DROPPED]
    count = Count("acknowledgements", filter=Q(acknowledgements__organisation__in=roll))
    found = Protocol.objects.visible_to(actor).exclude(state__in=over)
    return found.annotate(read_by=count).order_by("title", "number")


def lacking() -> list[str]:
    """The kinds that the agreement names and nobody has adopted yet."""
    there = set(Protocol.objects.in_use().values_list("kind", flat=True))
    return [ProtocolKind(kind).label for kind in EXPECTED if kind not in there]


def readers(protocol: Protocol) -> list[Reader]:
    """Every full member, by name. Two queries."""
    since = dict(protocol.acknowledgements.values_list("organisation_id", "given_on"))
    roll = Organisation.objects.on(clock.today()).members().order_by("name")
    return [Reader(each, since.get(each.pk)) for each in roll]


def to_acknowledge(organisation_id: int | None):
    """Protocols in use that a full member has not acknowledged."""
    if not is_member(organisation_id):
        return Protocol.objects.none()
    given = Acknowledgement.objects.filter(organisation_id=organisation_id)
    return Protocol.objects.in_use().exclude(pk__in=given.values("protocol_id"))
