"""The words for an agreement's versions and their signatures."""

from django.db.models import TextChoices


class AgreementState(TextChoices):
    """Of one version; a later one replaces it when every member has signed that (A21)."""

    DRAFT = "draft", "Draft"
    SIGNING = "signing", "Being signed"
    STANDING = "standing", "In force"
    REPLACED = "replaced", "Replaced"
    DROPPED = "dropped", "Given up"


SIGNABLE = frozenset({AgreementState.SIGNING, AgreementState.STANDING})
ONE_OF_EACH = (AgreementState.DRAFT, AgreementState.SIGNING, AgreementState.STANDING)
OPENED = frozenset({AgreementState.SIGNING, AgreementState.STANDING, AgreementState.REPLACED})


class How(TextChoices):
    TYPED = "typed", "On this site"
    SCAN = "scan", "On paper"


class ProtocolKind(TextChoices):
    """What 10.9 and 6.1 name; "for example" leaves room for more."""

    COLLABORATION = "collaboration", "Collaboration"
    CONFLICT = "conflict", "Conflict resolution"
    COMPLAINTS = "complaints", "Complaints"
    REPRESENTATION = "representation", "Representation and accountability"
    MARKETING = "marketing", "Marketing and communications strategy"
    OTHER = "other", "Another"


class ProtocolState(TextChoices):
    DRAFT = "draft", "Draft"
    ADOPTED = "adopted", "Adopted"
    IMPLEMENTED = "implemented", "Implemented"
    REPLACED = "replaced", "Replaced"
    DROPPED = "dropped", "Given up"


EXPECTED = tuple(kind for kind in ProtocolKind if kind is not ProtocolKind.OTHER)
IN_USE = frozenset({ProtocolState.ADOPTED, ProtocolState.IMPLEMENTED})


class LineState(TextChoices):
    """Of what one member is asked for (7.3). Its day is agreed, or still talked over."""

    ASKED = "asked", "Asked"
    ACCEPTED = "accepted", "Day agreed"
    PROPOSED = "proposed", "Other day proposed"
    ANSWERED = "answered", "Answered"
    EXCUSED = "excused", "Not needed"


class CommitmentState(TextChoices):
    """Of a promise to others (7.3)."""

    OPEN = "open", "Open"
    KEPT = "kept", "Kept"
    NOT_KEPT = "not_kept", "Not kept"
    DROPPED = "dropped", "Not needed"


OPEN_LINES = frozenset({LineState.ASKED, LineState.ACCEPTED, LineState.PROPOSED})
