"""Payment runs and the payments in them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from claims.states import LIVE_PAYMENT, PaymentKind, PaymentState, RunState


class PaymentRun(models.Model):
    """Payments prepared by one person and released by another (R63)."""

    number = models.PositiveIntegerField(unique=True)
    pay_on = models.DateField()
    state = models.CharField(max_length=12, choices=RunState, default=RunState.PREPARED)
    prepared_at = models.DateTimeField()
    prepared_by_id = models.BigIntegerField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by_id = models.BigIntegerField(null=True, blank=True)
    exported_at = models.DateTimeField(null=True, blank=True)
    exported_by_id = models.BigIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by_id = models.BigIntegerField(null=True, blank=True)
    void_asked_by_id = models.BigIntegerField(null=True, blank=True)
    void_reason = models.TextField(blank=True)
    voided_by_id = models.BigIntegerField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    bank_file = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    bank_file_sha256 = models.CharField(max_length=64, blank=True)
    total = models.BigIntegerField(default=0, help_text="Pence, internal transfers not counted.")
    internal_total = models.BigIntegerField(default=0)
    example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="who_prepares_a_run_does_not_release_it",
                condition=Q(released_by_id__isnull=True) | ~Q(released_by_id=F("prepared_by_id")),
            ),
            models.CheckConstraint(
                name="a_released_run_says_who_and_when",
                condition=~Q(
                    state__in=[
                        RunState.RELEASED,
                        RunState.EXPORTED,
                        RunState.SENT,
                        RunState.FINISHED,
                    ]
                )
                | (Q(released_by_id__isnull=False) & Q(released_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="two_people_void_a_run_and_say_why",
                condition=~Q(state=RunState.VOID)
                | (
                    Q(void_asked_by_id__isnull=False)
                    & Q(voided_by_id__isnull=False)
                    & ~Q(voided_by_id=F("void_asked_by_id"))
                    & ~Q(void_reason="")
                ),
            ),
        ]

    def __str__(self):
        return f"Payment run {self.number}"

    def get_absolute_url(self):
        return reverse("payment_run", args=[self.pk])


class Payment(models.Model):
    """One claim's money in one run, in pence, to one version of bank details (M19).

    Of kind `retention` it is what was kept back of the claim and released since.

    `internal` marks the accountable body's transfer to itself: outside the bank file.
    """

    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, related_name="payments")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=9, choices=PaymentKind, default=PaymentKind.CLAIM)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="payments"
    )
    account = models.ForeignKey(
        "claims.PayeeAccount",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
    )
    internal = models.BooleanField(default=False)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=PaymentState, default=PaymentState.PREPARED)
    reference = models.CharField(max_length=18, help_text="As it stands on the bank statement.")
    journal = models.OneToOneField(
        "funds.Journal", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_journal = models.OneToOneField(
        "funds.Journal", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by_id = models.BigIntegerField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    failed_reason = models.CharField(max_length=200, blank=True)
    remittance = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["run_id", "id"]
        indexes = [
            models.Index(fields=["run", "state"], name="payments_of_a_run_by_state"),
            models.Index(fields=["fund", "state"], name="payments_of_a_fund_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_claim_is_paid_once",
                fields=["claim", "kind"],
                condition=Q(state__in=sorted(LIVE_PAYMENT)),
                violation_error_message="This claim is in a payment run already.",
            ),
            models.CheckConstraint(name="a_payment_is_above_zero", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="a_payment_has_an_account_unless_it_is_internal",
                condition=Q(internal=True, account__isnull=True)
                | Q(internal=False, account__isnull=False),
            ),
            models.CheckConstraint(
                name="released_money_has_its_journal",
                condition=~Q(state__in=[PaymentState.RELEASED, PaymentState.CONFIRMED])
                | Q(journal__isnull=False),
            ),
            models.CheckConstraint(
                name="a_confirmed_payment_says_who_and_when",
                condition=~Q(state=PaymentState.CONFIRMED)
                | (
                    Q(confirmed_by_id__isnull=False)
                    & Q(confirmed_at__isnull=False)
                    & Q(paid_on__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="a_failed_payment_says_why",
                condition=~Q(state=PaymentState.FAILED) | ~Q(failed_reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.amount}"

    @property
    def for_claim(self):
        """Does it pay the claim itself, whose state goes with it?"""
        return self.kind == PaymentKind.CLAIM

    @property
    def about(self):
        """What is paid, in words."""
        return about(self.claim, self.kind)


def about(claim, kind):
    """A claim, or what was kept back of it, in words."""
    return claim.reference if kind == PaymentKind.CLAIM else f"{claim.reference}, kept back"
