"""Checking: changes asked for, approvals, outside reviewers, look-alikes cleared."""

from django.db import models
from django.db.models import F, Q

from claims.states import Part, WaivedRule


class ChangeRequest(models.Model):
    """What the checker asked the member to change; only the named parts open again."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="changes")
    message = models.TextField()
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["claim_id", "asked_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_change_request_per_claim",
                fields=["claim"],
                condition=Q(answered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="an_answered_request_says_who",
                condition=Q(answered_at__isnull=True) | Q(answered_by_id__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Changes asked for on {self.claim}"


class ChangePart(models.Model):
    """A part that is open again: one part of one project's section, or one line."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="parts")
    part = models.CharField(max_length=10, choices=Part)
    section = models.ForeignKey(
        "claims.ClaimSection", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    line = models.ForeignKey(
        "claims.ClaimLine", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["request_id", "id"]

    def __str__(self):
        return self.get_part_display()


class Approval(models.Model):
    """One person's approval of one submission of a claim; above the limit there are two.

    Where the claim goes back to checking before the second, the first is taken back.
    """

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="approvals")
    submission_number = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField()
    by_id = models.BigIntegerField()
    by_organisation_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    amount = models.BigIntegerField()
    note = models.CharField(max_length=300, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["claim_id", "submission_number", "step"]
        constraints = [
            models.UniqueConstraint(
                name="a_claim_is_approved_once_a_step",
                fields=["claim", "submission_number", "step"],
                condition=Q(taken_back_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="two_approvals_come_from_two_people",
                fields=["claim", "submission_number", "by_id"],
                condition=Q(taken_back_at__isnull=True),
                violation_error_message="You have approved this claim already.",
            ),
            models.CheckConstraint(
                name="approval_steps_are_one_or_two", condition=Q(step__in=[1, 2])
            ),
        ]

    def __str__(self):
        return f"Approval {self.step} of {self.claim}"


class ReviewAssignment(models.Model):
    """Leave for a named person from another member to see and approve one claim (SD4)."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField()
    assigned_by_id = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["claim_id", "assigned_at"]
        constraints = [
            models.UniqueConstraint(
                name="a_claim_has_one_outside_reviewer_at_a_time",
                fields=["claim"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.user} reviews {self.claim}"


class DuplicateClearance(models.Model):
    """A second person's word that two look-alike spend items are not the same (M15)."""

    item = models.ForeignKey(
        "claims.SpendItem", on_delete=models.PROTECT, related_name="clearances"
    )
    other = models.ForeignKey("claims.SpendItem", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    cleared_by_id = models.BigIntegerField()
    cleared_at = models.DateTimeField()

    class Meta:
        ordering = ["item_id"]
        constraints = [
            models.UniqueConstraint(name="a_pair_is_cleared_once", fields=["item", "other"]),
            models.CheckConstraint(
                name="an_item_is_not_its_own_duplicate", condition=~Q(item=F("other"))
            ),
            models.CheckConstraint(name="a_clearance_says_why", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.item} is not {self.other}"


class Override(models.Model):
    """Leave for one person to do one duty that a rule forbids, where nobody else can (SD10).

    Given by the chair, never to themselves, for one submission of one claim. It is
    listed in the next meeting's papers and in the funder's report.
    """

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="overrides")
    submission_number = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=20, choices=WaivedRule)
    approver = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    given_by_id = models.BigIntegerField()
    given_at = models.DateTimeField()
    given_on = models.DateField(help_text="The local day, from which the next meeting follows.")

    class Meta:
        ordering = ["claim_id", "given_at"]
        constraints = [
            models.UniqueConstraint(
                name="a_rule_is_overridden_once_for_a_person_and_a_claim",
                fields=["claim", "submission_number", "rule", "approver"],
                violation_error_message="This has been overridden already.",
            ),
            models.CheckConstraint(
                name="nobody_overrides_a_rule_for_themselves",
                condition=~Q(given_by_id=F("approver_id")),
            ),
            models.CheckConstraint(name="an_override_says_why", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.get_rule_display()} for {self.claim}"
