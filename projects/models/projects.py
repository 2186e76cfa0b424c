"""Projects, the other names they go by, and who delivers them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from projects.states import PartnerRole, ProjectStatus


class Project(models.Model):
    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=160, unique=True)
    summary = models.TextField(blank=True)
    status = models.CharField(max_length=14, choices=ProjectStatus, default=ProjectStatus.IDEA)
    funds_sought = models.BigIntegerField(default=0, help_text="Pence still to be found.")
    example = models.BooleanField(default=False, help_text="Its figures are examples.")
    aims = models.ManyToManyField("strategy.Aim", related_name="projects", blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="funds_sought_are_not_negative", condition=Q(funds_sought__gte=0)
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.name}"

    def get_absolute_url(self):
        return reverse("project", args=[self.pk])


class ProjectAlias(models.Model):
    """Another name found in papers and spreadsheets (R129)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=160, unique=True)

    class Meta:
        ordering = ["project_id", "name"]

    def __str__(self):
        return self.name


class PartnershipQuerySet(models.QuerySet):
    def on(self, day):
        """Those in force on a local date, first and last day included."""
        return self.filter(Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day)))


class Partnership(models.Model):
    """An organisation's part in a project, dated; a strand is its own piece of it (R127)."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="partnerships")
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="partnerships"
    )
    role = models.CharField(max_length=8, choices=PartnerRole)
    strand = models.CharField(max_length=80, blank=True)
    role_note = models.CharField(max_length=120, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["project_id", "-role", "organisation_id"]
        constraints = [
            models.UniqueConstraint(
                name="a_project_has_one_lead_at_a_time",
                fields=["project"],
                condition=Q(role=PartnerRole.LEAD, ends__isnull=True),
                violation_error_message="The project has a lead partner already.",
            ),
            models.UniqueConstraint(
                name="a_partner_is_listed_once_in_a_project",
                fields=["project", "organisation"],
                condition=Q(ends__isnull=True),
            ),
            models.CheckConstraint(
                name="a_partnership_ends_after_it_starts",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} in {self.project}"
