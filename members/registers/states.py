"""The words of the registers: feedback, awareness, representation, stakeholders, events."""

from django.db.models import TextChoices


class FeedbackKind(TextChoices):
    COMPLIMENT = "compliment", "Compliment"
    SUGGESTION = "suggestion", "Suggestion"
    CONCERN = "concern", "Concern"
    COMPLAINT = "complaint", "Complaint"


class About(TextChoices):
    CONSORTIUM = "consortium", "The consortium as a whole"
    MEMBER = "member", "One of its members"
    PROJECT = "project", "One of its projects"
    BODY = "body", "The accountable body or its office"
    CHAIR = "chair", "The chairperson"


class How(TextChoices):
    SITE = "site", "On the site"
    EMAIL = "email", "By email"
    TELEPHONE = "telephone", "By telephone"
    LETTER = "letter", "By letter"
    MEETING = "meeting", "In person"


class Side(TextChoices):
    """Who handles it. Nobody handles a complaint about their own organisation (R101)."""

    OFFICE = "office", "The secretariat"
    CHAIR = "chair", "The chairperson"
    MEMBER = "member", "Another member"


class FeedbackState(TextChoices):
    RECEIVED = "received", "Received"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    LOOKING = "looking", "Being looked into"
    ANSWERED = "answered", "Answered"
    APPEALED = "appealed", "Taken further"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DROPPED = "dropped", "Not for us"


class Outcome(TextChoices):
    UPHELD = "upheld", "Upheld"
    PARTLY = "partly", "Upheld in part"
    NOT_UPHELD = "not_upheld", "Not upheld"
    NONE = "none", "Nothing to decide"


class EntryKind(TextChoices):
    """One line in the course of a piece of feedback."""

    NOTE = "note", "Note of who handles it"
    ACKNOWLEDGED = "acknowledged", "Acknowledgement"
    ANSWER = "answer", "Answer"
    QUESTION = "question", "Question to a member"
    ACCOUNT = "account", "What the member says"
    HEARD = "heard", "From the person"


F = FeedbackState
GRIEVANCES = frozenset({FeedbackKind.CONCERN, FeedbackKind.COMPLAINT})
OPEN = frozenset({F.RECEIVED, F.ACKNOWLEDGED, F.LOOKING, F.APPEALED})
OVER = frozenset({F.CLOSED, F.WITHDRAWN, F.DROPPED})


class Sector(TextChoices):
    """Whom awareness work is for, and where a stakeholder belongs."""

    VCS = "vcs", "Voluntary and community"
    STATUTORY = "statutory", "Statutory"
    PRIVATE = "private", "Private"
    PUBLIC = "public", "The public"


class AwarenessKind(TextChoices):
    EVENT = "event", "Event"
    TALK = "talk", "Talk"
    LEAFLET = "leaflet", "Leaflet or newsletter"
    ONLINE = "online", "Online or media"
    OTHER = "other", "Other"


class ContactHow(TextChoices):
    MEETING = "meeting", "Meeting"
    TELEPHONE = "telephone", "Telephone"
    EMAIL = "email", "Email or letter"
    EVENT = "event", "Event"


class ProspectState(TextChoices):
    """How far an organisation has come that we would like to have as a member (R123)."""

    IDENTIFIED = "identified", "Identified"
    APPROACHED = "approached", "Approached"
    INTERESTED = "interested", "Interested"
    INVITED = "invited", "Visited or invited"
    APPLIED = "applied", "Applied"
    MEMBER = "member", "Member"
    NOT_NOW = "not_now", "Not now"


P = ProspectState
PURSUED = frozenset({P.IDENTIFIED, P.APPROACHED, P.INTERESTED, P.INVITED})
IN_VIEW = PURSUED | {P.APPLIED}


class EventState(TextChoices):
    """An event for stakeholders (R80). That it has been is said by its day."""

    PLANNED = "planned", "Being prepared"
    OPEN = "open", "Announced"
    CANCELLED = "cancelled", "Called off"
    REPORTED = "reported", "Reported"
