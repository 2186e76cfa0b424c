"""Who serves the consortium as its secretariat, and how well (10.1, R86, R87)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from members.models import Organisation
from members.working.states import Basis, Measured

from .groups import DatedQuerySet


class Arrangement(models.Model):
    """One organisation provides one thing, from a day to a day."""

    title = models.CharField("what", max_length=120)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="arrangements"
    )
    office = models.CharField(max_length=120, blank=True)
    does = models.TextField("what it does")
    hours = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    formats = models.CharField("accessible formats", max_length=300, blank=True)
    minute = models.CharField("agreed by", max_length=120)
    version = models.PositiveIntegerField(default=1)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    review_by = models.DateField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["title", "-starts"]
        constraints = [
            models.CheckConstraint(
                name="an_arrangement_ends_on_or_after_its_first_day",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                violation_error_message="The last day must be on or after the first day.",
            ),
            models.CheckConstraint(
                name="an_arrangement_says_what_and_by_which_minute",
                condition=~Q(title="") & ~Q(does="") & ~Q(minute=""),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def provider(self) -> str:
        return f"{self.organisation}, {self.office}" if self.office else str(self.organisation)

    def get_absolute_url(self):
        return reverse("arrangement", args=[self.pk])


class Standard(models.Model):
    """What the provider promises, in working days."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="standards")
    title = models.CharField("what", max_length=120)
    days = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=6, choices=Basis.choices)
    event = models.CharField(max_length=120, help_text="As in: the meeting.")
    measured = models.CharField(max_length=14, choices=Measured.choices, default=Measured.HAND)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="a_standard_ends_on_or_after_its_first_day",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="a_standard_counts_up_to_a_year",
                condition=Q(days__gte=1, days__lte=260),
                violation_error_message="Enter from 1 to 260 working days.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def promise(self) -> str:
        """As in "within 10 working days after the meeting"."""
        if self.basis == Basis.BEFORE:
            return f"at least {self.days} clear working day{self._s} before {self.event}"
        return f"within {self.days} working day{self._s} after {self.event}"

    @property
    def _s(self) -> str:
        return "" if self.days == 1 else "s"


class Delivery(models.Model):
    """One time that a standard was put to the test, written down by hand."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="deliveries")
    item = models.CharField("what", max_length=120)
    base_on = models.DateField("day that counts")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    written_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["-base_on", "-id"]
        indexes = [models.Index(fields=["standard", "-base_on"], name="deliveries_by_day")]

    def __str__(self):
        return f"{self.standard}: {self.item}"


class ArrangementReview(models.Model):
    """The yearly look at an arrangement, with what was met by then."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField("day")
    note = models.CharField(max_length=1000)
    met = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    written_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_review_of_an_arrangement_says_something", condition=~Q(note="")
            ),
        ]

    def __str__(self):
        return f"{self.arrangement}, {self.on}"
