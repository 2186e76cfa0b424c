from . import guards  # noqa: F401 - the triggers
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
    "Organisation",
    "Seat",
    "Term",
    "User",
]
