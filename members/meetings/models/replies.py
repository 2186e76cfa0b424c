"""Who comes to a meeting, and what they need there (R47, R92)."""

from django.db import models
from django.db.models import Q

from members.models import Organisation, User

from .meetings import Meeting


class Answer(models.TextChoices):
    COMING = "coming", "Coming in person"
    REMOTE = "remote", "Joining remotely"
    APOLOGIES = "apologies", "Apologies"
    SUBSTITUTE = "substitute", "A substitute comes"


COMES = frozenset({Answer.COMING, Answer.REMOTE})


class Reply(models.Model):
    """What one person says about coming, for one organisation; the last word counts.

    `typed_by_id`: who entered it for them, empty where they answered themselves.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="replies")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    substitute = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField()
    typed_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "replies"
        constraints = [
            models.UniqueConstraint(
                name="a_person_replies_once_for_a_member",
                fields=["meeting", "organisation", "user"],
            ),
            models.CheckConstraint(
                name="who_sends_a_substitute_names_one",
                condition=Q(answer=Answer.SUBSTITUTE, substitute__isnull=False)
                | ~Q(answer=Answer.SUBSTITUTE) & Q(substitute__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_answer_display()}"

    @property
    def audit_label(self) -> str:
        return f"reply {self.pk}"


class AccessNeed(models.Model):
    """What a person needs to take part: always (no meeting), or at one meeting.

    For the person and the secretariat alone. It goes when they are made nameless.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_needs")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="access_needs"
    )
    text = models.TextField("what helps")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = "access need"
        constraints = [
            models.UniqueConstraint(
                name="a_person_writes_their_needs_once_a_meeting",
                fields=["user", "meeting"],
                condition=Q(meeting__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_person_writes_their_lasting_needs_once",
                fields=["user"],
                condition=Q(meeting__isnull=True),
            ),
            models.CheckConstraint(name="a_need_says_something", condition=~Q(text="")),
        ]

    def __str__(self):
        return f"access need {self.pk}"

    @property
    def audit_label(self) -> str:
        return f"access need {self.pk}"


class AccessPoint(models.TextChoices):
    """What is looked at for everybody, whatever anybody said (10.5)."""

    VENUE = "venue", "Venue: step-free way in, toilets, parking, hearing loop"
    REMOTE = "remote", "Joining remotely works, with captions"
    FORMATS = "formats", "Papers in the formats that people asked for"
    INTERPRETER = "interpreter", "Interpreter or support worker booked where asked for"
    TIMING = "timing", "Start, breaks and end suit those who travel or care"


class AccessCheck(models.Model):
    """One point of the check list of a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="access_checks")
    point = models.CharField(max_length=12, choices=AccessPoint.choices)
    done = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField()
    checked_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="a_point_of_access_is_checked_once_a_meeting", fields=["meeting", "point"]
            ),
        ]

    def __str__(self):
        return self.get_point_display()
