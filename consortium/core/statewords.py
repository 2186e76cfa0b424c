"""How every state looks: its word, its tone and its shape.

One table for the whole product, so that "Submitted" is the same tag on a
member's phone and in the finance officer's queue. The words follow
model.md and people's own; the tone is never the only sign of anything.
"""

from dataclasses import dataclass

TONES = ("plain", "info", "wait", "good", "stop")


@dataclass(frozen=True)
class StateWord:
    word: str
    tone: str  # one of TONES
    icon: str  # a file of static/vendor/icons, without its ending


def _states(*rows: tuple[str, str, str, str]) -> dict[str, StateWord]:
    return {code: StateWord(word, tone, icon) for code, word, tone, icon in rows}


CLAIM = _states(
    ("not_started", "Not started", "plain", "circle"),
    ("in_progress", "In progress", "info", "circle-half"),
    ("awaiting_sign_off", "Awaiting sign-off", "wait", "pen"),
    ("submitted", "Submitted", "info", "send"),
    ("changes_requested", "Changes requested", "stop", "arrow-return-left"),
    ("changes_made", "Changes made", "info", "arrow-repeat"),
    ("checked", "Checked", "info", "check-lg"),
    ("approved", "Approved", "good", "check-circle"),
    ("waiting", "Waiting for the funder's money", "wait", "hourglass-split"),
    ("in_run", "In payment run", "info", "cash-stack"),
    ("paid", "Paid", "good", "check-circle-fill"),
    ("payment_failed", "Payment failed", "stop", "exclamation-triangle-fill"),
    ("withdrawn", "Withdrawn", "plain", "arrow-counterclockwise"),
    ("rejected", "Rejected", "stop", "x-octagon-fill"),
    # Facts about a claim, beside its state.
    ("nil", "Nil claim", "plain", "dash-circle"),
    ("late", "Late", "wait", "clock-fill"),
    ("overdue", "Overdue", "stop", "clock-fill"),
    ("part_approved", "Part approved", "wait", "circle-half"),
    ("own", "Accountable body's own", "plain", "bank"),
)
LINE = _states(
    ("pending", "Not decided", "plain", "circle"),
    ("accepted", "Accepted", "good", "check-lg"),
    ("reduced", "Reduced", "wait", "scissors"),
    ("disallowed", "Disallowed", "stop", "x-lg"),
    ("parked", "Parked", "wait", "pause-circle"),
    ("correction", "Correction", "plain", "arrow-repeat"),
)
RUN = _states(
    ("prepared", "Prepared", "plain", "list-check"),
    ("released", "Released", "info", "unlock"),
    ("exported", "Exported", "info", "download"),
    ("sent", "Sent to the bank", "info", "send"),
    ("finished", "Finished", "good", "check-circle-fill"),
    ("void_asked", "Waiting to be voided", "wait", "hourglass-split"),
    ("void", "Voided", "plain", "slash-circle"),
)
PAYMENT = _states(
    ("prepared", "Prepared", "plain", "list-check"),
    ("released", "Released", "info", "unlock"),
    ("confirmed", "Paid", "good", "check-circle-fill"),
    ("failed", "Payment failed", "stop", "exclamation-triangle-fill"),
    ("void", "Voided", "plain", "slash-circle"),
)
ACCOUNT = _states(
    ("waiting", "Waiting for a second person", "wait", "hourglass-split"),
    ("verified", "Verified", "good", "shield-check"),
    ("refused", "Refused", "stop", "x-lg"),
    ("replaced", "Replaced", "plain", "clock-history"),
)
FUNDER_CLAIM = _states(
    ("assembled", "Assembled", "plain", "list-check"),
    ("signed", "Signed", "info", "pen-fill"),
    ("sent", "Sent", "info", "send-fill"),
    ("queried", "Queried", "wait", "question-circle"),
    ("agreed", "Agreed", "good", "check-circle"),
    ("part_received", "Received in part", "wait", "circle-half"),
    ("received", "Received", "good", "check-circle-fill"),
    ("replaced", "Replaced by a new version", "plain", "clock-history"),
    ("abandoned", "Abandoned", "plain", "slash-circle"),
)
PERIOD = _states(
    ("open", "Open", "info", "unlock"),
    ("closing", "Closing", "wait", "hourglass-split"),
    ("closed", "Closed", "plain", "lock-fill"),
    ("reopened", "Reopened", "wait", "arrow-counterclockwise"),
)
JOURNAL = _states(
    ("draft", "Draft", "plain", "pencil"),
    ("posted", "Posted", "good", "check-lg"),
    ("reversed", "Reversed", "plain", "arrow-counterclockwise"),
)
RETENTION = _states(
    ("asked", "Waiting for a second person", "wait", "hourglass-split"),
    ("agreed", "Released", "good", "check-circle"),
    ("refused", "Refused", "plain", "x-lg"),
)
OVERDRAFT = _states(
    ("asked", "Waiting for a second person", "wait", "hourglass-split"),
    ("to_come", "Agreed", "info", "check-circle"),
    ("agreed", "Counts today", "wait", "exclamation-triangle-fill"),
    ("over", "Over", "plain", "clock-history"),
    ("ended", "Ended early", "plain", "slash-circle"),
    ("refused", "Refused", "plain", "x-lg"),
)
VIREMENT = _states(
    ("proposed", "Proposed", "wait", "hourglass-split"),
    ("agreed", "Agreed", "good", "check-circle"),
    ("refused", "Refused", "stop", "x-lg"),
)
TASK = _states(
    ("not_started", "Not started", "plain", "circle"),
    ("in_progress", "In progress", "info", "circle-half"),
    ("completed", "Completed", "good", "check-lg"),
    ("cannot_start", "Cannot start yet", "plain", "lock"),
    ("optional", "Optional", "plain", "circle"),
    ("problem", "There is a problem", "stop", "exclamation-triangle-fill"),
)
JOB = _states(
    ("waiting", "Waiting", "plain", "clock"),
    ("running", "Running", "info", "circle-half"),
    ("done", "Done", "good", "check-circle-fill"),
    ("failed", "Failed", "stop", "exclamation-triangle-fill"),
)
MAIL = _states(
    ("waiting", "Waiting", "plain", "clock"),
    ("queued", "Waiting", "plain", "clock"),
    ("sending", "Sending", "info", "circle-half"),
    ("sent", "Sent", "good", "check-lg"),
    ("failed", "Failed", "stop", "exclamation-triangle-fill"),
)
FILE = _states(
    ("received", "Being checked", "wait", "hourglass-split"),
    ("quarantined", "Being checked", "wait", "hourglass-split"),
    ("clean", "Checked", "good", "shield-check"),
    ("infected", "Refused, unsafe", "stop", "shield-x"),
    ("tombstoned", "Removed", "plain", "trash"),
    ("to_follow", "To follow", "wait", "clock"),
    ("missing", "No evidence", "stop", "exclamation-triangle-fill"),
)
PROJECT = _states(
    ("idea", "Idea", "plain", "circle"),
    ("seeking_funds", "Seeking funds", "wait", "search"),
    ("funded", "Funded", "info", "check-lg"),
    ("running", "Running", "good", "circle-fill"),
    ("closed", "Closed", "plain", "lock-fill"),
)
BID = _states(
    ("drafting", "Being drafted", "plain", "pencil"),
    ("ready", "Ready to send", "info", "check-lg"),
    ("subject", "Sent subject to agreement", "wait", "hourglass-split"),
    ("submitted", "Sent", "info", "send"),
    ("awarded", "Awarded", "good", "check-lg"),
    ("refused", "Refused by the funder", "plain", "dash-circle"),
    ("withdrawn", "Withdrawn", "plain", "slash-circle"),
    ("late", "Late", "stop", "clock-fill"),
)
PERSON = _states(
    ("current", "Current", "good", "check-lg"),
    ("ended", "Ended", "plain", "slash-circle"),
    ("future", "Starts later", "plain", "clock"),
    ("invited", "Invited", "wait", "envelope"),
    ("example", "Example figure", "plain", "info-circle-fill"),
)

APPLICATION = _states(
    ("draft", "Being filled in", "plain", "pencil"),
    ("received", "Received", "info", "envelope"),
    ("question", "Question asked", "wait", "question-circle"),
    ("consulting", "With the members", "info", "people"),
    ("deciding", "To be decided", "wait", "hourglass-split"),
    ("to_meeting", "For the next meeting", "wait", "calendar-event"),
    ("admitted", "Admitted", "good", "check-circle-fill"),
    ("refused", "Not admitted", "stop", "x-octagon-fill"),
    ("withdrawn", "Withdrawn", "plain", "arrow-counterclockwise"),
    # What was found of a point, and what a member says.
    ("met", "Met", "good", "check-lg"),
    ("not_met", "Not met", "stop", "x-lg"),
    ("unclear", "Unclear", "wait", "question-circle"),
    ("not_judged", "Not judged yet", "plain", "circle"),
    ("support", "Support", "good", "check-lg"),
    ("object", "Object", "stop", "x-lg"),
    ("comment", "Comment", "info", "pen"),
    ("no_reply", "No reply", "plain", "circle"),
)

POLICY = _states(
    ("held", "Held", "good", "check-lg"),
    ("missing", "Missing", "wait", "circle"),
)
RESIGNATION = _states(
    ("received", "Resignation received", "wait", "envelope"),
    ("confirmed", "Leaves", "wait", "clock"),
    ("ended", "Left", "plain", "slash-circle"),
    ("withdrawn", "Withdrawn", "plain", "arrow-counterclockwise"),
)

AGREEMENT = _states(
    ("draft", "Draft", "plain", "pencil"),
    ("signing", "Being signed", "wait", "pen"),
    ("standing", "In force", "good", "check-circle-fill"),
    ("replaced", "Replaced", "plain", "clock-history"),
    ("dropped", "Given up", "plain", "slash-circle"),
    # A member's signature, and what became of a clause.
    ("signed", "Signed", "good", "check-lg"),
    ("unsigned", "Not signed yet", "wait", "circle"),
    ("new", "New", "info", "plus-lg"),
    ("changed", "Changed", "info", "pencil"),
)
PROTOCOL = _states(
    ("draft", "Draft", "plain", "pencil"),
    ("adopted", "Adopted", "info", "check-lg"),
    ("implemented", "Implemented", "good", "check-circle-fill"),
    ("replaced", "Replaced", "plain", "clock-history"),
    ("dropped", "Given up", "plain", "slash-circle"),
    # Its review, and whether a member has said that it works by it.
    ("due", "Review due", "wait", "clock-fill"),
    ("acknowledged", "Works by it", "good", "check-lg"),
    ("unread", "Not said yet", "plain", "circle"),
    ("yours", "Yours is missing", "wait", "circle"),
)
REQUEST = _states(
    ("asked", "Asked", "info", "envelope"),
    ("accepted", "Day agreed", "info", "check-lg"),
    ("proposed", "Other day proposed", "wait", "calendar-event"),
    ("answered", "Answered", "good", "check-circle-fill"),
    ("excused", "Not needed", "plain", "dash-circle"),
)
FEEDBACK = _states(
    ("received", "Received", "wait", "send"),
    ("acknowledged", "Acknowledged", "info", "check-lg"),
    ("looking", "Being looked into", "info", "search"),
    ("answered", "Answered", "good", "check-circle"),
    ("appealed", "Taken further", "stop", "arrow-repeat"),
    ("closed", "Closed", "plain", "check-circle-fill"),
    ("withdrawn", "Withdrawn", "plain", "arrow-counterclockwise"),
    ("dropped", "Not for us", "plain", "dash-circle"),
)
EVENT = _states(
    ("planned", "Being prepared", "plain", "circle"),
    ("open", "Announced", "info", "calendar-event"),
    ("cancelled", "Called off", "stop", "x-lg"),
    ("reported", "Reported", "good", "check-circle-fill"),
    ("friendly", "Volunteer-friendly", "info", "people"),  # by its hour or day (R110)
)
PROSPECT = _states(
    ("identified", "Identified", "plain", "circle"),
    ("approached", "Approached", "info", "send"),
    ("interested", "Interested", "info", "circle-half"),
    ("invited", "Visited or invited", "info", "calendar-event"),
    ("applied", "Applied", "wait", "hourglass-split"),
    ("member", "Member", "good", "check-circle-fill"),
    ("not_now", "Not now", "plain", "dash-circle"),
)
COMMITMENT = _states(
    ("open", "Open", "info", "clock"),
    ("kept", "Kept", "good", "check-lg"),
    ("not_kept", "Not kept", "stop", "x-lg"),
    ("dropped", "Not needed", "plain", "dash-circle"),
)
DISPUTE = _states(
    ("talking", "In talks", "wait", "people"),
    ("with_third", "With a third party", "wait", "people"),
    ("settled", "Settled", "good", "check-circle-fill"),
    ("withdrawn", "Withdrawn", "plain", "arrow-counterclockwise"),
)
PROPOSAL = _states(
    ("proposed", "Waits for the other side", "wait", "hourglass-split"),
    ("agreed", "Agreed by both sides", "good", "check-circle-fill"),
    ("declined", "Declined", "stop", "x-lg"),
    ("withdrawn", "Taken back", "plain", "arrow-counterclockwise"),
)
NOTE = _states(
    ("open", "Open", "info", "clock"),
    ("closed", "Over", "plain", "check-lg"),
    ("handed_over", "Handed over", "good", "send"),
)
GROUP = _states(
    ("due", "Review due", "wait", "clock"),
    ("ended", "Ended", "plain", "dash-circle"),
    ("convenor", "Convenor", "info", "people"),
    ("outside", "From outside", "plain", "circle"),
    ("asked", "Asked for", "info", "envelope"),
    ("sent", "Sent", "good", "send"),
    ("excused", "Not needed", "plain", "dash-circle"),
)
SERVICE = _states(
    ("met", "Met", "good", "check-lg"),
    ("late", "Late", "stop", "x-lg"),
    ("waiting", "Not due yet", "info", "clock"),
)
MEETING = _states(
    ("planned", "Planned", "info", "calendar-event"),
    ("open", "Under way", "wait", "circle-fill"),
    ("held", "Held", "good", "check-circle-fill"),
    ("cancelled", "Cancelled", "stop", "x-octagon-fill"),
    # Facts about a meeting and its papers, beside its state.
    ("last", "Last of the year", "plain", "calendar-event"),
    ("not_recorded", "Not recorded", "wait", "question-circle"),
    ("on_time", "On time", "good", "check-lg"),
    ("lenient", "A day short", "wait", "clock"),
    ("from_paper", "Typed from paper", "wait", "pen"),
    ("late", "Late", "stop", "clock-fill"),
)
AGENDA_ITEM = _states(
    ("planned", "To come", "plain", "circle"),
    ("now", "Now", "info", "circle-fill"),
    ("done", "Done", "good", "check-lg"),
    ("carried", "Carried over", "wait", "arrow-right"),
    ("withdrawn", "Withdrawn", "plain", "slash-circle"),
)
ITEM_PROPOSAL = _states(
    ("sent", "Waits for an answer", "wait", "hourglass-split"),
    ("taken", "On the agenda", "good", "check-lg"),
    ("declined", "Not on the agenda", "plain", "dash-circle"),
    ("withdrawn", "Taken back", "plain", "arrow-counterclockwise"),
    ("late", "Late", "wait", "clock-fill"),
)

# Where two kinds of thing share a code ("waiting", "sent"), `kind` says which is meant.
DECISION = _states(
    ("overridden", "Overridden", "stop", "slash-circle"),
    ("unreported", "To be reported", "wait", "hourglass-split"),
)
WRITTEN = _states(
    ("open", "Open", "info", "circle-fill"),
    ("agreed", "Agreed", "good", "check-lg"),
    ("not_agreed", "Not agreed", "plain", "x-lg"),
    ("tied", "Tied, so not agreed", "plain", "x-lg"),
    ("inquorate", "Too few answers, to a meeting", "wait", "arrow-right"),
    ("to_meeting", "To a meeting", "wait", "arrow-right"),
    ("withdrawn", "Withdrawn", "plain", "slash-circle"),
)
MEETING_ACTION = _states(
    ("open", "To do", "plain", "circle"),
    ("late", "Late", "stop", "clock-fill"),
    ("done", "Done", "good", "check-lg"),
    ("dropped", "Dropped", "plain", "slash-circle"),
)
MINUTES = _states(
    ("none", "Not begun", "plain", "circle"),
    ("draft", "Being written", "plain", "pencil"),
    ("circulated", "Draft, circulated", "wait", "hourglass-split"),
    ("approved", "Approved", "good", "check-lg"),
)
CORRECTION = _states(
    ("sent", "Waits for an answer", "wait", "hourglass-split"),
    ("taken", "Taken", "good", "check-lg"),
    ("declined", "Declined", "plain", "dash-circle"),
)
MEETING_PAPER = _states(
    ("asked", "Asked for", "plain", "circle"),
    ("overdue", "Missing", "stop", "clock-fill"),
    ("checking", "Being checked", "wait", "hourglass-split"),
    ("refused", "File refused by the check", "stop", "shield-x"),
    ("in", "In, not sent yet", "info", "circle-half"),
    ("changed", "New version, not sent yet", "wait", "arrow-repeat"),
    ("sent", "Sent", "good", "check-lg"),
    ("off", "Taken off", "plain", "slash-circle"),
    ("late", "Late", "wait", "clock-fill"),
    ("restricted", "Named people only", "stop", "lock-fill"),
    ("members", "Members only", "info", "lock"),
    ("public", "Public", "plain", "eye"),
)
REPLY = _states(
    ("coming", "In person", "good", "check-lg"),
    ("remote", "Remotely", "good", "check-lg"),
    ("substitute", "Substitute", "info", "arrow-repeat"),
    ("apologies", "Apologies", "wait", "x-lg"),
    ("none", "No reply yet", "plain", "circle"),
    ("there", "There", "good", "check-lg"),
    ("absent", "Absent without apologies", "stop", "x-lg"),
)

ELECTION = _states(
    ("planned", "Nominations to come", "plain", "calendar-event"),
    ("open", "Nominations open", "info", "circle-half"),
    ("closed", "Nominations closed", "wait", "hourglass-split"),
    ("ballot", "Being elected", "wait", "circle-fill"),
    ("put_off", "Put off", "stop", "arrow-right"),
    ("declared", "Declared", "good", "check-circle-fill"),
)
CANDIDATE = _states(
    ("asked", "Has not answered", "wait", "hourglass-split"),
    ("stands", "Stands", "good", "check-lg"),
    ("declined", "Said no", "plain", "x-lg"),
    ("withdrawn", "Withdrawn", "plain", "arrow-counterclockwise"),
)

BY_KIND = {
    "claim": CLAIM,
    "line": LINE,
    "run": RUN,
    "payment": PAYMENT,
    "account": ACCOUNT,
    "funder_claim": FUNDER_CLAIM,
    "period": PERIOD,
    "journal": JOURNAL,
    "virement": VIREMENT,
    "retention": RETENTION,
    "overdraft": OVERDRAFT,
    "task": TASK,
    "job": JOB,
    "mail": MAIL,
    "file": FILE,
    "project": PROJECT,
    "bid": BID,
    "person": PERSON,
    "application": APPLICATION,
    "policy": POLICY,
    "agreement": AGREEMENT,
    "protocol": PROTOCOL,
    "request": REQUEST,
    "commitment": COMMITMENT,
    "feedback": FEEDBACK,
    "prospect": PROSPECT,
    "event": EVENT,
    "resignation": RESIGNATION,
    "dispute": DISPUTE,
    "proposal": PROPOSAL,
    "note": NOTE,
    "group": GROUP,
    "service": SERVICE,
    "decision": DECISION,
    "written": WRITTEN,
    "meeting": MEETING,
    "agenda_item": AGENDA_ITEM,
    "item_proposal": ITEM_PROPOSAL,
    "meeting_paper": MEETING_PAPER,
    "reply": REPLY,
    "election": ELECTION,
    "candidate": CANDIDATE,
    "meeting_action": MEETING_ACTION,
    "minutes": MINUTES,
    "correction": CORRECTION,
}
# Without a kind, the first in that order wins: a claim's own words before all others.
ANY_KIND = {code: word for states in reversed(BY_KIND.values()) for code, word in states.items()}

_AS_CODE = str.maketrans({"-": "_", " ": "_", "'": None, "’": None})
_ALIASES = {
    "awaiting_signoff": "awaiting_sign_off",
    "waiting_for_the_funders_money": "waiting",
    "in_payment_run": "in_run",
    "cannot_start_yet": "cannot_start",
    "complete": "completed",
    "voided": "void",
}


def state_word(state, *, kind: str = "") -> StateWord:
    """How `state` (a code, or its words) looks; an unknown one is plain, in its own words."""
    code = str(state).strip().lower().translate(_AS_CODE)
    code = _ALIASES.get(code, code)
    found = BY_KIND.get(kind, {}).get(code) or ANY_KIND.get(code)
    return found or StateWord(str(state).replace("_", " ").strip().capitalize(), "plain", "circle")
