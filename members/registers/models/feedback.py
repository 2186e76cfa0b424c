"""What people say about the consortium, its members and projects, and what came of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.core.appendonly import protect
from members.models import Organisation
from members.registers.states import (
    GRIEVANCES,
    OPEN,
    About,
    EntryKind,
    FeedbackKind,
    FeedbackState,
    How,
    Outcome,
    Side,
)

S = FeedbackState
NEEDS_ANSWER_DAY = [S.ANSWERED, S.CLOSED]


class FeedbackQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Those who handle it; the chair reads complaints; a member what was passed to it.

        Nobody reads a grievance about their own organisation but as what was passed on,
        and who looks through another's eyes sees no more than that.
        """
        if actor is None:
            return self.none()
        own = actor.organisation_id or 0
        grieved = Q(kind__in=sorted(GRIEVANCES), organisation_id=own)
        found = Q(pk__in=[])
        if actor.has("secretariat"):
            found |= ~grieved
        if actor.has("chair"):
            found |= (Q(side=Side.CHAIR) | Q(kind=FeedbackKind.COMPLAINT)) & ~grieved
        if actor.has("representative"):
            found |= Q(passed_to_id=own)
            if not actor.impersonator_id:
                free = Q(side=Side.MEMBER, second__isnull=True) & ~Q(body_id=own)
                found |= (Q(second_id=own) | free) & ~grieved
        return self.filter(found)

    def open(self):
        return self.filter(state__in=sorted(OPEN))


class Feedback(models.Model):
    """One compliment, suggestion, concern or complaint (6.1, 10.9).

    `organisation` is whom it is about, filled in for the accountable body and the
    chair. `body` was accountable on that day. `second` is the other member that looks
    at it: beside the office where it is about the chair, alone on side "member".
    """

    kind = models.CharField(max_length=12, choices=FeedbackKind)
    about = models.CharField(max_length=12, choices=About)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback"
    )
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(max_length=80, blank=True)
    words = models.TextField()
    how = models.CharField(max_length=10, choices=How, default=How.SITE)
    received_on = models.DateField()
    recorded_on = models.DateField()
    recorded_by_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    may_share = models.BooleanField(default=False)
    forgotten_on = models.DateField(null=True, blank=True)

    state = models.CharField(max_length=12, choices=S, default=S.RECEIVED)
    side = models.CharField(max_length=8, choices=Side, default=Side.OFFICE)
    body = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handler = models.ForeignKey(
        "members.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledge_by = models.DateField()
    acknowledged_on = models.DateField(null=True, blank=True)
    answer_by = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    over_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    lesson = models.CharField(max_length=500, blank=True)
    passed_to = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    passed_on = models.DateField(null=True, blank=True)
    account_on = models.DateField(null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-id"]
        verbose_name = "piece of feedback"
        verbose_name_plural = "feedback"
        indexes = [
            models.Index(fields=["state", "answer_by"], name="feedback_by_day"),
            models.Index(fields=["-received_on", "-id"], name="feedback_newest"),
        ]
        constraints = [
            models.CheckConstraint(name="feedback_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="answered_feedback_has_its_day",
                condition=~Q(state__in=NEEDS_ANSWER_DAY) | Q(answered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_closed_complaint_says_what_was_learned",
                condition=~Q(state=S.CLOSED, kind=FeedbackKind.COMPLAINT) | ~Q(lesson=""),
            ),
            models.CheckConstraint(
                name="forgotten_feedback_names_nobody",
                condition=Q(forgotten_on__isnull=True) | Q(name="", email="", telephone=""),
            ),
            models.CheckConstraint(
                name="feedback_is_passed_on_a_day",
                condition=Q(passed_to__isnull=True, passed_on__isnull=True)
                | Q(passed_to__isnull=False, passed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="who_a_grievance_is_about_does_not_handle_it",
                condition=~Q(
                    kind__in=sorted(GRIEVANCES), organisation=models.F("body"), side=Side.OFFICE
                )
                & (Q(second__isnull=True) | ~Q(second=models.F("organisation"))
                   | ~Q(kind__in=sorted(GRIEVANCES))),
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.reference

    @property
    def reference(self) -> str:
        """What a person quotes on the telephone: "FB-0012"."""
        return f"FB-{self.pk:04d}"

    @property
    def audit_label(self) -> str:
        return self.reference

    @property
    def is_grievance(self) -> bool:
        return self.kind in GRIEVANCES

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def next_day(self):
        """The day by which something is to be done; None where nothing is."""
        if self.state == S.RECEIVED:
            return self.acknowledge_by
        return self.answer_by if self.is_open else None

    @property
    def subject(self) -> str:
        """Whom or what it is about, in words."""
        if self.about == About.MEMBER and self.organisation_id:
            return self.organisation.name
        if self.about == About.PROJECT and self.project_id:
            return str(self.project)
        return self.get_about_display()

    def get_absolute_url(self):
        return reverse("feedback", args=[self.pk])


class FeedbackEntry(models.Model):
    """One line in its course: said, asked, answered or noted; stays as it was written."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind)
    words = models.TextField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_on = models.DateField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = "line about feedback"
        constraints = [
            models.CheckConstraint(name="a_line_about_feedback_says_it", condition=~Q(words=""))
        ]

    def __str__(self):
        return f"{self.feedback}: {self.get_kind_display()}"


REMOVED = "Removed, because the person asked for it."
# Words go only when the person asks to be forgotten; no other change is possible.
protect(
    "registers_feedbackentry",
    allow_update_when=(
        "NEW.id = OLD.id AND NEW.feedback_id = OLD.feedback_id AND NEW.kind = OLD.kind "
        "AND NEW.made_on = OLD.made_on "
        f"AND NEW.made_at = OLD.made_at AND NEW.words = '{REMOVED}'"
    ),
    message="a line about feedback stays as it was written",
)
