from . import guards  # noqa: F401 - the triggers
from .disputes import Dispute, Proposal, Step
from .groups import Group, GroupMeeting, GroupMember, GroupReport
from .notes import ChairNote, NoteReader, NoteStep
from .service import Arrangement, ArrangementReview, Delivery, Standard
from .speakers import Speaker

__all__ = [
    "Arrangement",
    "ArrangementReview",
    "ChairNote",
    "Delivery",
    "Dispute",
    "Group",
    "GroupMeeting",
    "GroupMember",
    "GroupReport",
    "NoteReader",
    "NoteStep",
    "Proposal",
    "Speaker",
    "Standard",
    "Step",
]
