"""A quarter opened for claims, a member's claim in it, its sections and what was sent."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from claims.states import HAS_BEEN_APPROVED, HAS_BEEN_SENT, ClaimState, Part
from consortium.core.appendonly import protect
from consortium.core.periods import Quarter


class Round(models.Model):
    """One grant, one quarter, opened for its members' claims (R59). Dates are local."""

    grant = models.ForeignKey("funds.Grant", on_delete=models.PROTECT, related_name="rounds")
    quarter = models.CharField(max_length=7)
    opens = models.DateField()
    member_due = models.DateField()
    check_due = models.DateField()
    pay_due = models.DateField()
    funder_due = models.DateField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by_id = models.BigIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-quarter", "grant_id"]
        constraints = [
            models.UniqueConstraint(
                name="a_grant_opens_a_quarter_once", fields=["grant", "quarter"]
            ),
            models.CheckConstraint(
                name="round_dates_follow_each_other",
                condition=Q(member_due__lte=F("check_due"))
                & Q(check_due__lte=F("pay_due"))
                & Q(pay_due__lte=F("funder_due")),
            ),
        ]

    def __str__(self):
        return f"{self.grant} {self.quarter}"

    @property
    def period(self):
        return Quarter.parse(self.quarter)


class Claim(models.Model):
    """One member's claim for one grant and quarter (R60). All sums in pence.

    Nil, late and `own` (the accountable body's) are flags, never states. `claimed`
    and `approved` repeat the sums of the lines and are proved by `verify_ledger`.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="claims")
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="claims"
    )
    reference = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=20, choices=ClaimState, default=ClaimState.IN_PROGRESS)
    nil = models.BooleanField(default=False)
    late = models.BooleanField(default=False)
    own = models.BooleanField(default=False)
    example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    claimed = models.BigIntegerField(default=0)
    approved = models.BigIntegerField(default=0)
    retained = models.BigIntegerField(default=0)
    submissions_made = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    prepared_by_id = models.BigIntegerField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True, help_text="The local day it was sent last.")
    submitted_by_id = models.BigIntegerField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by_id = models.BigIntegerField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by_id = models.BigIntegerField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    state_reason = models.TextField(blank=True)
    hold_reason = models.TextField(blank=True, help_text="Why it is paid with outputs behind.")
    hold_by_id = models.BigIntegerField(null=True, blank=True)
    # The checker's flags as last worked out: lists are sorted by them, and the check page
    # shows them without asking the whole house again. Approving works them out anew.
    flags = models.JSONField(default=list, blank=True)
    flags_for = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The submission whose flags these are."
    )
    flag_weight = models.PositiveSmallIntegerField(default=0)
    flag_count = models.PositiveSmallIntegerField(default=0)
    journal = models.OneToOneField(
        "funds.Journal", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    retention_release = models.ForeignKey(
        "claims.RetentionRelease",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        help_text="With which what was kept back of it was released.",
    )

    class Meta:
        ordering = ["-round__quarter", "organisation__name"]
        indexes = [
            models.Index(fields=["state", "-submitted_at"], name="claims_by_state"),
            models.Index(fields=["organisation", "-id"], name="claims_of_a_member"),
            models.Index(fields=["round", "state"], name="claims_of_a_round_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_claim_per_member_grant_and_quarter",
                fields=["round", "organisation"],
                violation_error_message="There is a claim for this quarter already.",
            ),
            models.CheckConstraint(
                name="a_sent_claim_says_who_sent_it_and_when",
                condition=~Q(state__in=sorted(HAS_BEEN_SENT))
                | (Q(submitted_at__isnull=False) & Q(submitted_by_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_approved_claim_says_who_and_when",
                condition=~Q(state__in=sorted(HAS_BEEN_APPROVED))
                | (
                    Q(checked_by_id__isnull=False)
                    & Q(approved_by_id__isnull=False)
                    & Q(approved_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="nobody_checks_or_approves_what_they_prepared_or_sent",
                condition=(Q(checked_by_id__isnull=True) | ~Q(checked_by_id=F("submitted_by_id")))
                & (Q(checked_by_id__isnull=True) | ~Q(checked_by_id=F("prepared_by_id")))
                & (Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("submitted_by_id")))
                & (Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("prepared_by_id"))),
            ),
            models.CheckConstraint(
                name="the_accountable_bodys_claim_is_approved_by_another_than_its_checker",
                condition=Q(own=False)
                | Q(approved_by_id__isnull=True)
                | ~Q(approved_by_id=F("checked_by_id")),
            ),
            models.CheckConstraint(
                name="approved_is_within_claimed",
                # A draft may be below nothing while only a correction stands in it.
                condition=(~Q(state__in=sorted(HAS_BEEN_APPROVED)) | Q(approved__lte=F("claimed")))
                & Q(retained__gte=0),
            ),
            models.CheckConstraint(
                name="a_rejected_claim_says_why",
                condition=~Q(state=ClaimState.REJECTED) | ~Q(state_reason=""),
            ),
            models.CheckConstraint(
                name="a_paid_claim_says_when",
                condition=~Q(state=ClaimState.PAID) | Q(paid_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("claim", args=[self.pk])

    @property
    def payable(self):
        """Pence to pay now: approved less what is kept back."""
        return self.approved - self.retained


class ClaimSection(models.Model):
    """A claim's section for one project: its short narrative, and which parts are finished."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="sections")
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    achieved = models.TextField(blank=True)
    not_achieved = models.TextField(blank=True)
    next_quarter = models.TextField(blank=True)
    equality = models.TextField(blank=True)
    outputs_done = models.BooleanField(default=False)
    progress_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["claim_id", "project_id"]
        constraints = [
            models.UniqueConstraint(
                name="a_claim_has_one_section_per_project", fields=["claim", "project"]
            ),
        ]

    def __str__(self):
        return f"{self.project} in {self.claim}"


class Submission(models.Model):
    """A numbered version of a claim as it was sent: frozen, hashed, kept (M26)."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    sent_on = models.DateField(null=True, blank=True, help_text="The local day it was sent.")
    submitted_by_id = models.BigIntegerField()
    signatory = models.CharField(max_length=120)
    declaration = models.TextField()
    late = models.BooleanField(default=False)
    claimed = models.BigIntegerField()
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)
    pdf = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["claim_id", "number"]
        constraints = [
            models.UniqueConstraint(
                name="submissions_of_a_claim_are_numbered", fields=["claim", "number"]
            ),
        ]

    def __str__(self):
        return f"{self.claim} version {self.number}"


# What was sent stays as it was; only its PDF is added, once (M26).
protect(
    Submission._meta.db_table,
    allow_update_when=(
        "OLD.claim_id = NEW.claim_id AND OLD.number = NEW.number AND OLD.sha256 = NEW.sha256 "
        "AND OLD.claimed = NEW.claimed AND OLD.snapshot = NEW.snapshot "
        "AND OLD.declaration = NEW.declaration AND OLD.signatory = NEW.signatory "
        "AND (OLD.pdf_id IS NULL OR OLD.pdf_id = NEW.pdf_id)"
    ),
    message="a submission stays as it was sent",
)

PART_NAMES = {part.value: part.label for part in Part}
