"""How organisations come to advise, fall short of the criteria, and leave."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from consortium.core.appendonly import protect
from consortium.core.models.files import StoredFile
from members.roll.states import OPEN_RESIGNATION, ResignationState

S = ResignationState


class CoOption(models.Model):
    """An organisation asked to advise, for what and by which decision (5.4)."""

    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="co_options"
    )
    purpose = models.TextField()
    decided = models.CharField(max_length=120)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_co_option_ends_on_or_after_its_first_day",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="a_co_option_says_what_for_and_by_which_decision",
                condition=~Q(purpose="") & ~Q(decided=""),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, co-opted from {self.starts}"


class Resignation(models.Model):
    """A member's written resignation, from the day it came to the last day (5.6).

    `effective_on` is the last day of membership; `before` is the last day that was
    set before, for a co-option with an end, so that a withdrawal restores it.
    """

    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="resignations"
    )
    state = models.CharField(max_length=10, choices=ResignationState, default=S.RECEIVED)
    received_on = models.DateField()
    received_by_id = models.BigIntegerField()
    effective_on = models.DateField()
    words = models.TextField(blank=True)
    letter = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    before = models.DateField(null=True, blank=True)
    impact = models.JSONField(default=list, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by_id = models.BigIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_id = models.BigIntegerField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="a_member_has_one_resignation_open",
                fields=["organisation"],
                condition=Q(state__in=sorted(OPEN_RESIGNATION)),
            ),
            models.CheckConstraint(
                name="a_resignation_takes_effect_when_received_or_later",
                condition=Q(effective_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="a_confirmed_resignation_says_when_and_by_whom",
                condition=~Q(state__in=[S.CONFIRMED, S.ENDED])
                | Q(confirmed_at__isnull=False, confirmed_by_id__isnull=False),
            ),
            models.CheckConstraint(
                name="a_withdrawn_resignation_says_when_and_by_whom",
                condition=Q(state=S.WITHDRAWN)
                & Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False)
                | ~Q(state=S.WITHDRAWN) & Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_resignation_has_ended_a_membership_once_it_says_so",
                condition=Q(state=S.ENDED, ended_at__isnull=False)
                | ~Q(state=S.ENDED) & Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"Resignation of {self.organisation}"

    def get_absolute_url(self):
        return reverse("membership", args=[self.organisation_id])


class CriteriaFinding(models.Model):
    """A member is found no longer to meet the criteria: it goes to a meeting, no more (R41)."""

    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="criteria_findings"
    )
    found_on = models.DateField()
    found_by_id = models.BigIntegerField()
    reason = models.TextField()
    follows = models.TextField(blank=True)
    settled_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    minute = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-found_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="a_member_has_one_finding_open",
                fields=["organisation"],
                condition=Q(settled_on__isnull=True),
            ),
            models.CheckConstraint(name="a_finding_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="a_settled_finding_names_outcome_and_minute",
                condition=Q(settled_on__isnull=True, outcome="", minute="")
                | Q(settled_on__isnull=False) & ~Q(outcome="") & ~Q(minute=""),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: criteria, found on {self.found_on}"

    def get_absolute_url(self):
        return reverse("membership", args=[self.organisation_id])


protect("roll_cooption", message="what was decided about a co-option stays on record")
