"""Memberships that are over, so that the roll of any day can be read for good."""

from django.db import models
from django.db.models import F, Q

from members.states import Membership

KINDS = [(kind.value, kind.label) for kind in (Membership.MEMBER, Membership.CO_OPTED)]


class EarlierMembership(models.Model):
    """A time in which an organisation was a full member or co-opted, both days included.

    What it is now stands on the organisation; a row is written when that ends.
    """

    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="earlier_memberships"
    )
    kind = models.CharField(max_length=12, choices=KINDS)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-ends", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_membership_ends_on_or_after_its_first_day",
                condition=Q(starts__isnull=True) | Q(ends__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="a_membership_that_is_over_was_one",
                condition=Q(kind__in=[kind for kind, _ in KINDS]),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_kind_display()} until {self.ends}"
