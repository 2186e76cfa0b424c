"""The partnership agreement: its versions, their clauses, and who has signed (A21)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.core.models.files import StoredFile
from members.agreement.states import ONE_OF_EACH, OPENED, AgreementState, How
from members.models import Organisation

from . import guards  # noqa: F401 - the triggers

S = AgreementState


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Everybody who is signed in; drafts for the secretariat that writes them."""
        if actor is None:
            return self.none()
        return self if actor.has("secretariat") else self.filter(state__in=sorted(OPENED))

    def standing(self):
        return self.filter(state=S.STANDING)

    def signing(self):
        return self.filter(state=S.SIGNING)


class Agreement(models.Model):
    """One version. It stands from the day on which every member has signed it."""

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    changed = models.TextField("what changed", blank=True)
    state = models.CharField(max_length=10, choices=S.choices, default=S.DRAFT)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later")
    version = models.PositiveIntegerField(default=1)
    drafted_on = models.DateField()
    adopted_on = models.DateField(null=True, blank=True)
    minute = models.CharField(max_length=120, blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    stands_from = models.DateField(null=True, blank=True)
    over_on = models.DateField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = "version"
        constraints = [
            *(
                models.UniqueConstraint(
                    name=f"one_version_of_the_agreement_is_{state.value}",
                    fields=["state"],
                    condition=Q(state=state),
                )
                for state in ONE_OF_EACH
            ),
            models.CheckConstraint(
                name="a_version_to_sign_was_adopted_and_has_its_fingerprint",
                condition=~Q(state__in=sorted(OPENED))
                | Q(adopted_on__isnull=False, opened_on__isnull=False)
                & ~Q(minute="")
                & ~Q(text_sha256=""),
            ),
            models.CheckConstraint(
                name="a_version_in_force_says_since_when",
                condition=~Q(state__in=[S.STANDING, S.REPLACED]) | Q(stands_from__isnull=False),
            ),
            models.CheckConstraint(
                name="a_version_that_is_over_says_since_when",
                condition=~Q(state__in=[S.REPLACED, S.DROPPED]) | Q(over_on__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.title}, version {self.number}"

    @property
    def audit_label(self) -> str:
        return f"version {self.number}"

    def get_absolute_url(self):
        return reverse("agreement_version", args=[self.pk])

    def words(self) -> list[tuple[str, str, str]]:
        """(number, title, text) of each clause, in order. One query."""
        return list(self.clauses.order_by("position", "id").values_list("ref", "title", "text"))


class Clause(models.Model):
    """One clause; it can be changed while its version is a draft."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveIntegerField()
    ref = models.CharField("number", max_length=20)
    title = models.CharField(max_length=120)
    text = models.TextField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_clause_number_stands_once_in_a_version",
                fields=["agreement", "ref"],
                violation_error_message="There is a clause with this number already.",
            ),
            models.CheckConstraint(
                name="a_clause_has_a_number_and_words", condition=~Q(ref="") & ~Q(text="")
            ),
        ]

    def __str__(self):
        return f"{self.ref} {self.title}"

    @property
    def depth(self) -> int:
        """0 for a heading like "4", 1 for "4.1", 2 for "5.1(1)"."""
        return self.ref.count(".") + self.ref.count("(")


class SignatureQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(struck_at__isnull=True)


class Signature(models.Model):
    """A member's name under one version; struck out where it should not have been entered."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="signatures"
    )
    how = models.CharField(max_length=8, choices=How.choices)
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120)
    signed_on = models.DateField()
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    text_sha256 = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    given_by_id = models.BigIntegerField(null=True)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by_id = models.BigIntegerField(null=True)
    struck_reason = models.CharField(max_length=300, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["signed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_member_signs_a_version_once",
                fields=["agreement", "organisation"],
                condition=Q(struck_at__isnull=True),
                violation_error_message="This member has signed already.",
            ),
            models.CheckConstraint(
                name="a_signature_on_paper_has_its_scan",
                condition=Q(how=How.SCAN, scan__isnull=False) | Q(how=How.TYPED, scan__isnull=True),
            ),
            models.CheckConstraint(name="a_signature_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="a_struck_signature_says_why",
                condition=Q(struck_at__isnull=True, struck_reason="")
                | Q(struck_at__isnull=False) & ~Q(struck_reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} under {self.agreement}"

    @property
    def audit_label(self) -> str:
        return f"signature {self.pk}"
