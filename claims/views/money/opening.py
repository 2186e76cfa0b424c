"""Who may open the pages about money, said once."""

from claims.permissions_money import OFFICE, OFFICERS, READERS
from members.states import Role


def reads_payments(actor) -> bool:
    """the accountable body's office and the auditor"""
    return actor.has(*READERS)


def moves_money(actor) -> bool:
    """the accountable body's finance officer or second approver"""
    return actor.has(*OFFICERS)


def in_the_office(actor) -> bool:
    """the accountable body's office"""
    return actor.has(*OFFICE)


def has_bank_details(actor) -> bool:
    """a member's representative or claims person, the accountable body's office and the auditor"""
    return actor.has(*READERS, Role.REPRESENTATIVE, Role.CLAIMS_PERSON)
