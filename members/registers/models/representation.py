"""Where the consortium has a seat with others, who sits there, and what they bring back (4.3)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from members.models import Organisation


class RepresentationQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)

    def report_due(self, day):
        """Held on that day, with a day of report that has come."""
        return self.on(day).filter(report_by__lte=day)


class Representation(models.Model):
    """One seat on one body. A person is named by their account alone, else by position."""

    body = models.CharField(max_length=160)
    seat = models.CharField(max_length=120)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="representations"
    )
    person = models.ForeignKey(
        "members.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.CharField(max_length=120, blank=True)
    mandate = models.TextField()
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    report_by = models.DateField(null=True, blank=True)
    recorded_by_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        ordering = ["body", "seat", "-starts", "-id"]
        verbose_name = "seat on another body"
        verbose_name_plural = "seats on other bodies"
        constraints = [
            models.CheckConstraint(
                name="a_seat_on_another_body_says_who_and_what_for",
                condition=~Q(body="")
                & ~Q(mandate="")
                & (Q(person__isnull=False) | ~Q(position="")),
            ),
            models.CheckConstraint(
                name="a_seat_on_another_body_ends_after_it_began",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
            ),
        ]

    def __str__(self):
        return f"{self.seat}, {self.body}"

    @property
    def who(self) -> str:
        """The person's name or position; a nameless account shows what it is called now."""
        named = self.person.name if self.person else ""
        return ", ".join(filter(None, [named, self.position]))

    def get_absolute_url(self):
        return reverse("representation", args=[self.pk])


class ReportBack(models.Model):
    """What was brought back from one meeting of that body; attended or not."""

    representation = models.ForeignKey(
        Representation, on_delete=models.PROTECT, related_name="reports"
    )
    on_day = models.DateField()
    attended = models.BooleanField(default=True)
    words = models.TextField()
    for_agenda = models.BooleanField(default=False)
    recorded_on = models.DateField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["-on_day", "-id"]
        verbose_name = "report back"
        verbose_name_plural = "reports back"
        constraints = [
            models.CheckConstraint(name="a_report_back_says_something", condition=~Q(words="")),
            models.UniqueConstraint(
                name="a_meeting_is_reported_back_once", fields=["representation", "on_day"]
            ),
        ]

    def __str__(self):
        return f"Report back: {self.representation}"
