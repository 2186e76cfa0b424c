"""Funds, where each stands, and the periods in which it may move."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from projects.funds.states import Account, OverdraftState, PeriodState


class Fund(models.Model):
    """Money held for one purpose. The row is what a posting locks first."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    restricted = models.BooleanField(default=True)
    currency = models.CharField(max_length=3, default="GBP")
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-restricted", "code"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("fund", args=[self.pk])


class Position(models.Model):
    """Where a fund stands now, in pence: one row to read, proved by `verify_ledger`.

    `overdraft` is the most that approvals may let it fall below zero: the database's
    own limit, of which `ledger.check_cover` knows the days (M5).
    """

    fund = models.OneToOneField(Fund, on_delete=models.PROTECT, primary_key=True)
    balance = models.BigIntegerField(default=0)
    cash = models.BigIntegerField(default=0)
    overdraft = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_fund_balance_never_falls_below_zero",
                condition=Q(balance__gte=-1 * F("overdraft")),
            ),
            models.CheckConstraint(
                name="a_funds_cash_never_falls_below_zero",
                condition=Q(cash__gte=-1 * F("overdraft")),
            ),
            models.CheckConstraint(
                name="an_overdraft_is_not_negative", condition=Q(overdraft__gte=0)
            ),
        ]

    def __str__(self):
        return f"Position of {self.fund}"


class Balance(models.Model):
    """Running debits and credits, in pence, per fund and account.

    `quarter` is "2026-Q2", or empty for the whole life of the fund.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="balances")
    account = models.CharField(max_length=24, choices=Account)
    quarter = models.CharField(max_length=7, blank=True, default="")
    debits = models.BigIntegerField(default=0)
    credits = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["fund_id", "quarter", "account"]
        constraints = [
            models.UniqueConstraint(
                name="one_balance_per_fund_quarter_and_account",
                fields=["fund", "quarter", "account"],
            ),
            models.CheckConstraint(
                name="running_sums_are_not_negative",
                condition=Q(debits__gte=0) & Q(credits__gte=0),
            ),
        ]

    def __str__(self):
        return f"{self.fund_id} {self.account} {self.quarter}"


class GrantBalance(models.Model):
    """The same running sums for one grant, so that a fund of several grants can tell them apart."""

    grant = models.ForeignKey("funds.Grant", on_delete=models.PROTECT, related_name="balances")
    account = models.CharField(max_length=24, choices=Account)
    quarter = models.CharField(max_length=7, blank=True, default="")
    debits = models.BigIntegerField(default=0)
    credits = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["grant_id", "quarter", "account"]
        constraints = [
            models.UniqueConstraint(
                name="one_balance_per_grant_quarter_and_account",
                fields=["grant", "quarter", "account"],
            ),
            models.CheckConstraint(
                name="a_grants_running_sums_are_not_negative",
                condition=Q(debits__gte=0) & Q(credits__gte=0),
            ),
        ]

    def __str__(self):
        return f"{self.grant_id} {self.account} {self.quarter}"


class Period(models.Model):
    """A quarter of the books: postings need one that is not closed (M9)."""

    quarter = models.CharField(max_length=7, unique=True)
    starts = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=10, choices=PeriodState, default=PeriodState.OPEN)
    closing_by_id = models.BigIntegerField(null=True, blank=True)
    closing_at = models.DateTimeField(null=True, blank=True)
    closed_by_id = models.BigIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopening_by_id = models.BigIntegerField(null=True, blank=True)
    reopening_reason = models.TextField(blank=True)
    reopened_by_id = models.BigIntegerField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["quarter"]
        constraints = [
            models.CheckConstraint(name="a_period_has_days", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(
                name="a_closed_period_says_who_and_when",
                condition=~Q(state=PeriodState.CLOSED)
                | (Q(closed_by_id__isnull=False) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="two_people_close_a_period",
                condition=Q(closed_by_id__isnull=True) | ~Q(closed_by_id=F("closing_by_id")),
            ),
            models.CheckConstraint(
                name="two_people_and_a_reason_reopen_a_period",
                condition=~Q(state=PeriodState.REOPENED)
                | (
                    Q(reopening_by_id__isnull=False)
                    & Q(reopened_by_id__isnull=False)
                    & ~Q(reopened_by_id=F("reopening_by_id"))
                    & ~Q(reopening_reason="")
                ),
            ),
        ]

    def __str__(self):
        return self.quarter


class OverdraftApproval(models.Model):
    """Leave for a fund to fall below zero, by two people, to a limit and a date (M5).

    `limit` is pence; it counts from `starts` to `expires`, both included, and never
    from before the day it was agreed. `ended_on` cuts it short.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="overdraft_approvals")
    state = models.CharField(max_length=8, choices=OverdraftState, default=OverdraftState.ASKED)
    limit = models.BigIntegerField()
    reason = models.TextField()
    minute = models.CharField(max_length=120)
    starts = models.DateField()
    expires = models.DateField()
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by_id = models.BigIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="The local day, the last one.")
    ended_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "overdraft"
        ordering = ["fund_id", "-expires", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="a_funds_overdraft_is_asked_for_once",
                fields=["fund"],
                condition=Q(state=OverdraftState.ASKED),
                violation_error_message="Somebody has asked for an overdraft of this fund already.",
            ),
            models.CheckConstraint(
                name="who_asks_for_an_overdraft_does_not_approve_it",
                condition=Q(approved_by_id__isnull=True) | ~Q(asked_by_id=F("approved_by_id")),
            ),
            models.CheckConstraint(
                name="an_overdraft_has_a_limit_and_a_reason",
                condition=Q(limit__gt=0) & ~Q(reason="") & ~Q(minute=""),
            ),
            models.CheckConstraint(
                name="an_overdraft_has_days", condition=Q(expires__gte=F("starts"))
            ),
            models.CheckConstraint(
                name="an_agreed_overdraft_says_who_and_when",
                condition=~Q(state__in=[OverdraftState.AGREED, OverdraftState.ENDED])
                | (Q(approved_by_id__isnull=False) & Q(approved_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_ended_overdraft_says_who_and_when",
                condition=~Q(state=OverdraftState.ENDED)
                | (
                    Q(ended_by_id__isnull=False)
                    & Q(ended_at__isnull=False)
                    & Q(ended_on__isnull=False)
                ),
            ),
        ]

    def __str__(self):
        return f"Overdraft of {self.fund} to {self.expires}"

    @property
    def last_day(self):
        """The last day on which it counts."""
        return min(self.expires, self.ended_on) if self.ended_on else self.expires
