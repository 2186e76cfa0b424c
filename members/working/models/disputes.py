"""Disputes between the accountable body and the consortium (8.3, R75)."""

from django.db import models
from django.db.models import Exists, F, Q
from django.urls import reverse

from consortium.core import clock
from consortium.core.models.files import StoredFile
from members.models import Organisation
from members.states import Role
from members.working.states import (
    GOING_ON,
    DisputeState,
    ProposalKind,
    ProposalState,
    Side,
)

from .speakers import Speaker

S, P = DisputeState, ProposalState


def speaking_as(actor):
    """The row by which this representative speaks for the members today; none for most."""
    return Speaker.objects.on(clock.today()).filter(
        user_id=actor.user_id, organisation_id=actor.organisation_id
    )


class DisputeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The chair, or who speaks for the members without one; the body's representative; the
        auditor. Nobody through another's eyes."""
        if actor is None or actor.impersonator_id:
            return self.none()
        if actor.has(Role.CHAIR, Role.AUDITOR):
            return self
        if actor.has(Role.REPRESENTATIVE):
            return self.filter(Q(body_id=actor.organisation_id) | Exists(speaking_as(actor)))
        return self.none()

    def going_on(self):
        return self.filter(state__in=sorted(GOING_ON))


class Dispute(models.Model):
    """`body` was accountable when it was opened, and stays its party when the office moves on."""

    title = models.CharField(max_length=120)
    about = models.TextField()
    clause = models.CharField(max_length=20)
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="disputes")
    opened_side = models.CharField(max_length=10, choices=Side.choices)
    opened_on = models.DateField()
    opened_by_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=S.choices, default=S.TALKING)
    ended_on = models.DateField(null=True, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-id"]
        indexes = [models.Index(fields=["state", "-opened_on"], name="disputes_by_state")]
        constraints = [
            models.CheckConstraint(
                name="a_dispute_says_what_and_which_clause",
                condition=~Q(about="") & ~Q(clause="") & ~Q(title=""),
            ),
            models.CheckConstraint(
                name="a_dispute_that_is_over_says_since_when",
                condition=Q(state__in=sorted(GOING_ON), ended_on__isnull=True)
                | Q(state__in=[S.SETTLED, S.WITHDRAWN], ended_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def audit_label(self) -> str:
        return f"dispute {self.pk}"

    def get_absolute_url(self):
        return reverse("dispute", args=[self.pk])


class Step(models.Model):
    """What one side writes down about the talks; both read it."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="steps")
    on = models.DateField("day")
    side = models.CharField(max_length=10, choices=Side.choices)
    words = models.TextField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    written_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(name="a_step_says_something", condition=~Q(words="")),
        ]

    def __str__(self):
        return f"{self.dispute}, {self.on}"


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=P.PROPOSED)


class Proposal(models.Model):
    """A third party, or an outcome: proposed by one side, agreed by the other."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=12, choices=ProposalKind.choices)
    state = models.CharField(max_length=10, choices=P.choices, default=P.PROPOSED)
    side = models.CharField(max_length=10, choices=Side.choices)
    words = models.TextField(help_text="The outcome, or why the third party is independent.")
    name = models.CharField(max_length=120, blank=True)
    works_for = models.CharField(max_length=120, blank=True)
    proposed_on = models.DateField()
    proposed_by_id = models.BigIntegerField()
    answered_side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by_id = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="one_proposal_of_a_kind_waits_in_a_dispute",
                fields=["dispute", "kind"],
                condition=Q(state=P.PROPOSED),
                violation_error_message="One proposal waits for an answer already.",
            ),
            models.UniqueConstraint(
                name="a_dispute_ends_with_one_outcome",
                fields=["dispute"],
                condition=Q(state=P.AGREED, kind=ProposalKind.OUTCOME),
            ),
            models.CheckConstraint(
                name="the_other_side_agrees_through_another_person",
                condition=~Q(state=P.AGREED)
                | Q(answered_by_id__isnull=False)
                & ~Q(answered_by_id=F("proposed_by_id"))
                & ~Q(answered_side="")
                & ~Q(answered_side=F("side")),
            ),
            models.CheckConstraint(
                name="an_answered_proposal_says_when",
                condition=Q(state=P.PROPOSED) | Q(answered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_third_party_has_a_name_and_a_reason",
                condition=~Q(words="") & (~Q(kind=ProposalKind.THIRD_PARTY) | ~Q(name="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.dispute}"

    @property
    def audit_label(self) -> str:
        return f"proposal {self.pk} in dispute {self.dispute_id}"

    def get_absolute_url(self):
        return reverse("dispute", args=[self.dispute_id])
