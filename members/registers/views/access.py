"""Who opens which page of the registers."""

from members.registers.permissions import (
    HANDLES,
    RECRUITS,
    can_declare,
    can_host,
    can_key_in,
    can_log,
    can_recruit,
    can_seat,
)
from members.states import Role


def reads_feedback(actor) -> bool:
    """the secretariat, the chair or a member's representative"""
    return actor.has(*HANDLES)


def keys_in(actor) -> bool:
    """the secretariat"""
    return can_key_in(actor) is None


def handles(actor) -> bool:
    """the secretariat, the chair or a member's representative"""
    return actor.has(*HANDLES) and not actor.impersonator_id


def logs(actor) -> bool:
    """a member's representative, the secretariat or the strategic development officer"""
    return can_log(actor) is None


def seats(actor) -> bool:
    """the secretariat or the strategic development officer"""
    return can_seat(actor) is None


def may_report(actor) -> bool:
    """who sits there, their representative, or who acts for the consortium"""
    return not actor.impersonator_id and not actor.has(Role.AUDITOR)


def looks_for_members(actor) -> bool:
    """the secretariat, the chair or the strategic development officer"""
    return actor.has(*RECRUITS)


def recruits(actor) -> bool:
    """the secretariat, the chair or the strategic development officer"""
    return can_recruit(actor) is None


def hosts(actor) -> bool:
    """the chair, the strategic development officer or the secretariat"""
    return can_host(actor) is None


def declares(actor) -> bool:
    """everybody for themselves, the secretariat for others; an auditor only reads"""
    return can_declare(actor, user_id=actor.user_id) is None
