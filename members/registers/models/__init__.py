from .awareness import Awareness
from .feedback import Feedback, FeedbackEntry
from .prospects import Prospect, ProspectContact, ProspectService
from .representation import ReportBack, Representation
from .settings import FeedbackSettings
from .stakeholders import Contact, Stakeholder

__all__ = [
    "Awareness",
    "Contact",
    "Feedback",
    "FeedbackEntry",
    "FeedbackSettings",
    "Prospect",
    "ProspectContact",
    "ProspectService",
    "ReportBack",
    "Representation",
    "Stakeholder",
]
