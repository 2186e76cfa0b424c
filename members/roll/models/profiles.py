"""What a member says of itself: where it works, what it offers, needs and holds."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from members.roll.states import EntryKind, Policy, PolicyState, Service, Skill


class AreaQuerySet(models.QuerySet):
    def on(self, day):
        """The places there are on a local day; councils are reorganised (R112)."""
        begun = Q(starts__isnull=True) | Q(starts__lte=day)
        return self.filter(begun, Q(ends__isnull=True) | Q(ends__gte=day))


class Area(models.Model):
    """A place by the name people know it by, with days where a reorganisation made or ended it."""

    name = models.CharField(max_length=80)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="a_place_has_one_name",
                violation_error_message="This place is on the list already.",
            ),
            models.CheckConstraint(
                name="a_place_ends_after_it_begins",
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
            ),
        ]

    def __str__(self):
        return self.name


class Profile(models.Model):
    """One organisation's own words. `version` counts every save, of policies too."""

    organisation = models.OneToOneField(
        "members.Organisation", on_delete=models.PROTECT, related_name="profile"
    )
    version = models.PositiveIntegerField(default=0)
    website = models.URLField(blank=True)
    areas = models.ManyToManyField(Area, blank=True, related_name="profiles")
    services_note = models.TextField(blank=True)
    resources = models.TextField(blank=True)
    constraints = models.TextField(blank=True)
    training_note = models.TextField(blank=True)
    changed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organisation_id"]

    def __str__(self):
        return f"Profile of {self.organisation}"

    def codes(self, kind: str) -> list[str]:
        """The codes ticked of one kind, in the order they are listed."""
        if self.pk is None:  # nothing was saved yet
            return []
        return [each.code for each in self.entries.all() if each.kind == kind]

    @property
    def places(self) -> list[Area]:
        return list(self.areas.all()) if self.pk else []

    @property
    def services(self) -> list[str]:
        return self.codes(EntryKind.SERVICE)

    @property
    def skills(self) -> list[str]:
        return self.codes(EntryKind.SKILL)

    @property
    def training(self) -> list[str]:
        return self.codes(EntryKind.TRAINING)

    @property
    def service_words(self) -> list[str]:
        return [Service(code).label for code in self.services]

    @property
    def skill_words(self) -> list[str]:
        return [Skill(code).label for code in self.skills]

    @property
    def training_words(self) -> list[str]:
        return [Skill(code).label for code in self.training]


class ProfileEntry(models.Model):
    """One tick: a service given, a skill to share, training needed."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind)
    code = models.CharField(max_length=20)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "profile entries"
        indexes = [models.Index(fields=["kind", "code"], name="profiles_by_entry")]
        constraints = [
            models.UniqueConstraint(
                name="a_profile_says_a_thing_once", fields=["profile", "kind", "code"]
            ),
            models.CheckConstraint(
                name="a_profile_says_what_is_on_the_list",
                condition=Q(kind=EntryKind.SERVICE, code__in=Service.values)
                | Q(kind__in=[EntryKind.SKILL, EntryKind.TRAINING], code__in=Skill.values),
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.code}"


class PolicyAnswer(models.Model):
    """What a member says of one policy; no row: it has not said (R119)."""

    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="policy_answers"
    )
    policy = models.CharField(max_length=14, choices=Policy)
    state = models.CharField(max_length=8, choices=PolicyState)
    adopted_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    shares = models.BooleanField(default=False, help_text="Others may have a copy to start from.")
    said_on = models.DateField()

    class Meta:
        ordering = ["organisation_id", "policy"]
        constraints = [
            models.UniqueConstraint(
                name="a_member_answers_once_on_a_policy", fields=["organisation", "policy"]
            ),
            models.CheckConstraint(
                name="a_missing_policy_has_no_dates_and_is_lent_to_nobody",
                condition=Q(state=PolicyState.HELD)
                | Q(adopted_on__isnull=True, review_on__isnull=True, shares=False),
            ),
            models.CheckConstraint(
                name="a_policy_is_reviewed_after_it_was_adopted",
                condition=Q(adopted_on__isnull=True)
                | Q(review_on__isnull=True)
                | Q(review_on__gt=F("adopted_on")),
            ),
        ]

    def __str__(self):
        return f"{self.get_policy_display()}: {self.get_state_display()}"

    @property
    def held(self) -> bool:
        return self.state == PolicyState.HELD
