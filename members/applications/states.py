"""The words of an application for membership (Agreement 5.1 to 5.3)."""

from django.db.models import TextChoices


class ApplicationState(TextChoices):
    DRAFT = "draft", "Being filled in"
    RECEIVED = "received", "Received"
    QUESTION = "question", "Question asked"
    CONSULTING = "consulting", "With the members"
    DECIDING = "deciding", "To be decided"
    TO_MEETING = "to_meeting", "For the next meeting"
    ADMITTED = "admitted", "Admitted"
    REFUSED = "refused", "Not admitted"
    WITHDRAWN = "withdrawn", "Withdrawn"


S = ApplicationState
DECIDED = frozenset({S.ADMITTED, S.REFUSED})
OVER = DECIDED | {S.WITHDRAWN}
WITH_OFFICE = frozenset({S.RECEIVED, S.QUESTION})
# From the consultation on, members read an application.
MEMBERS_READ = frozenset({S.CONSULTING, S.DECIDING, S.TO_MEETING, *DECIDED})
FILES_MAY_COME = frozenset({S.DRAFT, S.QUESTION})
JUDGING = frozenset({S.RECEIVED, S.TO_MEETING})


class Point(TextChoices):
    """What an applicant has to show: two conditions, and three of five services (5.1)."""

    THIRD_SECTOR = "third_sector", "Belongs to the third sector"
    BASED_HERE = "based_here", "Is based in the area"
    NEEDS = "needs", "Finds local needs"
    SUPPORT = "support", "Supports groups"
    CONNECT = "connect", "Connects groups"
    REPRESENT = "represent", "Represents views"
    POLICY = "policy", "Shapes local policy"


CONDITIONS = (Point.THIRD_SECTOR, Point.BASED_HERE)
SERVICES = (Point.NEEDS, Point.SUPPORT, Point.CONNECT, Point.REPRESENT, Point.POLICY)
CLAUSE = {
    Point.THIRD_SECTOR: "5.1",
    Point.BASED_HERE: "5.1",
    **{point: f"5.1({number})" for number, point in enumerate(SERVICES, start=1)},
}
MEANING = {
    Point.THIRD_SECTOR: "It is a charity, community group, social enterprise or other voluntary "
    "organisation.",
    Point.BASED_HERE: "Its registered office or its main base is in the area.",
    Point.NEEDS: "It looks for local needs and helps services improve to meet them.",
    Point.SUPPORT: "It helps local groups run better and serve their users and members well.",
    Point.CONNECT: "It helps local groups talk, network and work together.",
    Point.REPRESENT: "It carries the sector's many views to outside bodies and builds structures "
    "for two-way contact.",
    Point.POLICY: "It makes the sector a full part of local planning and policy.",
}
# What members promise each other (7.1 to 7.8), in our words.
COMMITMENTS = (
    ("7.1", "Name someone who can speak for the member and take decisions."),
    ("7.2", "Send that person or a named substitute to meetings, otherwise send apologies."),
    ("7.3", "Give agreed information in time and keep what the consortium has promised to others."),
    ("7.4", "Accept that members differ and work within their own limits."),
    ("7.5", "Work on services and topics that matter to the whole sector or most of it."),
    ("7.6", "Help people get to know the consortium."),
    ("7.7", "Tell the member's own board, staff and membership about progress and problems."),
    ("7.8", "Handle information with care and keep confidences."),
)


class Finding(TextChoices):
    """The accountable body's view of one point."""

    MET = "met", "Met"
    NOT_MET = "not_met", "Not met"
    UNCLEAR = "unclear", "Unclear"


class Stance(TextChoices):
    """What a member says in the consultation; silence is none of these."""

    SUPPORT = "support", "Support"
    OBJECT = "object", "Object"
    COMMENT = "comment", "Comment only"


class LegalForm(TextChoices):
    CHARITY = "charity", "Registered charity"
    CIO = "cio", "Charitable incorporated organisation"
    LIMITED = "limited", "Company limited by guarantee"
    CIC = "cic", "Community interest company"
    SOCIETY = "society", "Registered society"
    ASSOCIATION = "association", "Association or group with a constitution"
    OTHER = "other", "Something else"


class Base(TextChoices):
    OFFICE = "office", "Its registered office is in the area"
    MAIN = "main", "It mainly works from a base in the area"
    BOTH = "both", "Both"
    NEITHER = "neither", "Neither"


class Part(TextChoices):
    """The parts of the form that are not a service."""

    CONTACT = "contact", "Your contact details"
    ORGANISATION = "organisation", "Your organisation"
    WORK = "work", "Your level of work"
