"""The states and kinds of meetings, in the words that people read."""

from django.db.models import TextChoices


class MeetingState(TextChoices):
    PLANNED = "planned", "Planned"
    OPEN = "open", "Under way"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class ItemKind(TextChoices):
    """What an item of the agenda is for; the order is that of a usual agenda."""

    WELCOME = "welcome", "Welcome and apologies"
    STAND_IN = "stand_in", "Stand-in for the chair"
    INTERESTS = "interests", "Declarations of interest"
    MINUTES = "minutes", "Minutes of an earlier meeting"
    ACTIONS = "actions", "Actions from earlier meetings"
    OVERRIDES = "overrides", "Decisions overridden by the accountable body"
    WRITTEN = "written", "Decisions taken in writing"
    BUSINESS = "business", "Business put to the meeting"
    REVIEW = "review", "Step of the yearly review"
    PROPOSED = "proposed", "Proposed by a member"
    GENERAL = "general", "General item"
    PLAN = "plan", "Refresh of the plan"
    BODY = "body", "Review of the accountable body"
    ELECTION = "election", "Election of the chair"
    OTHER = "other", "Any other business"


class ItemState(TextChoices):
    PLANNED = "planned", "To come"
    NOW = "now", "Now"
    DONE = "done", "Done"
    CARRIED = "carried", "Carried over"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Purpose(TextChoices):
    DECIDE = "decide", "To decide"
    DISCUSS = "discuss", "To discuss"
    NOTE = "note", "To note"


class Mark(TextChoices):
    """Who may read a paper, an item or a decision (R54; A17)."""

    PUBLIC = "public", "Public"
    MEETING = "meeting", "For the meeting"
    MEMBERS = "members", "Members only"
    RESTRICTED = "restricted", "Named people only"


class Part(TextChoices):
    """As what a person is at a meeting (R46)."""

    REPRESENTATIVE = "representative", "Representative"
    SUBSTITUTE = "substitute", "Substitute"
    CO_OPTED = "co_opted", "Co-opted adviser"
    GUEST = "guest", "Guest"
    STAFF = "staff", "Secretariat"


class Mode(TextChoices):
    ROOM = "room", "In the room"
    REMOTE = "remote", "Remote"


class MotionKind(TextChoices):
    DECISION = "decision", "Decision"
    ELECTION = "election", "Election"


class MotionState(TextChoices):
    PUT = "put", "Does anyone disagree?"
    OBJECTED = "objected", "Objected to"
    VOTING = "voting", "Voting"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Outcome(TextChoices):
    """What came of a proposal; of an election, `CHOSEN` names an option."""

    AGREED = "agreed", "Agreed"
    NOT_AGREED = "not_agreed", "Not agreed"
    TIED = "tied", "Tied, so not agreed"
    INQUORATE = "inquorate", "No quorum, so no decision"
    CHOSEN = "chosen", "Chosen"


class Choice(TextChoices):
    FOR = "for", "For"
    AGAINST = "against", "Against"
    ABSTAIN = "abstain", "Abstained"


class Cast(TextChoices):
    """How a vote came in."""

    SELF = "self", "By themselves"
    HANDS = "hands", "By show of hands"
    PAPER = "paper", "On paper"
    MAIL = "mail", "By e-mail"


class Agreed(TextChoices):
    """How a decision was reached (10.7)."""

    CONSENSUS = "consensus", "By consensus"
    VOTE = "vote", "By vote"
    WRITTEN = "written", "In writing, between meetings"


class DecisionKind(TextChoices):
    GENERAL = "general", "Decision"
    MINUTES = "minutes", "Minutes approved"
    BUDGET = "budget", "Budget, outputs and outcomes agreed"
    GATE = "gate", "How an open competition is answered"
    PLAN = "plan", "Plan adopted"
    BODY = "body", "Accountable body"
    ELECTION = "election", "Chair elected"
    BUSINESS = "business", "Business settled"


class Route(TextChoices):
    """How an open competition is answered (10.8, R99); "both" the agreement does not offer."""

    TOGETHER = "together", "Together, as the consortium"
    APART = "apart", "Each member by itself"


class ActionState(TextChoices):
    OPEN = "open", "To do"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class MinutesState(TextChoices):
    DRAFT = "draft", "Being written"
    CIRCULATED = "circulated", "Draft, circulated"
    APPROVED = "approved", "Approved"


class CorrectionState(TextChoices):
    SENT = "sent", "Waits for an answer"
    TAKEN = "taken", "Taken"
    DECLINED = "declined", "Declined"


LIVE = frozenset({MeetingState.PLANNED, MeetingState.OPEN})
VOTING_PARTS = frozenset({Part.REPRESENTATIVE, Part.SUBSTITUTE})
# Over the agenda of a meeting nobody can remove these (R74; A2).
FIXED_KINDS = frozenset(
    {ItemKind.OVERRIDES, ItemKind.WRITTEN, ItemKind.PLAN, ItemKind.BODY, ItemKind.ELECTION}
)
OPEN_ITEMS = frozenset({ItemState.PLANNED, ItemState.NOW})
OPEN_MOTIONS = frozenset({MotionState.PUT, MotionState.OBJECTED, MotionState.VOTING})
