"""The agreement on paper: its text for anybody, and the copy with its signatures."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date

from django.core.cache import cache

from consortium.core import pdf
from members.models import Consortium

from . import facts
from .models import Agreement, Protocol

KEEP_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Signed:
    """One signature as the copy shows it."""

    organisation: str
    name: str
    position: str
    signed_on: date
    how: str


@dataclass(frozen=True)
class Copy:
    """What the PDF says. `signatures` is None in the text that anybody may have."""

    title: str
    number: int
    state: str
    adopted_on: date | None
    minute: str
    stands_from: date | None
    sha256: str
    clauses: list[tuple[str, str, str]]
    signatures: list[Signed] | None
    missing: list[str]


def copy_of(agreement: Agreement, *, signatures: bool) -> Copy:
    """The version with its signatures and who is missing, or its words alone."""
    lines = facts.signature_lines(agreement) if signatures else []
    return Copy(
        title=agreement.title,
        number=agreement.number,
        state=agreement.get_state_display(),
        adopted_on=agreement.adopted_on,
        minute=agreement.minute,
        stands_from=agreement.stands_from,
        sha256=agreement.text_sha256,
        clauses=agreement.words(),
        signatures=[
            Signed(
                organisation=line.organisation.name,
                name=line.signature.name,
                position=line.signature.position,
                signed_on=line.signature.signed_on,
                how=line.signature.get_how_display(),
            )
            for line in lines
            if line.signature
        ]
        if signatures
        else None,
        missing=[line.organisation.name for line in lines if line.signature is None],
    )


def render(copy: Copy) -> bytes:
    """The tagged PDF; made once for the same content, and kept in the cache for a day."""
    names = Consortium.names()
    said = repr([sorted(asdict(copy).items()), sorted(names.items())])
    context = {"copy": copy, "reference": f"Version {copy.number}", **names}
    return _once("copy", said, context, title=f"{copy.title}, version {copy.number}")


def render_protocol(protocol: Protocol) -> bytes:
    """A protocol as PDF, with its version, minute and day of review (R100)."""
    names = Consortium.names()
    context = {"protocol": protocol, "reference": f"Version {protocol.number}", **names}
    words = "text", "minute", "adopted_on", "review_by"
    said = repr([str(protocol), *(getattr(protocol, name) for name in words), names])
    return _once("protocol", said, context, title=str(protocol))


def _once(kind: str, said: str, context: dict, *, title: str) -> bytes:
    key = f"agreement.{kind}.{hashlib.sha256(said.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = pdf.render_pdf(f"pdf/agreement/{kind}.html", context, title=title)
        cache.set(key, found, KEEP_SECONDS)
    return found
