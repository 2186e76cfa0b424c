"""What members are asked for, with a day that each accepts or proposes anew (7.3, R48)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.core.models.files import StoredFile
from members.agreement.states import OPEN_LINES, LineState
from members.models import Organisation

L = LineState


class InformationRequest(models.Model):
    """One question to some members, or to all."""

    title = models.CharField(max_length=120)
    what = models.TextField("what is needed")
    template = models.ForeignKey(
        StoredFile, verbose_name="file to fill in", on_delete=models.PROTECT, null=True,
        related_name="+",
    )  # fmt: skip
    asked_on = models.DateField()
    asked_by_id = models.BigIntegerField()
    due_on = models.DateField()

    class Meta:
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_request_is_due_after_it_was_asked",
                condition=Q(due_on__gt=models.F("asked_on")),
            ),
            models.CheckConstraint(name="a_request_says_what", condition=~Q(what="")),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("request", args=[self.pk])


class LineQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """A member's own; the secretariat, the strategic officer and the auditor see all."""
        if actor is None:
            return self.none()
        if actor.has("secretariat", "strategic_officer", "auditor"):
            return self
        return self.filter(organisation_id=actor.organisation_id)

    def waiting(self):
        return self.filter(state__in=sorted(OPEN_LINES))

    def late(self, day):
        return self.waiting().filter(due_on__lt=day)


class RequestLine(models.Model):
    """One member's part: its day, and its answer. `due_on` is the day that counts now."""

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="lines")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="request_lines"
    )
    state = models.CharField(max_length=10, choices=L.choices, default=L.ASKED)
    due_on = models.DateField()
    proposed_on = models.DateField("proposed day", null=True, blank=True)
    proposal = models.CharField("why another day", max_length=300, blank=True)
    answer = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    answered_by_id = models.BigIntegerField(null=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = "request"
        constraints = [
            models.UniqueConstraint(
                name="a_member_is_asked_once_in_a_request", fields=["request", "organisation"]
            ),
            models.CheckConstraint(
                name="another_day_is_proposed_with_a_reason",
                condition=~Q(state=L.PROPOSED) | Q(proposed_on__isnull=False) & ~Q(proposal=""),
            ),
            models.CheckConstraint(
                name="an_answered_request_holds_its_answer",
                condition=~Q(state=L.ANSWERED)
                | Q(answered_on__isnull=False) & (~Q(answer="") | Q(file__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.request}: {self.organisation}"

    def get_absolute_url(self):
        return reverse("request_line", args=[self.pk])
