"""Tables of meetings, one module a noun."""

from .agenda import AgendaItem, ItemProposal
from .decisions import Decision, DecisionYear, OptOut
from .meetings import Meeting
from .motions import Ballot, Elector, Motion, Objection, Slip
from .presence import Interest, Presence, QuorumChange, StandIn

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
    "Presence",
    "QuorumChange",
    "Slip",
    "StandIn",
]
