"""Tables of meetings, one module a noun."""

from .agenda import AgendaItem, ItemProposal
from .decisions import Decision, DecisionYear, OptOut
from .meetings import Meeting
from .motions import Ballot, Elector, Motion, Objection, Slip
from .overrides import Override
from .papers import (
    Circulation,
    NamedCopy,
    Pack,
    Paper,
    PaperVersion,
    Receipt,
    ReceivedVersion,
    SentVersion,
)
from .presence import Interest, Presence, QuorumChange, StandIn
from .replies import AccessCheck, AccessNeed, Reply
from .setting import CalendarFeed, MeetingSettings

__all__ = [
    "AgendaItem",
    "Ballot",
    "CalendarFeed",
    "Decision",
    "DecisionYear",
    "Elector",
    "Interest",
    "ItemProposal",
    "Meeting",
    "MeetingSettings",
    "Motion",
    "Objection",
    "OptOut",
    "Override",
    "Presence",
    "QuorumChange",
    "Slip",
    "StandIn",
    "AccessCheck",
    "AccessNeed",
    "Circulation",
    "NamedCopy",
    "Pack",
    "Paper",
    "PaperVersion",
    "Receipt",
    "ReceivedVersion",
    "Reply",
    "SentVersion",
]
