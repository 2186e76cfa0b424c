"""Tables of meetings, one module a noun."""

from .actions import Action
from .agenda import AgendaItem, ItemProposal
from .decisions import Decision, DecisionYear, OptOut
from .meetings import Meeting
from .minutes import (
    BoardReport,
    Correction,
    Minutes,
    MinutesAddendum,
    MinuteSection,
)
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
    "AccessCheck",
    "AccessNeed",
    "Action",
    "AgendaItem",
    "Ballot",
    "BoardReport",
    "CalendarFeed",
    "Circulation",
    "Correction",
    "Decision",
    "DecisionYear",
    "Elector",
    "Interest",
    "ItemProposal",
    "Meeting",
    "MeetingSettings",
    "MinuteSection",
    "Minutes",
    "MinutesAddendum",
    "Motion",
    "NamedCopy",
    "Objection",
    "OptOut",
    "Override",
    "Pack",
    "Paper",
    "PaperVersion",
    "Presence",
    "QuorumChange",
    "Receipt",
    "ReceivedVersion",
    "Reply",
    "SentVersion",
    "Slip",
    "StandIn",
]
