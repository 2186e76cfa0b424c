"""Where members are paid: bank details as versions, each verified by a second person."""

from django.db import models
from django.db.models import F, Q

from claims.states import AccountState


class PayeeAccount(models.Model):
    """One version of a member's bank details; shown masked everywhere (M22)."""

    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="payee_accounts"
    )
    number = models.PositiveSmallIntegerField()
    account_name = models.CharField(max_length=80)
    sort_code = models.CharField(max_length=6)
    account_number = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=AccountState, default=AccountState.WAITING)
    entered_at = models.DateTimeField()
    entered_by_id = models.BigIntegerField()
    entered_on = models.DateField(help_text="The local day, from which the waiting days count.")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by_id = models.BigIntegerField(null=True, blank=True)
    how_verified = models.CharField(max_length=200, blank=True)
    shared_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["organisation_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="bank_details_of_a_member_are_numbered", fields=["organisation", "number"]
            ),
            models.UniqueConstraint(
                name="a_member_has_one_verified_account",
                fields=["organisation"],
                condition=Q(state=AccountState.VERIFIED),
            ),
            models.UniqueConstraint(
                name="a_member_has_one_account_waiting",
                fields=["organisation"],
                condition=Q(state=AccountState.WAITING),
            ),
            models.CheckConstraint(
                name="who_enters_bank_details_does_not_verify_them",
                condition=Q(verified_by_id__isnull=True) | ~Q(verified_by_id=F("entered_by_id")),
            ),
            models.CheckConstraint(
                name="verified_bank_details_say_who_and_how",
                condition=~Q(state=AccountState.VERIFIED)
                | (
                    Q(verified_by_id__isnull=False)
                    & Q(verified_at__isnull=False)
                    & ~Q(how_verified="")
                ),
            ),
        ]

    def __str__(self):
        return f"Account {self.masked} of {self.organisation}"

    @property
    def masked(self):
        return f"••-••-{self.sort_code[-2:]} ••••{self.account_number[-4:]}"
