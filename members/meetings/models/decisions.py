"""What was decided: a register with a number a year that is never used twice (R36, R96, R97)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from members.meetings.states import Agreed, DecisionKind, Mark, Route
from members.models import Organisation, User

from .agenda import AgendaItem
from .meetings import Meeting
from .motions import Motion


class DecisionYear(models.Model):
    """The last number given in a financial year; it only rises."""

    financial_year = models.CharField(max_length=7, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.financial_year}: {self.last}"


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The public ones for everybody; members' own and restricted ones as their mark says."""
        if actor is None:
            return self.filter(mark=Mark.PUBLIC)
        if actor.has("secretariat", "chair", "representative", "substitute", "auditor"):
            return self
        if actor.has("adviser"):
            return self.filter(mark__in=[Mark.PUBLIC, Mark.MEETING])
        return self.exclude(mark=Mark.RESTRICTED)


class Decision(models.Model):
    """One decision as it was taken. Nothing here is changed afterwards: what became of it,
    an override or an opt-out, is a record beside it."""

    financial_year = models.CharField(max_length=7)
    number = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=10, choices=DecisionKind.choices, default=DecisionKind.GENERAL
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="decision")
    wording = models.TextField()
    how = models.CharField(max_length=10, choices=Agreed.choices)
    mark = models.CharField(max_length=10, choices=Mark.choices, default=Mark.MEETING)
    decided_on = models.DateField()
    effective_on = models.DateField()
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_on = models.DateField(null=True, blank=True)
    route = models.CharField(max_length=12, choices=Route.choices, blank=True)
    about_kind = models.CharField(max_length=80, blank=True)
    about_id = models.CharField(max_length=64, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-financial_year", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="a_decisions_number_is_used_once", fields=["financial_year", "number"]
            ),
            models.CheckConstraint(name="a_decision_has_words", condition=~Q(wording="")),
            models.CheckConstraint(
                name="how_a_competition_is_answered_names_the_route",
                condition=Q(kind=DecisionKind.GATE) & ~Q(route="")
                | ~Q(kind=DecisionKind.GATE) & Q(route=""),
            ),
        ]
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="decisions_by_what_about"),
            models.Index(fields=["decided_on"], name="decisions_by_day"),
        ]

    def __str__(self):
        return self.reference

    @property
    def reference(self) -> str:
        """As in "Decision 3 of 2026/27": what a minute is called everywhere else."""
        return f"Decision {self.number} of {self.financial_year}"

    @property
    def is_overridden(self) -> bool:
        return hasattr(self, "override")

    def get_absolute_url(self):
        return reverse("decision", args=[self.pk])


class OptOut(models.Model):
    """A member takes no part in what was decided, and says why (10.7, R97)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="opt_outs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    warned = models.JSONField(default=list)  # duties already signed, as they were shown
    on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["on", "id"]
        verbose_name = "opt-out"
        constraints = [
            models.UniqueConstraint(
                name="a_member_opts_out_of_a_decision_once",
                fields=["decision", "organisation"],
                condition=Q(ended_on__isnull=True),
                violation_error_message="This member has opted out already.",
            ),
            models.CheckConstraint(name="an_opt_out_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.organisation} takes no part in {self.decision}"

    @property
    def audit_label(self) -> str:
        return f"opt-out {self.pk}"
