"""What each partner may spend, on what, by when."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from projects.states import SEE_ALL_BUDGETS, BudgetChange, VirementState


class BudgetLineQuerySet(models.QuerySet):
    def of(self, grant, year):
        """The budget of a grant in a financial year."""
        return self.filter(grant=grant, financial_year=year.label)

    def visible_to(self, actor):
        """A member sees its own lines; who looks after the consortium sees all (R140)."""
        if actor.has(*SEE_ALL_BUDGETS):
            return self
        return self.filter(organisation_id=actor.organisation_id or 0)


class BudgetLine(models.Model):
    """Grant x year x project x partner x heading (x strand), in pence.

    `approved` is the running sum of approved claim lines; `tolerance` is how far
    the grant lets a heading run over. Written by `projects.actions` under lock.
    """

    grant = models.ForeignKey("funds.Grant", on_delete=models.PROTECT, related_name="budget_lines")
    financial_year = models.CharField(max_length=7)
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="budget_lines"
    )
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="budget_lines"
    )
    heading = models.ForeignKey(
        "funds.CostHeading", on_delete=models.PROTECT, related_name="budget_lines"
    )
    strand = models.CharField(max_length=80, blank=True)
    amount = models.BigIntegerField()
    tolerance = models.BigIntegerField(default=0)
    approved = models.BigIntegerField(default=0)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        ordering = ["grant_id", "financial_year", "project_id", "organisation_id", "heading_id"]
        indexes = [
            models.Index(
                fields=["grant", "organisation", "financial_year"], name="budget_of_a_member"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_budget_line_per_project_partner_heading_and_strand",
                fields=["grant", "financial_year", "project", "organisation", "heading", "strand"],
            ),
            models.CheckConstraint(
                name="budget_amounts_are_not_negative",
                condition=Q(amount__gte=0) & Q(tolerance__gte=0) & Q(approved__gte=0),
            ),
            models.CheckConstraint(
                name="approved_spend_stays_within_the_budget_line",
                condition=Q(approved__lte=F("amount") + F("tolerance")),
                violation_error_message="There is not enough left in this budget line.",
            ),
        ]

    def __str__(self):
        return f"{self.heading} of {self.organisation} in {self.project} {self.financial_year}"

    @property
    def left(self):
        """Pence that can still be approved, tolerance not counted."""
        return self.amount - self.approved


class BudgetProfile(models.Model):
    """The part of a budget line planned for one quarter; the parts sum to the line."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="profile")
    quarter = models.CharField(max_length=7)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["line_id", "quarter"]
        constraints = [
            models.UniqueConstraint(name="one_profile_row_per_quarter", fields=["line", "quarter"]),
            models.CheckConstraint(
                name="profile_amounts_are_not_negative", condition=Q(amount__gte=0)
            ),
        ]

    def __str__(self):
        return f"{self.line} {self.quarter}"


class BudgetVersion(models.Model):
    """The budget of a grant and year as it stood after a change, kept for good."""

    grant = models.ForeignKey("funds.Grant", on_delete=models.PROTECT, related_name="versions")
    financial_year = models.CharField(max_length=7)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=BudgetChange)
    reason = models.TextField(blank=True)
    snapshot = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["grant_id", "financial_year", "number"]
        constraints = [
            models.UniqueConstraint(
                name="budget_versions_are_numbered",
                fields=["grant", "financial_year", "number"],
            ),
        ]

    def __str__(self):
        return f"Budget {self.financial_year} version {self.number}"


class Virement(models.Model):
    """Budget moved between lines of one grant and year: proposed by one, agreed by another."""

    grant = models.ForeignKey("funds.Grant", on_delete=models.PROTECT, related_name="virements")
    financial_year = models.CharField(max_length=7)
    state = models.CharField(max_length=8, choices=VirementState, default=VirementState.PROPOSED)
    reason = models.TextField()
    funder_agreed = models.CharField(
        max_length=160, blank=True, help_text="The funder's letter, where the grant asks for one."
    )
    proposed_by_id = models.BigIntegerField()
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                name="who_proposes_a_virement_does_not_decide_it",
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=F("proposed_by_id")),
            ),
            models.CheckConstraint(
                name="a_decided_virement_says_who_and_when",
                condition=Q(state=VirementState.PROPOSED)
                | (Q(decided_by_id__isnull=False) & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"Virement {self.pk} in {self.grant}"

    def get_absolute_url(self):
        return reverse("virement", args=[self.pk])


class VirementChange(models.Model):
    """What one line gains or loses, in pence; the changes of a virement sum to nil (M13)."""

    virement = models.ForeignKey(Virement, on_delete=models.CASCADE, related_name="changes")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=7)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["virement_id", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_virement_changes_a_line_once_a_quarter",
                fields=["virement", "line", "quarter"],
            ),
        ]

    def __str__(self):
        return f"{self.line} {self.amount:+d}"
