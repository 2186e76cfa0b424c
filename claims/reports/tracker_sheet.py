"""The tracker as a spreadsheet: one row per claim, or per claim that has not come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from claims.facts.tracker import UNSENT_TABS, Board, rows_of, unsent, unsent_rows
from consortium.core.sheets import Column


@dataclass(frozen=True)
class SheetRow:
    """What one row shows; pence, local days."""

    member: str
    grant: str
    quarter: str
    reference: str
    state: str
    due: date
    claimed: int | None = None
    approved: int | None = None
    sent: date | None = None
    late: str = ""
    nil: str = ""
    flags: int | None = None
    expected: date | None = None
    paid: date | None = None


COLUMNS = [
    Column("Member", lambda row: row.member, width=36),
    Column("Grant", lambda row: row.grant, width=30),
    Column("Quarter", lambda row: row.quarter, width=26),
    Column("Reference", lambda row: row.reference, width=28),
    Column("State", lambda row: row.state, width=22),
    Column("Due from the member", lambda row: row.due, "day"),
    Column("Claimed", lambda row: row.claimed, "money"),
    Column("Approved", lambda row: row.approved, "money"),
    Column("Sent on", lambda row: row.sent, "day"),
    Column("Late", lambda row: row.late),
    Column("Nil", lambda row: row.nil),
    Column("Flags", lambda row: row.flags, "whole"),
    Column("Payment expected", lambda row: row.expected, "day"),
    Column("Paid on", lambda row: row.paid, "day"),
]


def sheet_rows(board: Board) -> Iterator[SheetRow]:
    """The rows of the board's tab, read as they are written."""
    if board.filters.tab in UNSENT_TABS:
        for row in unsent_rows(board, list(unsent(board))):
            yield SheetRow(
                member=row.organisation.name,
                grant=row.round.grant.name,
                quarter=row.round.period.label,
                reference=row.claim.reference if row.claim else "",
                state=row.claim.get_state_display() if row.claim else "Not started",
                due=row.round.member_due,
                claimed=row.claim.claimed if row.claim else None,
            )
        return
    found, key = rows_of(board)
    for claim in found.order_by(*key).iterator(chunk_size=500):
        yield SheetRow(
            member=claim.organisation.name,
            grant=claim.round.grant.name,
            quarter=claim.round.period.label,
            reference=claim.reference,
            state=claim.get_state_display(),
            due=claim.round.member_due,
            claimed=claim.claimed,
            approved=claim.approved if claim.approved_at else None,
            sent=claim.sent_on,
            late="Late" if claim.late else "",
            nil="Nil" if claim.nil else "",
            flags=claim.flag_count,
            expected=claim.expected_on,
            paid=claim.paid_on,
        )
