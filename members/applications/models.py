"""Applications for membership, with what was shown, found, asked and replied."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.core.models.files import StoredFile
from members.models import Organisation
from members.states import Role

from .states import (
    DECIDED,
    MEMBERS_READ,
    SERVICES,
    ApplicationState,
    Base,
    Finding,
    LegalForm,
    Point,
    Stance,
)

S = ApplicationState


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The secretariat: what was sent, and paper forms. Members and chair: once consulted.

        A draft of the applicant's own is nobody's business but theirs.
        """
        if actor is None:
            return self.none()
        if actor.has(Role.SECRETARIAT):
            return self.filter(Q(sent_on__isnull=False) | Q(on_paper=True))
        if actor.has(Role.AUDITOR):
            return self.filter(sent_on__isnull=False)
        if actor.has(Role.CHAIR, Role.REPRESENTATIVE, Role.SUBSTITUTE):
            return self.filter(state__in=MEMBERS_READ)
        return self.none()


class Application(models.Model):
    """One organisation's way into the consortium, from the first word to the letter."""

    reference = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, choices=ApplicationState, default=S.DRAFT)
    on_paper = models.BooleanField(default=False)
    received_on = models.DateField(null=True, blank=True, help_text="The day a paper form came.")
    begun_on = models.DateField()
    begun_by_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    saved_with = models.CharField(max_length=64, blank=True, editable=False)

    email = models.EmailField("email address", blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_position = models.CharField(max_length=120, blank=True)
    telephone = models.CharField(max_length=30, blank=True)

    name = models.CharField("name of the organisation", max_length=200)
    short_name = models.CharField(max_length=30, blank=True)
    legal_form = models.CharField(max_length=12, choices=LegalForm, blank=True)
    registration = models.CharField(max_length=60, blank=True)
    address = models.TextField(blank=True)
    website = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)
    base = models.CharField(max_length=8, choices=Base, blank=True)
    base_note = models.TextField(blank=True)

    staff_hours = models.PositiveIntegerField(null=True, blank=True, help_text="A week.")
    work_budget = models.BigIntegerField(null=True, blank=True, help_text="Pence a year.")
    volunteers = models.PositiveIntegerField(null=True, blank=True)
    work_note = models.TextField(blank=True)

    declared_name = models.CharField(max_length=120, blank=True)
    declared_position = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    snapshot = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    consulted_on = models.DateField(null=True, blank=True)
    reply_by = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True)
    decision_reason = models.TextField(blank=True)
    minute = models.CharField(max_length=120, blank=True)
    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="application"
    )
    copy = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    letter = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    nominee_name = models.CharField(max_length=120, blank=True)
    nominee_email = models.EmailField(blank=True)
    nominee_telephone = models.CharField(max_length=30, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_on", "-id"]
        indexes = [models.Index(fields=["state", "-id"], name="applications_by_state")]
        constraints = [
            models.UniqueConstraint(
                name="an_applications_reference_is_its_own",
                fields=["reference"],
                condition=~Q(reference=""),
            ),
            models.CheckConstraint(
                name="an_application_past_its_draft_was_sent",
                condition=Q(state__in=[S.DRAFT, S.WITHDRAWN])
                | (Q(sent_at__isnull=False) & Q(sent_on__isnull=False) & ~Q(reference="")),
            ),
            models.CheckConstraint(
                name="members_are_asked_until_a_day",
                condition=~Q(state__in=[S.CONSULTING, S.DECIDING, S.TO_MEETING, *sorted(DECIDED)])
                | (Q(consulted_on__isnull=False) & Q(reply_by__gt=models.F("consulted_on"))),
            ),
            models.CheckConstraint(
                name="a_decided_application_says_when",
                condition=~Q(state__in=sorted(DECIDED)) | Q(decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="who_is_admitted_is_an_organisation",
                condition=Q(state=S.ADMITTED, organisation__isnull=False)
                | (~Q(state=S.ADMITTED) & Q(organisation__isnull=True)),
            ),
            models.CheckConstraint(
                name="who_is_not_admitted_is_told_why",
                condition=~Q(state=S.REFUSED) | ~Q(decision_reason=""),
            ),
            models.CheckConstraint(
                name="an_applicant_can_be_written_to",
                condition=Q(on_paper=True) | ~Q(email="") | Q(state=S.WITHDRAWN),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def audit_label(self) -> str:
        return self.reference

    def get_absolute_url(self):
        return reverse("application", args=[self.pk])


class ApplicationPoint(models.Model):
    """One of the seven points: what the applicant shows, what the accountable body finds."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="points")
    code = models.CharField(max_length=12, choices=Point)
    claimed = models.BooleanField(default=False)
    what = models.TextField(blank=True)
    where = models.TextField(blank=True)
    finding = models.CharField(max_length=8, choices=Finding, blank=True)
    reason = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_point_is_shown_once", fields=["application", "code"]),
            models.CheckConstraint(
                name="what_is_not_met_or_unclear_has_a_reason",
                condition=Q(finding__in=["", Finding.MET]) | ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return self.get_code_display()

    @property
    def is_service(self) -> bool:
        return self.code in SERVICES


class ApplicationFile(models.Model):
    """Evidence: a file for one point, or with an answer to a question."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="evidence")
    code = models.CharField(max_length=12, choices=Point, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.file.name


class ApplicationLink(models.Model):
    """A link that was mailed to the applicant; only its hash is kept."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    ends_on = models.DateField(help_text="The last day on which it opens.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"Link until {self.ends_on}"


class ApplicationQuestion(models.Model):
    """A question of the secretariat's and its answer; one is open at a time."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    asked_on = models.DateField()
    asked_by_id = models.BigIntegerField(null=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="one_question_is_open_at_a_time",
                fields=["application"],
                condition=Q(answered_on__isnull=True, dropped_on__isnull=True),
            ),
            models.CheckConstraint(
                name="an_answered_question_has_an_answer",
                condition=Q(answered_on__isnull=True) | ~Q(answer=""),
            ),
        ]

    def __str__(self):
        return self.text[:60]


class ApplicationReply(models.Model):
    """What one member says in the consultation; a row for each that was asked, empty until then."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="replies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=8, choices=Stance, blank=True)
    reason = models.TextField(blank=True)
    unclear = models.BooleanField(default=False)
    replied_on = models.DateField(null=True)
    replied_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["organisation__name"]
        verbose_name_plural = "application replies"
        constraints = [
            models.UniqueConstraint(
                name="a_member_replies_once_to_an_application",
                fields=["application", "organisation"],
            ),
            models.CheckConstraint(
                name="who_objects_or_comments_says_why",
                condition=Q(stance__in=["", Stance.SUPPORT]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="a_reply_says_when_and_by_whom",
                condition=Q(stance="")
                | (Q(replied_on__isnull=False) & Q(replied_by_id__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_stance_display() or 'No reply'}"
