from .content import ContentReview
from .profiles import Area, PolicyAnswer, Profile, ProfileEntry
from .publishing import DirectoryRequest, PublishingConsent
from .standing import CoOption, CriteriaFinding, Resignation

__all__ = [
    "Area",
    "CoOption",
    "ContentReview",
    "CriteriaFinding",
    "DirectoryRequest",
    "PolicyAnswer",
    "Profile",
    "ProfileEntry",
    "PublishingConsent",
    "Resignation",
]
