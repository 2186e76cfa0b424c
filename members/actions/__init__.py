"""The verbs about people and places, the only writers of this app."""

from .invitations import accept_invitation, resend_invitation
from .organisations import add_organisation, change_organisation, describe_consortium
from .people import change_person, deactivate_person, invite_person, reactivate_person
from .seats import end_seat, seat_person, take_back_seat
from .terms import end_term, start_term, take_back_term

__all__ = [
    "accept_invitation",
    "add_organisation",
    "change_organisation",
    "change_person",
    "deactivate_person",
    "describe_consortium",
    "end_seat",
    "end_term",
    "invite_person",
    "reactivate_person",
    "resend_invitation",
    "seat_person",
    "start_term",
    "take_back_seat",
    "take_back_term",
]
