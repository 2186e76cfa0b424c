"""The life of a version, a protocol, a request and a commitment, as tables."""

from consortium.core.workflow import Move, Workflow

from .permissions import can_answer, can_ask, can_complete, can_keep, can_settle
from .states import IN_USE, OPEN_LINES
from .states import AgreementState as S
from .states import CommitmentState as C
from .states import LineState as L
from .states import ProtocolState as P


def it_has_clauses(agreement, facts):
    return None if facts.get("clauses") else "A version without clauses cannot be signed."


def it_was_adopted(agreement, facts):
    """`facts["day_refused"]`: why the day of adoption will not do."""
    found = [] if agreement.minute else ["Enter the number of the minute."]
    return [*found, *filter(None, [facts.get("day_refused")])]


def no_other_is_open(agreement, facts):
    if facts.get("other"):
        return f"Version {facts['other']} is being signed. Give it up first, or wait for it."
    return None


def everybody_has_signed(agreement, facts):
    """`facts["missing"]`: the members that have not."""
    names = facts.get("missing", ())
    return f"Not signed yet: {', '.join(names)}." if names else None


AGREEMENT = Workflow(
    name="agreement",
    field="state",
    moves=(
        Move(
            name="open",
            label="Open for signing",
            sources=frozenset({S.DRAFT}),
            target=S.SIGNING,
            who=can_keep,
            guards=(it_has_clauses, it_was_adopted, no_other_is_open),
        ),
        Move(
            name="complete",
            label="Bring into force",
            sources=frozenset({S.SIGNING}),
            target=S.STANDING,
            who=can_complete,
            guards=(everybody_has_signed,),
        ),
        Move(
            name="replace",
            label="Replace",
            sources=frozenset({S.STANDING}),
            target=S.REPLACED,
            who=can_complete,
        ),
        Move(
            name="drop",
            label="Give up this version",
            sources=frozenset({S.DRAFT, S.SIGNING}),
            target=S.DROPPED,
            who=can_keep,
            needs_reason=True,
        ),
    ),
)


def adopted_by_a_minute(protocol, facts):
    """`facts["days_refused"]`: what is wrong with the days."""
    found = [] if protocol.minute else ["Enter the number of the minute."]
    return [*found, *facts.get("days_refused", ())]


def it_says_how(protocol, facts):
    found = [] if protocol.implemented_how else ["Say how it is put to work."]
    return [*found, *facts.get("days_refused", ())]


PROTOCOL = Workflow(
    name="protocol",
    field="state",
    moves=(
        Move(
            name="adopt",
            label="Record as adopted",
            sources=frozenset({P.DRAFT}),
            target=P.ADOPTED,
            who=can_keep,
            guards=(adopted_by_a_minute,),
        ),
        Move(
            name="implement",
            label="Record as implemented",
            sources=frozenset({P.ADOPTED}),
            target=P.IMPLEMENTED,
            who=can_keep,
            guards=(it_says_how,),
        ),
        Move(
            name="replace",
            label="Replace",
            sources=IN_USE,
            target=P.REPLACED,
            who=can_keep,
        ),
        Move(
            name="drop",
            label="Give up this draft",
            sources=frozenset({P.DRAFT}),
            target=P.DROPPED,
            who=can_keep,
            needs_reason=True,
        ),
    ),
)


def another_day(line, facts):
    found = [] if line.proposal else ["Say why another day is needed."]
    return [*found, *filter(None, [facts.get("day_refused")])]


def there_is_an_answer(line, facts):
    return None if line.answer or line.file_id else "Write the answer, or add a file."


REQUEST = Workflow(
    name="request",
    field="state",
    moves=(
        Move(
            name="accept",
            label="Agree to the day",
            sources=frozenset({L.ASKED}),
            target=L.ACCEPTED,
            who=can_answer,
        ),
        Move(
            name="propose",
            label="Propose another day",
            sources=frozenset({L.ASKED, L.ACCEPTED}),
            target=L.PROPOSED,
            who=can_answer,
            guards=(another_day,),
        ),
        Move(
            name="agree",
            label="Agree to the proposed day",
            sources=frozenset({L.PROPOSED}),
            target=L.ACCEPTED,
            who=can_ask,
        ),
        Move(
            name="decline",
            label="Keep the first day",
            sources=frozenset({L.PROPOSED}),
            target=L.ASKED,
            who=can_ask,
            needs_reason=True,
        ),
        Move(
            name="answer",
            label="Send the answer",
            sources=OPEN_LINES,
            target=L.ANSWERED,
            who=can_answer,
            guards=(there_is_an_answer,),
        ),
        Move(
            name="excuse",
            label="Not needed any more",
            sources=OPEN_LINES,
            target=L.EXCUSED,
            who=can_ask,
            needs_reason=True,
        ),
    ),
)


COMMITMENT = Workflow(
    name="commitment",
    field="state",
    moves=(
        Move(
            name="keep",
            label="Kept",
            sources=frozenset({C.OPEN}),
            target=C.KEPT,
            who=can_settle,
        ),
        Move(
            name="miss",
            label="Not kept",
            sources=frozenset({C.OPEN}),
            target=C.NOT_KEPT,
            who=can_settle,
            needs_reason=True,
        ),
        Move(
            name="drop",
            label="Not needed any more",
            sources=frozenset({C.OPEN}),
            target=C.DROPPED,
            who=can_settle,
            needs_reason=True,
        ),
    ),
)
