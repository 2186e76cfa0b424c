"""What the consortium has settled about its meetings, and where people's calendars read them."""

from django.db import models
from django.db.models import Q

from members.meetings.rules_elections import CLOSES, OPENS
from members.meetings.rules_notice import CLEAR_DAYS, CUT_OFF, STANDING
from members.meetings.rules_written import ANSWER_DAYS
from members.models import User


def usual_items() -> list[dict]:
    return [dict(each) for each in STANDING]


class MeetingSettings(models.Model):
    """One row. `clear_days` and `cut_off`: when papers are in time (10.5, A4).

    `call_days` and `propose_days`: working days before a meeting on which items are called
    for, and until which they can be proposed (R91). `standing`: the items with which every
    agenda begins and ends, each with kind, title and minutes. `election_opens` and
    `election_closes`: working days before the last meeting between which people are nominated
    for the chair (R83). `written_allowed`: whether decisions are taken in writing between meetings,
    which `written_decision` of the consortium allows; `written_days`: clear working days for
    answering (A19).
    """

    clear_days = models.PositiveSmallIntegerField(default=CLEAR_DAYS)
    cut_off = models.TimeField(default=CUT_OFF)
    call_days = models.PositiveSmallIntegerField(default=20)
    propose_days = models.PositiveSmallIntegerField(default=10)
    standing = models.JSONField(default=usual_items)
    election_opens = models.PositiveSmallIntegerField(default=OPENS)
    election_closes = models.PositiveSmallIntegerField(default=CLOSES)
    secret_elections = models.BooleanField("the chair is elected in secret", default=False)
    written_allowed = models.BooleanField("written decisions are allowed", default=False)
    written_decision = models.ForeignKey(
        "meetings.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_days = models.PositiveSmallIntegerField(default=ANSWER_DAYS)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "settings of meetings"
        verbose_name_plural = "settings of meetings"
        constraints = [
            models.CheckConstraint(name="meetings_are_settled_once", condition=Q(id=1)),
            models.CheckConstraint(
                name="items_are_called_for_before_they_are_cut_off",
                condition=Q(call_days__gt=models.F("propose_days")),
            ),
            models.CheckConstraint(
                name="nominations_close_after_they_open",
                condition=Q(election_opens__gt=models.F("election_closes")),
            ),
            models.CheckConstraint(
                name="written_decisions_are_allowed_by_a_decision",
                condition=Q(written_allowed=False) | Q(written_decision__isnull=False),
            ),
            models.CheckConstraint(
                name="a_written_proposal_leaves_days_to_answer", condition=Q(written_days__gte=1)
            ),
        ]

    def __str__(self):
        return "settings of meetings"

    @classmethod
    def current(cls) -> "MeetingSettings":
        """The row, or what holds until somebody settles otherwise. One query."""
        return cls.objects.first() or cls(pk=1)


class CalendarFeed(models.Model):
    """A secret address at which one person's calendar reads the meetings; only its sum is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calendar_feeds")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="one_calendar_address_a_person",
                fields=["user"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"calendar address {self.pk}"

    @property
    def audit_label(self) -> str:
        return f"calendar address {self.pk}"
