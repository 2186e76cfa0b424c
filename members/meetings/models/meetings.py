"""A meeting of the consortium: planned well ahead, held once (10.4, R70, R90)."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from members.meetings.states import LIVE, MeetingState

from . import guards  # noqa: F401 - the triggers

S = MeetingState


class MeetingQuerySet(models.QuerySet):
    def standing(self):
        """All but those that were called off."""
        return self.exclude(state=S.CANCELLED)

    def coming(self, day):
        """Planned or under way, from a local day on, the next one first."""
        return self.filter(state__in=sorted(LIVE), on__gte=day).order_by("on", "starts_at", "pk")

    def of_year(self, label: str):
        """Of a financial year by its label, "2026/27"."""
        return self.filter(financial_year=label)


class Meeting(models.Model):
    """One meeting. `on` and the two times are local (Europe/London).

    `pulse` rises with everything that happens in the room, so that screens know
    when to look again; `sequence` rises with every change that calendars are told.
    `is_last` marks the last meeting of its financial year (A2).
    """

    title = models.CharField(max_length=120, default="Meeting of the consortium")
    state = models.CharField(max_length=10, choices=S.choices, default=S.PLANNED)
    financial_year = models.CharField(max_length=7, editable=False)
    on = models.DateField("day")
    starts_at = models.TimeField("starts")
    ends_at = models.TimeField("ends")
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField("link for joining remotely", blank=True)
    access = models.TextField("getting there and access", blank=True)
    is_last = models.BooleanField("last of the financial year", default=False)
    proposals_until = models.DateField("items can be proposed until", null=True, blank=True)
    called_on = models.DateField(null=True, blank=True, editable=False)
    sent_to_chair_on = models.DateField(null=True, blank=True, editable=False)
    agreed_on = models.DateField("agenda agreed by the chair on", null=True, editable=False)
    agreed_by_id = models.BigIntegerField(null=True, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    pulse = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    began_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    from_paper = models.BooleanField("typed from paper", default=False)
    cancelled_why = models.CharField(max_length=300, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-starts_at", "-id"]
        indexes = [
            models.Index(fields=["state", "on"], name="meetings_by_day"),
            models.Index(fields=["financial_year", "on"], name="meetings_by_year"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_financial_year_has_one_last_meeting",
                fields=["financial_year"],
                condition=Q(is_last=True) & ~Q(state=S.CANCELLED),
            ),
            models.UniqueConstraint(
                name="one_meeting_at_a_time",
                fields=["on", "starts_at"],
                condition=~Q(state=S.CANCELLED),
                violation_error_message="There is a meeting at that time already.",
            ),
            models.CheckConstraint(
                name="a_meeting_ends_after_it_starts",
                condition=Q(ends_at__gt=models.F("starts_at")),
                violation_error_message="The meeting must end after it starts.",
            ),
            models.CheckConstraint(
                name="a_meeting_has_a_place_or_a_link",
                condition=~Q(place="") | ~Q(link=""),
                violation_error_message="Enter a place, or a link for joining remotely.",
            ),
            models.CheckConstraint(
                name="a_meeting_under_way_has_begun",
                condition=~Q(state__in=[S.OPEN, S.HELD]) | Q(began_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_meeting_that_was_held_has_ended",
                condition=~Q(state=S.HELD) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_cancelled_meeting_says_why",
                condition=~Q(state=S.CANCELLED) | ~Q(cancelled_why=""),
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.on.day} {self.on:%B %Y}"

    def get_absolute_url(self):
        return reverse("meeting", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @cached_property
    def circulated_on(self):
        """The working day for which the first circulation counts; None before it. One query."""
        first = self.circulations.filter(number=1)
        return first.values_list("counts_for", flat=True).first()
