"""State machines as tables, fired by one function.

A workflow is a list of moves: from which states, to which, by whom, and what must
be true. The buttons of a page are the same table asked for this person.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

import structlog
from django.db import connection, transaction

from . import audit
from .actor import Actor

log = structlog.get_logger(__name__)

Who = Callable[[Actor, Any], str | None]
Guard = Callable[[Any, dict], "list[str] | str | None"]


class Refused(Exception):
    """A move that was not made; `reasons` says why, all of them, in plain sentences."""

    def __init__(self, reasons: Sequence[str] | str):
        self.reasons = [reasons] if isinstance(reasons, str) else list(reasons)
        super().__init__(" ".join(self.reasons))


def refuse_if(*reasons: str | None) -> None:
    """Raise `Refused` with every reason that is not empty."""
    if found := [reason for reason in reasons if reason]:
        raise Refused(found)


@dataclass(frozen=True)
class Move:
    """One row of a workflow's table. `label` is the button: "Send for sign off"."""

    name: str
    label: str
    sources: frozenset
    target: str
    who: Who
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False


@dataclass(frozen=True)
class Workflow:
    """A table of moves over the state kept in `field` of a model."""

    name: str
    field: str
    moves: tuple[Move, ...]
    _by_name: dict[str, Move] = dataclass_field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self):
        object.__setattr__(self, "moves", tuple(self.moves))
        for move in self.moves:
            if move.name in self._by_name:
                raise ValueError(f"{self.name} has two moves called {move.name}")
            self._by_name[move.name] = move

    def move(self, name: str) -> Move:
        """The move of that name; KeyError when the table has none."""
        return self._by_name[name]

    def possible(self, record: Any, by: Actor) -> list[Move]:
        """The moves to offer: right state, right person. Guards speak when it is fired."""
        state = getattr(record, self.field)
        return [m for m in self.moves if state in m.sources and not m.who(by, record)]

    def reasons(self, record: Any, move: "Move | str", by: Actor, **facts) -> list[str]:
        """Everything that stands against the move, in plain sentences; empty when allowed.

        Guards describe the state the move starts from, so they are not asked from
        another. A missing reason counts only where the fact `reason` is given, as
        `fire` does: a page that asks beforehand has none yet.
        """
        move = self.move(move) if isinstance(move, str) else move
        found = _texts(move.who(by, record))
        if getattr(record, self.field) not in move.sources:
            return [_wrong_state(self, record, move), *found]
        for guard in move.guards:
            found += _texts(guard(record, facts))
        if move.needs_reason and not facts.get("reason", "-").strip():
            found.append("Give a reason.")
        return list(dict.fromkeys(found))


def _texts(answer: "list[str] | str | None") -> list[str]:
    if not answer:
        return []
    return [answer] if isinstance(answer, str) else list(answer)


def _wrong_state(workflow: Workflow, record: Any, move: Move) -> str:
    state = getattr(record, workflow.field)
    labels = dict(record._meta.get_field(workflow.field).flatchoices)
    noun, label = record._meta.verbose_name, str(labels.get(state, state)).lower()
    if state == move.target:
        return f"This {noun} is already {label}."
    return f"This {noun} is {label}, so “{move.label}” is not possible."


def fire(
    workflow: Workflow,
    record: Any,
    move_name: str,
    *,
    reason: str = "",
    facts: Mapping | None = None,
    fields: Iterable[str] = (),
    by: Actor,
) -> Any:
    """Make one move and give the record as it now is; `Refused` with all reasons otherwise.

    Must run inside `transaction.atomic`, after the verb took its locks in order.
    The row is read again under its lock; guards see it with the values of `fields`,
    which the caller set on `record` and wants saved with the move. They find the
    reason among the facts. The audit row says state and fields
    before and after. On success `record` has the new state, too.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("workflow.fire needs transaction.atomic")
    move = workflow.move(move_name)
    current = type(record)._base_manager.select_for_update().get(pk=record.pk)
    names = list(dict.fromkeys(fields))
    changed = {name: _stored(current, name) for name in (workflow.field, *names)}
    for name in names:
        setattr(current, name, getattr(record, name))
    against = workflow.reasons(current, move, by, **{**(facts or {}), "reason": reason})
    if against:
        _log_refusal(workflow, current, move, against, by)
        raise Refused(against)
    setattr(current, workflow.field, move.target)
    current.save(update_fields=[workflow.field, *names])
    setattr(record, workflow.field, move.target)
    after = {name: _stored(current, name) for name in changed}
    audit.record(
        f"{workflow.name}.{move.name}", current, before=changed, after=after, reason=reason, by=by
    )
    return current


def _stored(record: Any, name: str) -> Any:
    """A field's value as a column holds it: a foreign key as its id, a file as its name."""
    model_field = record._meta.get_field(name)
    value = getattr(record, model_field.attname)
    return str(value) if hasattr(value, "storage") else value


def _log_refusal(workflow, record, move, reasons, by) -> None:
    log.warning(
        "move_refused",
        workflow=workflow.name,
        move=move.name,
        object_kind=record._meta.label_lower,
        object_id=str(record.pk),
        state=str(getattr(record, workflow.field)),
        actor_id=by.user_id,
        hat=by.hat,
        reasons=reasons,
    )


def every_cell(workflow: Workflow, states: Iterable[str] = ()) -> list[tuple[str, Move]]:
    """Every (state, move) of the whole table, for tests; `states` adds those no move names."""
    known = {str(s) for m in workflow.moves for s in (*m.sources, m.target)}
    known |= {str(state) for state in states}
    return [(state, move) for state in sorted(known) for move in workflow.moves]
