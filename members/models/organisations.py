"""The consortium itself and the organisations in it."""

from django.db import models
from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, When
from django.urls import reverse

from members.states import Membership

from .memberships import EarlierMembership


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
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "consortium"
        constraints = [
            models.CheckConstraint(name="there_is_one_consortium", condition=Q(id=1)),
        ]

    def __str__(self):
        return self.profile_name

    @classmethod
    def names(cls) -> dict[str, str]:
        """Both names, as papers take them (R1, R2); empty before anything is set up.

        The formal one is left empty where it says the same as the everyday one.
        """
        found = cls.objects.values_list("profile_name", "formal_name").first()
        everyday, formal = found or ("", "")
        return {
            "consortium_name": everyday,
            "consortium_formal_name": "" if formal == everyday else formal,
        }


class OrganisationQuerySet(models.QuerySet):
    def members(self):
        return self.filter(membership=Membership.MEMBER)

    def on(self, day):
        """The roll on a local day: joined by then and not yet gone, co-opted ones included.

        `standing` is what each was on that day, which may be another thing than now.
        """
        joined = Q(joined__isnull=True) | Q(joined__lte=day)
        now = joined & (
            (Q(left__isnull=True) & ~Q(membership=Membership.FORMER)) | Q(left__gte=day)
        )
        earlier = EarlierMembership.objects.filter(
            Q(starts__isnull=True) | Q(starts__lte=day), organisation=OuterRef("pk"), ends__gte=day
        )
        return (
            self.alias(earlier_standing=Subquery(earlier.order_by("ends").values("kind")[:1]))
            .filter(now | Q(earlier_standing__isnull=False))
            .annotate(
                standing=Case(
                    When(earlier_standing__isnull=False, then=F("earlier_standing")),
                    default=F("membership"),
                    output_field=CharField(),
                )
            )
        )

    def voting_on(self, day):
        """The full members on a local day: the number that a quorum is reckoned from (10.6).

        Who is co-opted advises and is left out; who left since then counts.
        """
        return self.on(day).filter(standing__in=[Membership.MEMBER, Membership.FORMER])


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
