"""Tables of meetings, one module a noun."""

from .action import Action
from .agenda import AgendaItem, ItemProposal
from .body import BodyReview, HandOver, HandOverItem
from .decisions import Decision, DecisionYear, OptOut
from .elections import Candidate, Election, Lot
from .meetings import Meeting
from .minutes import (
    BoardReport,
    Correction,
    DraftReceipt,
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
from .written import WrittenProposal

__all__ = [
    "Action",
    "AgendaItem",
    "Ballot",
    "BodyReview",
    "Candidate",
    "HandOver",
    "HandOverItem",
    "Election",
    "Lot",
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
    "BoardReport",
    "Correction",
    "DraftReceipt",
    "Minutes",
    "MinutesAddendum",
    "MinuteSection",
    "WrittenProposal",
]
