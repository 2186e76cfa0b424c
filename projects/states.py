"""The words for projects, partners and budgets."""

from django.db.models import TextChoices


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
