"""What happened to a record, in words and with names, out of the audit chain (AU6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consortium.core import audit
from members.behalf import names_for
from members.models import User

WORDS = {
    "journal.posted": "Posted",
    "journal.reversal_asked": "Reversal asked for",
    "journal.reversal_refused": "Reversal refused",
    "grant.created": "Grant set up",
    "grant.changed": "Terms changed",
    "grant.awarded": "Award set",
    "grant.condition_added": "Condition added",
    "budget.changed": "Budget changed",
    "budget.spent": "Claims approved against the budget",
    "outputs.set": "Outputs set",
    "fund.created": "Fund set up",
    "overdraft.ask": "Overdraft asked for",
    "overdraft.agree": "Overdraft agreed",
    "overdraft.refuse": "Overdraft refused",
    "overdraft.end": "Overdraft ended early",
    "period.opened": "Books opened",
    "period.start_closing": "Closing started",
    "period.stop_closing": "Left open after all",
    "period.close": "Books closed",
    "period.ask_to_reopen": "Asked to open the books again",
    "period.reopen": "Books opened again",
    "period.keep_closed": "Books stay closed",
    "project.created": "Project set up",
    "project.joined": "Partner joined",
    "project.left": "Partner left",
    "project.status": "Status changed",
    "project.aims": "Aims that it serves changed",
    "bid.drafted": "Drafted",
    "bid.changed": "Details changed",
    "bid.guidance": "The funder's guidance added",
    "bid.figures": "Figures changed",
    "bid.partner": "Partner recorded",
    "bid.partner_left": "Partner taken out",
    "bid.put": "Figures put to the consortium",
    "bid.route_put": "Route put to the consortium",
    "bid.decided": "Decided by the consortium",
    "bid.not_agreed": "Not agreed by a meeting",
    "bid.finish": "Ready to send",
    "bid.reopen": "Figures opened to change",
    "bid.send": "Sent to the funder",
    "bid.send_subject": "Sent subject to agreement",
    "bid.agree": "Agreed after it was sent",
    "bid.award": "Awarded",
    "bid.refuse": "Refused by the funder",
    "bid.withdraw": "Withdrawn",
    "virement.proposed": "Proposed",
    "virement.agreed": "Agreed",
    "virement.refused": "Refused",
}


@dataclass(frozen=True)
class Event:
    what: str
    who: str
    when: datetime
    reason: str
    changes: tuple[tuple[str, Any, Any], ...]


def events_of(record: Any, *, most: int = 50, skip: tuple[str, ...] = ()) -> list[Event]:
    """The newest things that happened to a record, newest first, in two queries."""
    rows = list(audit.history(record).exclude(action__in=skip).order_by("-sequence")[:most])
    names = names_for(rows)
    return [
        Event(
            what=WORDS.get(row.action, row.action),
            who=names.who(row),
            when=row.at,
            reason=row.reason,
            changes=_changes(row),
        )
        for row in rows
    ]


def people_named(ids) -> dict[int, str]:
    """{user id: name} in one query; somebody who is gone is missing."""
    wanted = {number for number in ids if number}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _changes(row) -> tuple[tuple[str, Any, Any], ...]:
    before, after = row.before or {}, row.after or {}
    if not before:
        return ()
    return tuple(
        (name.replace("_", " "), before.get(name), after.get(name))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    )
