"""The consortium itself and the organisations in it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from members.states import Membership


class Consortium(models.Model):
    """The one consortium this installation serves (Agreement 1.1, 2.1, 3.1, 3.2)."""

    formal_name = models.CharField(max_length=200)
    profile_name = models.CharField(max_length=120)
    other_names = models.JSONField(default=list, blank=True)
    purpose = models.TextField(blank=True)
    area_of_benefit = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    portal = models.CharField(max_length=200, blank=True)
    vision = models.TextField(blank=True)
    mission = models.TextField(blank=True)
    strategy_name = models.CharField(max_length=200, blank=True)
    strategy_starts = models.DateField(null=True, blank=True)
    strategy_ends = models.DateField(null=True, blank=True)
    total_cost = models.BigIntegerField(
        null=True, blank=True, help_text="Pence, over the years of the strategy."
    )

    class Meta:
        verbose_name_plural = "consortium"
        constraints = [
            models.CheckConstraint(name="there_is_one_consortium", condition=Q(id=1)),
        ]

    def __str__(self):
        return self.profile_name


class OrganisationQuerySet(models.QuerySet):
    def members(self):
        return self.filter(membership=Membership.MEMBER)

    def on(self, day):
        """The roll on a local day: joined by then and not yet gone, co-opted ones included."""
        joined = Q(joined__isnull=True) | Q(joined__lte=day)
        return self.filter(
            joined & ((Q(left__isnull=True) & ~Q(membership=Membership.FORMER)) | Q(left__gte=day))
        )


class Organisation(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=30)
    other_names = models.JSONField(default=list, blank=True)
    membership = models.CharField(max_length=12, choices=Membership, default=Membership.MEMBER)
    joined = models.DateField(null=True, blank=True)
    left = models.DateField(null=True, blank=True)
    office_email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    address = models.TextField(blank=True)
    about = models.TextField(blank=True)
    signatory_position = models.CharField(max_length=120, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="an_organisation_leaves_after_it_joins",
                condition=Q(left__isnull=True) | Q(left__gte=models.F("joined")),
                violation_error_message="The leaving date must be on or after the joining date.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def votes(self) -> bool:
        """Full members have a vote (5.5), so they need a representative (R45)."""
        return self.membership == Membership.MEMBER

    def get_absolute_url(self):
        return reverse("organisation", args=[self.pk])
