from .awareness import Awareness
from .events import Event, EventInvitee, EventSignUp
from .feedback import Feedback, FeedbackEntry
from .interests import StandingInterest
from .prospects import Prospect, ProspectContact, ProspectService
from .representation import ReportBack, Representation
from .settings import FeedbackSettings
from .stakeholders import Contact, Stakeholder

__all__ = [
    "Awareness",
    "Contact",
    "Event",
    "EventInvitee",
    "EventSignUp",
    "Feedback",
    "FeedbackEntry",
    "FeedbackSettings",
    "Prospect",
    "ProspectContact",
    "ProspectService",
    "ReportBack",
    "Representation",
    "Stakeholder",
    "StandingInterest",
]
