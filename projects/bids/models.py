"""Bids: applications to a funder that the consortium makes together (8.1(1), 10.8; R55, R56, R99).

What the consortium agreed is frozen beside the bid, with a digest: whatever changes in the bid
afterwards shows, and counts as not agreed.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.core.appendonly import protect
from consortium.core.models.files import StoredFile
from members.meetings.models import Decision
from members.meetings.states import DecisionKind
from members.models import MeetingBusiness, Organisation, User
from projects.funds.models import Funder

from .states import SENT, UNSENT, BidRole, BidState

S = BidState


class BidQuerySet(models.QuerySet):
    def unsent(self):
        return self.filter(state__in=sorted(UNSENT))

    def subject(self):
        return self.filter(state=S.SUBJECT)


class Bid(models.Model):
    """One application. Money is in pence; the deadline is local (Europe/London)."""

    title = models.CharField(max_length=160)
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="bids")
    programme = models.CharField(max_length=160)
    competition = models.BooleanField("open competition", default=False)
    deadline = models.DateField()
    deadline_at = models.TimeField("deadline, time", null=True, blank=True)
    amount = models.BigIntegerField("amount asked for", default=0)
    figures_on = models.DateField("figures changed on", null=True, blank=True)
    summary = models.TextField("what it is for", blank=True)
    drafter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    guidance = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=S.choices, default=S.DRAFTING)
    sent_on = models.DateField("sent on", null=True, blank=True)
    sent_at = models.TimeField("sent at", null=True, blank=True)
    late = models.BooleanField("sent after the deadline", default=False)
    chair_told_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField("answered on", null=True, blank=True)
    awarded = models.BigIntegerField("amount awarded", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = BidQuerySet.as_manager()

    class Meta:
        ordering = ["-deadline", "-id"]
        indexes = [
            models.Index(fields=["state", "deadline"], name="bids_by_state_and_deadline"),
            models.Index(fields=["-deadline", "-id"], name="bids_by_deadline"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_bid_has_title_and_programme", condition=~Q(title="") & ~Q(programme="")
            ),
            models.CheckConstraint(
                name="a_bid_asks_for_nothing_or_more", condition=Q(amount__gte=0)
            ),
            models.CheckConstraint(
                name="a_bid_that_was_sent_says_when",
                condition=~Q(state__in=sorted(SENT)) | Q(sent_on__isnull=False, amount__gt=0),
            ),
            models.CheckConstraint(
                name="a_bid_subject_to_agreement_was_told_to_the_chair",
                condition=~Q(state=S.SUBJECT) | Q(chair_told_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_bid_is_late_only_after_its_deadline",
                condition=Q(late=False)
                | Q(sent_on__isnull=False, sent_on__gte=models.F("deadline")),
            ),
            models.CheckConstraint(
                name="an_award_names_day_and_amount",
                condition=(
                    Q(
                        state=S.AWARDED,
                        awarded__isnull=False,
                        awarded__gt=0,
                        answered_on__isnull=False,
                    )
                    | ~Q(state=S.AWARDED) & Q(awarded__isnull=True)
                ),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def audit_label(self) -> str:
        return f"bid {self.pk}"

    def get_absolute_url(self):
        return reverse("bid", args=[self.pk])

    @property
    def is_unsent(self) -> bool:
        return self.state in UNSENT


class BidLine(models.Model):
    """What one heading of the budget costs, in pence. Headings are the funder's own words."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="lines")
    heading = models.CharField(max_length=80)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_bid_has_a_heading_once", fields=["bid", "heading"]),
            models.CheckConstraint(
                name="a_line_of_a_bid_has_words_and_money",
                condition=~Q(heading="") & Q(amount__gt=0),
            ),
        ]

    def __str__(self):
        return self.heading


class BidOutput(models.Model):
    """Something that would be done, with how many of it."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="outputs")
    words = models.CharField(max_length=160)
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_bid_has_an_output_once", fields=["bid", "words"]),
            models.CheckConstraint(
                name="an_output_of_a_bid_has_words_and_a_number",
                condition=~Q(words="") & Q(number__gt=0),
            ),
        ]

    def __str__(self):
        return self.words


class BidOutcome(models.Model):
    """What would be different because of it."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="outcomes")
    words = models.CharField(max_length=300)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_bid_has_an_outcome_once", fields=["bid", "words"]),
            models.CheckConstraint(name="an_outcome_of_a_bid_has_words", condition=~Q(words="")),
        ]

    def __str__(self):
        return self.words


class BidPartner(models.Model):
    """A member's part in a bid, with its share of the amount in pence (R98)."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=8, choices=BidRole.choices)
    share = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-role", "organisation_id"]
        constraints = [
            models.UniqueConstraint(
                name="a_partner_is_in_a_bid_once", fields=["bid", "organisation"]
            ),
            models.UniqueConstraint(
                name="a_bid_has_one_lead", fields=["bid"], condition=Q(role=BidRole.LEAD)
            ),
            models.CheckConstraint(name="a_share_is_nothing_or_more", condition=Q(share__gte=0)),
        ]

    def __str__(self):
        return f"{self.organisation} in {self.bid}"


class BidFigures(models.Model):
    """Budget, outputs and outcomes as they were put to the consortium; never changed."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="frozen")
    business = models.OneToOneField(
        MeetingBusiness, on_delete=models.PROTECT, null=True, related_name="+"
    )
    figures = models.JSONField()
    digest = models.CharField(max_length=64)
    on = models.DateField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "figures of bids"
        constraints = [
            models.CheckConstraint(name="frozen_figures_have_a_digest", condition=~Q(digest="")),
        ]

    def __str__(self):
        return f"Figures of {self.bid}"

    @property
    def audit_label(self) -> str:
        return f"figures {self.pk}"


class BidDecisionQuerySet(models.QuerySet):
    def standing(self):
        """All but those that the accountable body has overridden (8.2)."""
        return self.filter(decision__override__isnull=True)


class BidDecision(models.Model):
    """A decision of the consortium about a bid: on its route, or on exactly these figures."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="links")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="bid_links")
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    figures = models.ForeignKey(
        BidFigures, on_delete=models.PROTECT, null=True, related_name="links"
    )
    on = models.DateField()
    by_id = models.BigIntegerField(null=True)

    objects = BidDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="a_decision_is_linked_to_a_bid_once", fields=["bid", "decision"]
            ),
            models.CheckConstraint(
                name="a_decision_on_figures_names_them",
                condition=(
                    Q(kind=DecisionKind.BUDGET, figures__isnull=False)
                    | Q(kind=DecisionKind.GATE, figures__isnull=True)
                ),
            ),
        ]

    def __str__(self):
        return f"{self.decision} about {self.bid}"

    @property
    def audit_label(self) -> str:
        return f"link {self.pk}"


protect("bids_bidfigures")
protect("bids_biddecision")
