"""The journals: written by `ledger.post` only, and never changed afterwards."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from consortium.core.money import MAX_PENCE
from projects.funds.states import Account, JournalKind, JournalState, ReversalState, Side


class Journal(models.Model):
    """One entry in the books; `cause_*` is a reference as text and address."""

    number = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=JournalKind)
    state = models.CharField(max_length=6, choices=JournalState, default=JournalState.DRAFT)
    effective = models.DateField(help_text="The local date on which it counts.")
    quarter = models.CharField(max_length=7)
    description = models.CharField(max_length=240)
    cause_kind = models.CharField(max_length=40, blank=True)
    cause_id = models.BigIntegerField(null=True, blank=True)
    cause_label = models.CharField(max_length=120, blank=True)
    cause_url = models.CharField(max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["cause_kind", "cause_id"], name="journal_by_cause")]
        constraints = [
            models.CheckConstraint(
                name="a_posted_journal_says_when",
                condition=Q(state=JournalState.DRAFT) | Q(posted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_reversal_names_what_it_reverses",
                condition=~Q(kind=JournalKind.REVERSAL) | Q(reverses__isnull=False),
            ),
            models.CheckConstraint(
                name="a_journal_does_not_reverse_itself",
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")),
            ),
        ]

    def __str__(self):
        return f"Journal {self.number}"

    def get_absolute_url(self):
        return reverse("journal", args=[self.pk])


class JournalLineQuerySet(models.QuerySet):
    def with_words(self):
        """With everything a row of a list names, in one query."""
        return self.select_related("journal", "organisation", "heading", "grant")

    def with_names(self):
        """The same for a row of the fund's page, and nothing that it does not show."""
        return self.select_related("journal", "organisation", "heading").only(
            "fund", "account", "side", "amount", "effective", "project_number",
            "journal__number", "journal__description", "journal__effective",
            "organisation__short_name", "heading__name",
        )  # fmt: skip

    def matching(self, *, quarter=None, account="", kind="", organisation=None, grant=None):
        """Narrowed to what was chosen; None and "" choose nothing. `quarter` is a `Quarter`."""
        chosen = {
            "effective__range": (quarter.start, quarter.end) if quarter else None,
            "account": account,
            "journal__kind": kind,
            "organisation": organisation,
            "grant": grant,
        }
        return self.filter(**{name: value for name, value in chosen.items() if value})


class JournalLine(models.Model):
    """A debit or a credit, in pence, always above zero: the side carries the sign (M3).

    `effective` repeats the journal's date so that a fund's lines are read in order.
    """

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="lines")
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(max_length=24, choices=Account)
    side = models.CharField(max_length=1, choices=Side)
    amount = models.BigIntegerField()
    effective = models.DateField()
    grant = models.ForeignKey(
        "funds.Grant", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    heading = models.ForeignKey(
        "funds.CostHeading", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    project_number = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = JournalLineQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["fund", "-effective", "-id"], name="lines_of_a_fund_by_day"),
            models.Index(
                fields=["fund", "account", "-effective", "-id"], name="lines_of_an_account_by_day"
            ),
            models.Index(
                fields=["fund", "organisation", "-effective", "-id"],
                name="lines_of_a_member_by_day",
                condition=Q(organisation__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_line_has_an_amount_above_zero",
                condition=Q(amount__gt=0) & Q(amount__lte=MAX_PENCE),
            ),
            models.CheckConstraint(
                name="a_line_is_a_debit_or_a_credit", condition=Q(side__in=["D", "C"])
            ),
        ]

    def __str__(self):
        return f"{self.get_side_display()} {self.get_account_display()} {self.amount}"

    @property
    def debit(self):
        return self.amount if self.side == Side.DEBIT else None

    @property
    def credit(self):
        return self.amount if self.side == Side.CREDIT else None


class JournalCounter(models.Model):
    """The last number given: one row, moved on in the transaction that posts, so no gaps."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_journal_counter", condition=Q(id=1)),
        ]

    def __str__(self):
        return f"Journals up to {self.last}"


class ReversalRequest(models.Model):
    """One person asks for a journal to be reversed, another agrees (SD7)."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="reversals_asked")
    state = models.CharField(max_length=7, choices=ReversalState, default=ReversalState.ASKED)
    effective = models.DateField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                name="a_journals_reversal_is_asked_for_once",
                fields=["journal"],
                condition=Q(state=ReversalState.ASKED),
                violation_error_message="Somebody has asked for this reversal already.",
            ),
            models.CheckConstraint(
                name="who_asks_for_a_reversal_does_not_decide_it",
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=F("asked_by_id")),
            ),
            models.CheckConstraint(
                name="a_decided_reversal_says_who_and_when",
                condition=Q(state=ReversalState.ASKED)
                | (Q(decided_by_id__isnull=False) & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"Reversal of {self.journal}"
