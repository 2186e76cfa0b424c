"""Who sits where, from when to when; history is never overwritten."""

from django.db import models
from django.db.models import F, Q

from members.states import CAPACITY_OF, SEATED_ROLES, Office, Role


class DatedQuerySet(models.QuerySet):
    def standing(self):
        """All but those that were taken back before they began."""
        return self.filter(withdrawn_at__isnull=True)

    def on(self, day):
        """Rows in force on a local date, first and last day included."""
        in_time = Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))
        return self.standing().filter(in_time)

    def overlapping(self, starts, ends):
        """Rows in force on any day from `starts` to `ends` (None: with no end)."""
        met = Q(ends__isnull=True) | Q(ends__gte=starts)
        if ends is not None:
            met &= Q(starts__lte=ends)
        return self.standing().filter(met)


class Seat(models.Model):
    """A person's role at an organisation; `ends` is the last day, empty while open."""

    user = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="seats"
    )
    role = models.CharField(
        max_length=20, choices=[(role.value, role.label) for role in SEATED_ROLES]
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    granted_on = models.DateField(null=True, blank=True, editable=False)
    granted_at = models.DateTimeField(auto_now_add=True)
    granted_by_id = models.BigIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["organisation_id", "role", "starts"]
        indexes = [models.Index(fields=["user", "starts"], name="seat_by_person")]
        constraints = [
            models.CheckConstraint(
                name="a_seat_ends_on_or_after_its_first_day",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                violation_error_message="The last day must be on or after the first day.",
            ),
            models.UniqueConstraint(
                name="a_person_is_seated_once_in_a_role_from_one_day",
                fields=["user", "organisation", "role", "starts"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="an_auditors_seat_has_a_last_day",
                condition=~Q(role=Role.AUDITOR) | Q(ends__isnull=False),
                violation_error_message="An auditor's role has a last day.",
            ),
            models.CheckConstraint(
                name="nobody_grants_a_seat_to_themselves",
                condition=Q(granted_by_id__isnull=True) | ~Q(granted_by_id=F("user_id")),
                violation_error_message="Nobody can give a role to themselves.",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()} at {self.organisation}"

    @property
    def capacity(self):
        return CAPACITY_OF[Role(self.role)]


class Term(models.Model):
    """A term of office: the accountable body's (8.4) or the chairperson's (9.2)."""

    office = models.CharField(max_length=20, choices=Office)
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="terms"
    )
    holder = models.ForeignKey(
        "members.User", on_delete=models.PROTECT, null=True, blank=True, related_name="terms"
    )
    starts = models.DateField()
    ends = models.DateField()
    decided = models.CharField(max_length=200, blank=True, help_text="The minute that says so.")
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["office", "starts"]
        constraints = [
            models.CheckConstraint(
                name="a_term_ends_after_it_starts", condition=Q(ends__gt=F("starts"))
            ),
            models.UniqueConstraint(
                name="an_office_starts_once_on_a_day",
                fields=["office", "starts"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="the_chair_is_a_person_and_the_accountable_body_is_not",
                condition=Q(office=Office.CHAIR, holder__isnull=False)
                | Q(office=Office.ACCOUNTABLE_BODY, holder__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.get_office_display()}: {self.holder or self.organisation}"
