"""The words for what members offer, need and hold, and for how they leave."""

from django.db.models import TextChoices

from members.states import Role


class Service(TextChoices):
    """What groups come for, after the needs that they name most in the county's survey."""

    FUNDING = "funding", "Funding advice and fundraising"
    VOLUNTEERS = "volunteers", "Finding volunteers"
    VOLUNTEER_SUPPORT = "volunteer_support", "Supporting and managing volunteers"
    GOVERNANCE = "governance", "Running an organisation, trustees and committees"
    ACCOUNTS = "accounts", "Accounts, budgets and book-keeping"
    PLANNING = "planning", "Business plans and projects"
    TRAINING = "training", "Training and skills"
    MARKETING = "marketing", "Marketing, promotion and communication"
    ICT = "ict", "Computers and the internet"
    PREMISES = "premises", "Premises and property"
    STAFF = "staff", "Managing staff and teams"
    SAFETY = "safety", "Health and safety, first aid"
    SAFEGUARDING = "safeguarding", "Protecting children and adults at risk"
    QUALITY = "quality", "Quality marks and standards"
    EQUALITY = "equality", "Equality and diversity"
    BUSINESS = "business", "Support from businesses"
    PARTNERSHIP = "partnership", "Networks and working in partnership"
    VOICE = "voice", "A voice with councils and other bodies"
    RURAL = "rural", "Rural communities"


class Skill(TextChoices):
    """In what members train each other (R114)."""

    COMMISSIONING = "commissioning", "Commissioning and procurement"
    SOCIAL_ENTERPRISE = "social_enterprise", "Social enterprise"
    EQUALITY_AUDITS = "equality_audits", "Equality audits"
    MARKETING = "marketing", "Marketing"
    PARTNERSHIP = "partnership", "Working in partnership"


class EntryKind(TextChoices):
    SERVICE = "service", "Service"
    SKILL = "skill", "Skill to share"
    TRAINING = "training", "Training needed"


class Policy(TextChoices):
    """The policies that members compare and lend each other (R119)."""

    SUSTAINABLE = "sustainable", "Sustainable development"
    EQUALITY = "equality", "Equality and diversity"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    HEALTH = "health", "Health and safety"
    DATA = "data", "Data protection"
    VOLUNTEERING = "volunteering", "Volunteering"
    COMPLAINTS = "complaints", "Complaints"
    FINANCE = "finance", "Financial controls and reserves"


class PolicyState(TextChoices):
    """What a member says of a policy; nothing said is none of these."""

    HELD = "held", "Held"
    MISSING = "missing", "Missing"


class ResignationState(TextChoices):
    RECEIVED = "received", "Received"
    CONFIRMED = "confirmed", "Confirmed"
    ENDED = "ended", "Left"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN_RESIGNATION = frozenset({ResignationState.RECEIVED, ResignationState.CONFIRMED})


class PublishItem(TextChoices):
    """What of a person the public directory may show, each with a yes of its own (R38)."""

    NAME = "name", "Name"
    TELEPHONE = "telephone", "Telephone"
    EMAIL = "email", "Email address"


class Asked(TextChoices):
    """How somebody asked for the directory on paper (5.7)."""

    SITE = "site", "On this site"
    MAIL = "mail", "By email"
    PHONE = "phone", "By telephone"
    LETTER = "letter", "By letter or in person"


class PublicPage(TextChoices):
    """What anybody reads without signing in, by the name of its address (R117)."""

    DIRECTORY = "directory", "Directory of members"
    JOIN = "apply", "Become a member"
    CHECK = "apply_check", "Check whether you can apply"
    ACCESSIBILITY = "accessibility", "Accessibility"
    PRIVACY = "privacy", "Privacy"


# Who sees to what stands on a public page.
PAGE_OWNERS = (Role.SECRETARIAT, Role.STRATEGIC_OFFICER, Role.FINANCE_OFFICER)
# The people of a member who keep what it says of itself.
KEEPERS = (
    Role.REPRESENTATIVE,
    Role.SUBSTITUTE,
    Role.INFORMATION_OFFICER,
    Role.CLAIMS_PERSON,
    Role.ADVISER,
)
# A representative names these themselves; the secretariat gives all others.
NAMED_BY_MEMBER = (Role.SUBSTITUTE, Role.INFORMATION_OFFICER)
