"""The yearly review of the accountable body, and the hand-over to another one (8.4, R76, R77)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from members.meetings.states_elections import HandOverPart, ReviewOutcome
from members.models import Organisation, Term

from . import guards_elections  # noqa: F401 - the triggers
from .agenda import AgendaItem
from .decisions import Decision
from .motions import Motion

R = ReviewOutcome


class BodyReview(models.Model):
    """What was put, or left unreviewed, at one meeting for the year `for_year` ("2027/28").

    `organisation` is who is to be accountable body. One that was voted down has no decision.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    for_year = models.CharField(max_length=7)
    outcome = models.CharField(max_length=12, choices=R.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    motion = models.OneToOneField(
        Motion, on_delete=models.PROTECT, null=True, related_name="body_review"
    )
    recorded_on = models.DateField()
    recorded_by_id = models.BigIntegerField(null=True)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, related_name="body_review"
    )
    term = models.OneToOneField(
        Term, on_delete=models.PROTECT, null=True, related_name="body_review"
    )

    class Meta:
        ordering = ["-for_year", "-id"]
        verbose_name = "review of the accountable body"
        constraints = [
            models.UniqueConstraint(
                name="a_year_is_reviewed_with_an_effect_once",
                fields=["for_year"],
                condition=Q(term__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_put_about_the_body_is_a_proposal",
                condition=Q(outcome=R.NOT_REVIEWED, motion__isnull=True)
                | ~Q(outcome=R.NOT_REVIEWED) & Q(motion__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Review of the accountable body for {self.for_year}"


class HandOver(models.Model):
    """From the old to the new accountable body, with what the funders say to it."""

    old = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    term = models.OneToOneField(Term, on_delete=models.PROTECT, related_name="hand_over")
    began_on = models.DateField()
    funders = models.TextField("what the funders have agreed to", blank=True)
    finished_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "hand-over"
        constraints = [
            models.CheckConstraint(
                name="a_hand_over_is_between_two", condition=~Q(old=models.F("new"))
            )
        ]

    def __str__(self):
        return f"Hand-over from {self.old} to {self.new}"

    @property
    def audit_label(self) -> str:
        return f"hand-over {self.pk}"

    def get_absolute_url(self):
        return reverse("hand_over", args=[self.pk])


class HandOverItem(models.Model):
    """One part: given by the old body, received by the new one, each on a day."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(max_length=12, choices=HandOverPart.choices)
    given_on = models.DateField(null=True, blank=True)
    given_by_id = models.BigIntegerField(null=True)
    received_on = models.DateField(null=True, blank=True)
    received_by_id = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "part of a hand-over"
        constraints = [
            models.UniqueConstraint(
                name="a_part_is_handed_over_once", fields=["hand_over", "part"]
            ),
            models.CheckConstraint(
                name="a_part_is_received_after_it_is_given",
                condition=Q(received_on__isnull=True)
                | Q(given_on__isnull=False, received_on__gte=models.F("given_on")),
            ),
        ]

    def __str__(self):
        return self.get_part_display()

    @property
    def audit_label(self) -> str:
        return f"part {self.pk} of a hand-over"
