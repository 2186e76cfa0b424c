"""Who gives, for what, and on which terms."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from consortium.core.periods import FinancialYear, Quarter
from projects.funds.states import PaymentRule, Terms


class Funder(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200, unique=True)
    other_names = models.JSONField(default=list, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    historical = models.BooleanField(default=False)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class CostHeading(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return self.name


class GrantQuerySet(models.QuerySet):
    def running(self, day):
        return self.filter(starts__lte=day, ends__gte=day)


class Grant(models.Model):
    """A contract with a funder (R57). Amounts in pence, limits in basis points."""

    slug = models.SlugField(unique=True)
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="grants")
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="grants")
    name = models.CharField(max_length=160)
    reference = models.CharField(max_length=40, unique=True)
    starts = models.DateField()
    ends = models.DateField()
    terms = models.CharField(max_length=8, choices=Terms, default=Terms.ARREARS)
    headings = models.ManyToManyField(CostHeading, related_name="grants", blank=True)
    # The claim calendar: working days after the quarter's last day.
    member_days = models.PositiveSmallIntegerField(default=10)
    check_days = models.PositiveSmallIntegerField(default=15)
    pay_days = models.PositiveSmallIntegerField(default=20)
    funder_days = models.PositiveSmallIntegerField(default=25)
    second_approval_limit = models.BigIntegerField(default=25_000_00)
    variance_basis_points = models.PositiveIntegerField(default=1_000)
    variance_amount = models.BigIntegerField(default=250_00)
    payment_rule = models.CharField(max_length=10, choices=PaymentRule, default=PaymentRule.WARN)
    payment_rule_percent = models.PositiveSmallIntegerField(default=100)
    retention_basis_points = models.PositiveIntegerField(default=0)
    late_items_allowed = models.BooleanField(default=True)
    keep_records_years = models.PositiveSmallIntegerField(default=7)
    example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                name="a_grant_ends_after_it_starts",
                condition=Q(ends__gt=F("starts")),
                violation_error_message="The grant must end after it starts.",
            ),
            models.CheckConstraint(
                name="members_claim_before_checks_before_pay_before_funder",
                condition=Q(member_days__lte=F("check_days"))
                & Q(check_days__lte=F("pay_days"))
                & Q(pay_days__lte=F("funder_days")),
            ),
            models.CheckConstraint(
                name="retention_is_at_most_the_whole",
                condition=Q(retention_basis_points__lte=10_000),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("grant", args=[self.pk])

    @property
    def financial_years(self):
        years, year = [], FinancialYear.containing(self.starts)
        while year.start <= self.ends:
            years.append(year)
            year = FinancialYear(year.year + 1)
        return years

    @property
    def quarters(self):
        quarters, quarter = [], Quarter.containing(self.starts)
        while quarter.start <= self.ends:
            quarters.append(quarter)
            quarter = quarter.next()
        return quarters


class GrantAward(models.Model):
    """What the funder awarded for one financial year, in pence."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="awards")
    financial_year = models.CharField(max_length=7)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["grant_id", "financial_year"]
        constraints = [
            models.UniqueConstraint(
                name="one_award_per_grant_and_year", fields=["grant", "financial_year"]
            ),
            models.CheckConstraint(name="an_award_is_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self):
        return f"{self.grant} {self.financial_year}"


class Condition(models.Model):
    """A condition of the contract, with its clause, so that a breach can be named (8.2)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    clause = models.CharField(max_length=30, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["grant_id", "number"]
        constraints = [
            models.UniqueConstraint(
                name="a_condition_has_its_own_number", fields=["grant", "number"]
            ),
        ]

    def __str__(self):
        return f"Condition {self.number} of {self.grant}"
