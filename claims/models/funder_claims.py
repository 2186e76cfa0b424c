"""What is claimed from the funder, version by version, and the money that comes."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from claims.states import FROZEN_FUNDER_CLAIM, FunderClaimState, RowKind
from consortium.core.periods import Quarter


class FunderClaim(models.Model):
    """One version of the claim to a funder for a grant and quarter (R64). Pence.

    Once signed and sent, its data, PDF and sheet are frozen with a SHA-256; a
    correction is a new version that says what changed.
    """

    grant = models.ForeignKey("funds.Grant", on_delete=models.PROTECT, related_name="funder_claims")
    quarter = models.CharField(max_length=7)
    number = models.PositiveSmallIntegerField(help_text="Counted within the grant.")
    version_number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=14, choices=FunderClaimState, default=FunderClaimState.ASSEMBLED
    )
    total = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    agreed = models.BigIntegerField(null=True, blank=True, help_text="What the funder agrees to.")
    agreed_on = models.DateField(null=True, blank=True)
    agreed_reason = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    what_changed = models.TextField(blank=True)
    query = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sheet = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assembled_at = models.DateTimeField()
    assembled_by_id = models.BigIntegerField()
    first_signed_by_id = models.BigIntegerField(null=True, blank=True)
    first_signed_at = models.DateTimeField(null=True, blank=True)
    first_signed_on = models.DateField(null=True, blank=True, help_text="The local day.")
    second_signed_by_id = models.BigIntegerField(null=True, blank=True)
    second_signed_at = models.DateTimeField(null=True, blank=True)
    second_signed_on = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True, help_text="The local day on the cover.")
    sent_by_id = models.BigIntegerField(null=True, blank=True)
    sent_to = models.CharField(max_length=200, blank=True)
    link_number = models.PositiveSmallIntegerField(
        default=0, help_text="Of the funder's link that holds; those before it have ended."
    )
    link_ends = models.DateField(
        null=True, blank=True, help_text="The last local day of the funder's link; none: ended."
    )
    example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    # Long texts last: SQLite reads through them to whatever stands behind them in the row.
    narrative = models.JSONField(default=dict, blank=True, help_text="Text by project number.")
    not_included = models.JSONField(default=list, blank=True)
    snapshot = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-quarter", "grant_id", "-version_number"]
        constraints = [
            models.UniqueConstraint(
                name="funder_claims_of_a_grant_are_numbered",
                fields=["grant", "number", "version_number"],
            ),
            models.UniqueConstraint(
                name="one_live_funder_claim_per_grant_and_quarter",
                fields=["grant", "quarter"],
                condition=~Q(state__in=[FunderClaimState.REPLACED, FunderClaimState.ABANDONED]),
            ),
            models.CheckConstraint(
                name="two_different_people_sign_a_funder_claim",
                condition=Q(second_signed_by_id__isnull=True)
                | ~Q(second_signed_by_id=F("first_signed_by_id")),
            ),
            models.CheckConstraint(
                name="a_frozen_funder_claim_carries_its_hash",
                condition=~Q(
                    state__in=sorted(
                        FROZEN_FUNDER_CLAIM - {FunderClaimState.REPLACED, FunderClaimState.SIGNED}
                    )
                )
                | (~Q(sha256="") & Q(sent_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_new_version_says_what_changed",
                condition=Q(version_number=1) | ~Q(what_changed=""),
            ),
            models.CheckConstraint(
                name="an_agreed_funder_claim_says_how_much",
                condition=~Q(state=FunderClaimState.AGREED) | Q(agreed__isnull=False),
            ),
            models.CheckConstraint(
                name="a_funder_agrees_to_no_more_than_was_claimed",
                condition=Q(agreed__isnull=True) | Q(agreed__lte=F("total")),
            ),
        ]

    def __str__(self):
        return f"{self.grant.reference} claim {self.number} version {self.version_number}"

    def get_absolute_url(self):
        return reverse("funder_claim", args=[self.pk])

    @property
    def period(self):
        return Quarter.parse(self.quarter)

    @property
    def due(self):
        """Pence the funder owes for it: what it agreed to, or else what was claimed."""
        return self.total if self.agreed is None else self.agreed

    @property
    def open_amount(self):
        """Pence still to come."""
        return self.due - self.received


class FunderClaimLine(models.Model):
    """A member's approved line as it stands in a funder claim."""

    funder_claim = models.ForeignKey(FunderClaim, on_delete=models.PROTECT, related_name="lines")
    claim_line = models.ForeignKey(
        "claims.ClaimLine", on_delete=models.PROTECT, related_name="funder_lines"
    )
    amount = models.BigIntegerField()
    disallowed = models.BigIntegerField(default=0, help_text="Pence the funder did not agree to.")
    disallowed_reason = models.CharField(max_length=300, blank=True)
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ["funder_claim_id", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_line_is_in_one_live_funder_claim",
                fields=["claim_line"],
                condition=Q(live=True),
            ),
            models.CheckConstraint(
                name="what_a_funder_takes_off_is_part_of_the_line",
                condition=Q(disallowed=0) | Q(disallowed__gt=0, disallowed__lte=F("amount")),
            ),
            models.CheckConstraint(
                name="what_a_funder_takes_off_has_a_reason",
                condition=Q(disallowed=0) | ~Q(disallowed_reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.claim_line} in {self.funder_claim}"


class FunderClaimRow(models.Model):
    """A row of the accountable body's own: a correction or a fee, with its cause (M23)."""

    funder_claim = models.ForeignKey(FunderClaim, on_delete=models.PROTECT, related_name="rows")
    kind = models.CharField(max_length=10, choices=RowKind)
    cause = models.CharField(max_length=300)
    amount = models.BigIntegerField()
    heading = models.ForeignKey(
        "funds.CostHeading", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    journal = models.OneToOneField(
        "funds.Journal", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["funder_claim_id", "id"]
        constraints = [
            models.CheckConstraint(name="a_row_names_its_cause", condition=~Q(cause="")),
        ]

    def __str__(self):
        return self.cause


class MoneyReceived(models.Model):
    """Money from a funder on the bank statement, in pence."""

    grant = models.ForeignKey("funds.Grant", on_delete=models.PROTECT, related_name="received")
    funder_claim = models.ForeignKey(
        FunderClaim, on_delete=models.PROTECT, null=True, blank=True, related_name="money"
    )
    received_on = models.DateField()
    amount = models.BigIntegerField()
    bank_reference = models.CharField(max_length=80)
    journal = models.OneToOneField("funds.Journal", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-received_on", "-id"]
        verbose_name_plural = "money received"
        constraints = [
            models.CheckConstraint(name="money_received_is_above_zero", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                name="a_bank_receipt_is_recorded_once",
                fields=["grant", "received_on", "amount", "bank_reference"],
                violation_error_message="This receipt is recorded already.",
            ),
        ]

    def __str__(self):
        return f"{self.bank_reference} {self.received_on}"
