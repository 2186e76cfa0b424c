"""The words for disputes, the chair's notes, groups and the secretariat's service."""

from django.db.models import TextChoices


class Side(TextChoices):
    """The two parties of 8.3: the chair speaks for the members, a representative for the body."""

    BODY = "body", "The accountable body"
    CONSORTIUM = "consortium", "The consortium"


class DisputeState(TextChoices):
    TALKING = "talking", "In talks"
    WITH_THIRD = "with_third", "With a third party"
    SETTLED = "settled", "Settled"
    WITHDRAWN = "withdrawn", "Withdrawn"


GOING_ON = frozenset({DisputeState.TALKING, DisputeState.WITH_THIRD})


class ProposalKind(TextChoices):
    """What one side proposes and the other agrees to."""

    THIRD_PARTY = "third_party", "Independent third party"
    OUTCOME = "outcome", "Outcome"


class ProposalState(TextChoices):
    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed by both sides"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class NoteKind(TextChoices):
    TENSION = "tension", "Tension"
    CONFLICT = "conflict", "Conflict"


class GroupRole(TextChoices):
    MEMBER = "member", "Member"
    CONVENOR = "convenor", "Convenor"


class ReportState(TextChoices):
    ASKED = "asked", "Asked for"
    SENT = "sent", "Sent"
    EXCUSED = "excused", "Not needed"


class Basis(TextChoices):
    """From which side a standard counts its working days."""

    AFTER = "after", "working days after"
    BEFORE = "before", "clear working days before"


class Measured(TextChoices):
    """Where the days come from: another part of the site, or somebody who writes them down."""

    HAND = "hand", "Recorded by hand"
    APPLICATIONS = "applications", "Applications: the first step after one came in"
    FEEDBACK = "feedback", "Feedback and complaints: the answer"
    AGENDAS = "agendas", "Meetings: agenda and papers sent"
    MINUTES = "minutes", "Meetings: draft minutes circulated"
