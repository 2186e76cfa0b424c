from . import guards  # noqa: F401 - the triggers
from .memberships import EarlierMembership
from .organisations import Consortium, Organisation
from .people import Invitation, User
from .seats import Seat, Term

__all__ = ["Consortium", "EarlierMembership", "Invitation", "Organisation", "Seat", "Term", "User"]
