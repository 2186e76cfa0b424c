from .awareness import Awareness
from .feedback import Feedback, FeedbackEntry
from .representation import ReportBack, Representation
from .stakeholders import Contact, Stakeholder

__all__ = [
    "Awareness",
    "Contact",
    "Feedback",
    "FeedbackEntry",
    "ReportBack",
    "Representation",
    "Stakeholder",
]
