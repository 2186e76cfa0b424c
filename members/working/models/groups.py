"""Implementation groups and sub-groups (10.3, R89). Groups advise."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from consortium.core.models.files import StoredFile
from members.models import Organisation, User
from members.working.states import GroupRole, ReportState

R = ReportState


class DatedQuerySet(models.QuerySet):
    def on(self, day):
        """In force on a local date, first and last day included."""
        return self.filter(Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day)))


class Group(models.Model):
    name = models.CharField(max_length=120)
    remit = models.TextField()
    minute = models.CharField("set up by", max_length=120)
    power_minute = models.CharField("vote given by", max_length=120, blank=True)
    starts = models.DateField()
    review_by = models.DateField()
    reviewed_on = models.DateField(null=True, blank=True)
    review_note = models.CharField(max_length=500, blank=True)
    ends = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_groups_name_stands_once_while_it_works",
                fields=["name"],
                condition=Q(ends__isnull=True),
                violation_error_message="There is a group of this name already.",
            ),
            models.CheckConstraint(
                name="a_group_has_a_remit_and_a_minute",
                condition=~Q(name="") & ~Q(remit="") & ~Q(minute=""),
            ),
            models.CheckConstraint(
                name="a_group_ends_after_it_began_and_says_why",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")) & ~Q(ended_why=""),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("group", args=[self.pk])


class GroupMember(models.Model):
    """A person with an account, an organisation, or somebody from outside who agreed to it.

    `who` is the key by which nobody is in twice: "user:4", "organisation:2", "outside:…".
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    who = models.CharField(max_length=160, editable=False)
    role = models.CharField(max_length=10, choices=GroupRole.choices, default=GroupRole.MEMBER)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outside = models.BooleanField(default=False)
    name = models.CharField(max_length=120, blank=True)
    works_for = models.CharField(max_length=120, blank=True)
    agreed_on = models.DateField("agreed to be named on", null=True, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["role", "starts", "id"]  # the convenor first
        constraints = [
            models.CheckConstraint(
                name="a_groups_member_is_from_inside_or_from_outside",
                condition=Q(outside=True, user__isnull=True, organisation__isnull=True)
                | Q(outside=False, name="")
                & (Q(user__isnull=False) | Q(organisation__isnull=False)),
            ),
            models.CheckConstraint(
                name="who_comes_from_outside_agreed_to_be_named",
                condition=Q(name="") | Q(agreed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_convenor_can_sign_in",
                condition=~Q(role=GroupRole.CONVENOR) | Q(user__isnull=False),
            ),
            models.CheckConstraint(
                name="a_groups_member_leaves_after_coming",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
            ),
        ]

    def __str__(self):
        if self.outside:
            return self.name or "Somebody from outside"
        return str(self.user or self.organisation)

    @property
    def audit_label(self) -> str:
        return f"membership {self.pk} of a group"


class GroupMeeting(models.Model):
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField("day")
    place = models.CharField(max_length=200)
    notes = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    written_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = "meeting of a group"
        indexes = [models.Index(fields=["group", "-on"], name="group_meetings_by_day")]
        constraints = [
            models.CheckConstraint(
                name="a_groups_meeting_has_notes_or_a_file",
                condition=~Q(notes="") | Q(file__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.group}, {self.on}"


class ReportQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=R.ASKED)


class GroupReport(models.Model):
    """A report to the consortium: asked for with a day, sent once and kept."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=R.choices, default=R.ASKED)
    asked_on = models.DateField()
    due_on = models.DateField()
    text = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    copy = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField(null=True, blank=True)
    sent_by_id = models.BigIntegerField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-id"]
        verbose_name = "report"
        indexes = [models.Index(fields=["group", "-due_on"], name="group_reports_by_day")]
        constraints = [
            models.CheckConstraint(
                name="a_sent_report_holds_its_words_and_its_copy",
                condition=~Q(state=R.SENT)
                | Q(sent_on__isnull=False, copy__isnull=False) & ~Q(text=""),
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.group}"

    def get_absolute_url(self):
        return reverse("group_report", args=[self.pk])
