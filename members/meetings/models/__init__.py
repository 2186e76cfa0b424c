"""Tables of meetings, one module a noun."""

from .agenda import AgendaItem, ItemProposal
from .decisions import Decision, DecisionYear, OptOut
from .meetings import Meeting
from .motions import Ballot, Elector, Motion, Objection, Slip
from .presence import Interest, Presence, StandIn

__all__ = [
    "AgendaItem",
    "Ballot",
    "Decision",
    "DecisionYear",
    "Elector",
    "Interest",
    "ItemProposal",
    "Meeting",
    "Motion",
    "Objection",
    "OptOut",
    "Presence",
    "Slip",
    "StandIn",
]
