from . import guards  # noqa: F401 - the triggers
from .business import MeetingBusiness
from .erasures import Erasure
from .memberships import EarlierMembership
from .organisations import Consortium, Organisation
from .people import Invitation, User
from .seats import Seat, Term

__all__ = [
    "Consortium",
    "EarlierMembership",
    "Erasure",
    "Invitation",
    "MeetingBusiness",
    "Organisation",
    "Seat",
    "Term",
    "User",
]
