"""The words for projects, partners and budgets."""

from django.db.models import TextChoices

# Roles as plain words (members.states.Role). Who looks after the whole consortium sees
# every budget; people of a member see their own lines and everybody's totals (R140).
SEE_ALL_BUDGETS = (
    "finance_officer",
    "second_approver",
    "secretariat",
    "auditor",
    "chair",
    "strategic_officer",
)
MEMBER_ROLES = (
    "representative",
    "substitute",
    "claims_person",
    "information_officer",
    "reviewer",
)


class ProjectStatus(TextChoices):
    IDEA = "idea", "Idea"
    SEEKING_FUNDS = "seeking_funds", "Seeking funds"
    FUNDED = "funded", "Funded"
    RUNNING = "running", "Running"
    CLOSED = "closed", "Closed"


class PartnerRole(TextChoices):
    LEAD = "lead", "Lead partner"
    DELIVERY = "delivery", "Delivery partner"


class BudgetChange(TextChoices):
    FIRST = "first", "First budget"
    REPROFILE = "reprofile", "Moved between quarters"
    VIREMENT = "virement", "Moved between headings"


class VirementState(TextChoices):
    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Refused"
