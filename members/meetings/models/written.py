"""What is put to the members in writing between two meetings (A19, GV13).

The vote itself is a `Motion` without a meeting, with the electorate, the ballots and the count
of any other; here is what belongs to the writing.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.core.models.files import StoredFile
from members.meetings.states import MotionState, Outcome

from . import guards_written  # noqa: F401 - the triggers
from .decisions import Decision
from .meetings import Meeting
from .motions import Motion

SETTLED = (Outcome.AGREED, Outcome.NOT_AGREED, Outcome.TIED)


class WrittenQuerySet(models.QuerySet):
    def open(self):
        """Those that can be answered, as long as the closing day is not over."""
        return self.filter(motion__state=MotionState.VOTING)

    def to_note(self):
        """Settled in writing, and no meeting has noted it yet: the oldest first."""
        settled = self.filter(motion__state=MotionState.CLOSED, motion__outcome__in=SETTLED)
        return settled.filter(noted_at__isnull=True).order_by("closes_on", "pk")


class WrittenProposal(models.Model):
    """The background, the days and the paper of a proposal in writing.

    `closes_at` is the end of the closing day in London: what comes later does not count.
    `allowed_by`: the decision that allowed written decisions when it was sent. `interest`: what
    takes members out of it that were named so. `noted_at`: the meeting that took note of it.
    """

    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="written")
    background = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    opens_on = models.DateField("sent on")
    closes_on = models.DateField("answers until")
    closes_at = models.DateTimeField()
    allowed_by = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    interest = models.TextField("declared interests", blank=True)
    noted_at = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="written_noted"
    )
    noted_on = models.DateField(null=True, blank=True)

    objects = WrittenQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-id"]
        verbose_name = "written proposal"
        constraints = [
            models.CheckConstraint(
                name="a_written_proposal_closes_after_it_was_sent",
                condition=Q(closes_on__gt=models.F("opens_on")),
            ),
            models.CheckConstraint(
                name="what_was_noted_says_where_and_when",
                condition=Q(noted_at__isnull=True, noted_on__isnull=True)
                | Q(noted_at__isnull=False, noted_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.motion.wording

    @property
    def audit_label(self) -> str:
        return f"written proposal {self.pk}"

    def get_absolute_url(self):
        return reverse("written", args=[self.pk])
