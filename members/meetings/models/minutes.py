"""The minutes of a meeting: drafted, circulated, corrected, approved at a later one (R71, GV11)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.core.models import StoredFile
from members.meetings.states import CorrectionState, Mark, MinutesState
from members.models import Organisation, User

from . import guards_minutes  # noqa: F401 - the triggers
from .agenda import AgendaItem
from .decisions import Decision
from .meetings import Meeting

S = MinutesState


class Minutes(models.Model):
    """One record a meeting. What happened is read from the meeting's own tables until they are
    approved; then `sealed` holds all of it as canonical JSON text (people as numbers), with
    its SHA-256, and `file` the PDF as it was made of that."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="record")
    state = models.CharField(max_length=10, choices=S.choices, default=S.DRAFT)
    begun_on = models.DateField()
    circulated_on = models.DateField(null=True, blank=True)
    circulated_at = models.DateTimeField(null=True, blank=True)
    circulated_by_id = models.BigIntegerField(null=True)
    approved_by = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, related_name="minutes"
    )
    approved_on = models.DateField(null=True, blank=True)
    sealed = models.TextField(blank=True)
    sealed_sha256 = models.CharField(max_length=64, blank=True)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-meeting__on"]
        verbose_name = "minutes"
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(
                name="minutes_are_circulated_before_they_are_approved",
                condition=Q(state=S.DRAFT) | Q(circulated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approved_minutes_are_sealed_by_a_decision",
                condition=~Q(state=S.APPROVED)
                | Q(approved_by__isnull=False, approved_on__isnull=False)
                & ~Q(sealed="")
                & ~Q(sealed_sha256=""),
            ),
        ]

    def __str__(self):
        day = self.meeting.on
        return f"Minutes of {day.day} {day:%B %Y}"

    @property
    def audit_label(self) -> str:
        return f"minutes {self.pk}"

    def get_absolute_url(self):
        return reverse("meeting_minutes", args=[self.meeting_id])


class MinuteSection(models.Model):
    """The words of one item, or of a heading that was added (then `item` is None)."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="sections")
    item = models.OneToOneField(
        AgendaItem, on_delete=models.PROTECT, null=True, related_name="section"
    )
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField("words", blank=True)
    mark = models.CharField(max_length=10, choices=Mark.choices, default=Mark.MEETING)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "part of the minutes"
        verbose_name_plural = "parts of the minutes"
        constraints = [
            models.CheckConstraint(
                name="a_part_of_the_minutes_has_a_title", condition=~Q(title="")
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def audit_label(self) -> str:
        return f"part {self.pk}"


class Correction(models.Model):
    """What somebody who was there would have changed before the minutes are approved."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="corrections")
    section = models.ForeignKey(
        MinuteSection, on_delete=models.PROTECT, null=True, related_name="corrections"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField("what is to be corrected")
    state = models.CharField(
        max_length=10, choices=CorrectionState.choices, default=CorrectionState.SENT
    )
    on = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(name="a_correction_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="an_answered_correction_has_words",
                condition=Q(state=CorrectionState.SENT) | ~Q(answer=""),
            ),
        ]

    def __str__(self):
        return f"Correction {self.pk}"

    @property
    def audit_label(self) -> str:
        return f"correction {self.pk}"


class DraftReceipt(models.Model):
    """One person whom the draft went to. `opened_at` is when they first looked at it while it was
    a draft, on its page or as a PDF, signed in as themselves: a link in a mail does not count."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="receipts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user__name", "id"]
        verbose_name = "receipt of draft minutes"
        verbose_name_plural = "receipts of draft minutes"
        constraints = [
            models.UniqueConstraint(
                name="a_draft_goes_to_a_person_once", fields=["minutes", "user"]
            ),
        ]

    def __str__(self):
        return str(self.user)

    @property
    def audit_label(self) -> str:
        return f"receipt {self.pk}"


class MinutesAddendum(models.Model):
    """What was found wrong after approval: added below, never changed; with the decision that
    says so, or a note on why none was needed."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField("what is corrected")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    by_id = models.BigIntegerField()

    class Meta:
        ordering = ["on", "id"]
        verbose_name = "correction after approval"
        verbose_name_plural = "corrections after approval"
        constraints = [
            models.CheckConstraint(name="a_later_correction_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="a_later_correction_has_a_decision_or_a_note",
                condition=Q(decision__isnull=False) | ~Q(note=""),
            ),
        ]

    def __str__(self):
        return f"Correction of {self.on}"

    @property
    def audit_label(self) -> str:
        return f"later correction {self.pk}"


class BoardReport(models.Model):
    """A member reported a meeting to its own board on a day (7.7, R53)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="board_reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("day of the board")
    note = models.CharField(max_length=300, blank=True)
    by_id = models.BigIntegerField()

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = "report to a board"
        verbose_name_plural = "reports to boards"
        constraints = [
            models.UniqueConstraint(
                name="a_member_reports_a_meeting_to_its_board_once",
                fields=["meeting", "organisation"],
                violation_error_message="This meeting has been reported to your board already.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: reported on {self.on}"

    @property
    def audit_label(self) -> str:
        return f"report to a board {self.pk}"
