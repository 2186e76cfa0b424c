"""Papers of a meeting, their versions, and the copies that name their reader (R54, R71)."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from consortium.core.models import StoredFile
from members.meetings.states import Mark
from members.models import User

from . import guards_papers  # noqa: F401 - the triggers
from .agenda import AgendaItem
from .meetings import Meeting


class PaperQuerySet(models.QuerySet):
    def standing(self):
        """All but those that were taken off."""
        return self.filter(withdrawn_why="")


class Paper(models.Model):
    """One paper that a meeting is to have, asked of its owner until a day.

    `sent_at` is when it first went out with a circulation: it is set once (GV10).
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="papers"
    )
    title = models.CharField(max_length=160)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("needed by", null=True, blank=True)
    mark = models.CharField(max_length=10, choices=Mark.choices, default=Mark.MEETING)
    readers = models.ManyToManyField(User, related_name="+", blank=True)
    asked_on = models.DateField()
    asked_by_id = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True, editable=False)
    withdrawn_why = models.CharField("why it was taken off", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = [F("item__position").asc(nulls_first=True), "id"]
        constraints = [
            models.CheckConstraint(name="a_paper_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self):
        return self.title

    @property
    def audit_label(self) -> str:
        return f"paper {self.pk}"

    def get_absolute_url(self):
        return reverse("paper", args=[self.meeting_id, self.pk])


class PaperVersionQuerySet(models.QuerySet):
    def sent(self):
        """Those that have gone out with a circulation."""
        return self.filter(Exists(SentVersion.objects.filter(version=OuterRef("pk"))))


class PaperVersion(models.Model):
    """A paper as it was brought, with what is new in it; later ones stand beside it."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("what has changed", max_length=300, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PaperVersionQuerySet.as_manager()

    class Meta:
        ordering = ["paper_id", "-number"]
        verbose_name = "version of a paper"
        verbose_name_plural = "versions of papers"
        constraints = [
            models.UniqueConstraint(
                name="a_papers_versions_are_numbered_once", fields=["paper", "number"]
            ),
            models.CheckConstraint(
                name="a_later_version_says_what_has_changed",
                condition=Q(number=1) | ~Q(note=""),
            ),
        ]

    def __str__(self):
        return f"Version {self.number}"

    @property
    def audit_label(self) -> str:
        return f"version {self.pk}"


class NamedCopy(models.Model):
    """A PDF with the reader's name across its pages, made once for each reader."""

    source = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = "copy that names its reader"
        verbose_name_plural = "copies that name their reader"
        constraints = [
            models.UniqueConstraint(
                name="a_reader_has_one_named_copy_of_a_file", fields=["source", "reader"]
            ),
        ]

    def __str__(self):
        return f"Copy {self.pk}"


class Circulation(models.Model):
    """One sending of papers: what went out at which moment, in time or late with a reason.

    `counts_for` is the day that the sending counts for (after the cut-off, the next one);
    `due_by` the last day in time and `clear_days` the clear working days there were.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="circulations")
    number = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by_id = models.BigIntegerField(null=True)
    meeting_on = models.DateField()
    counts_for = models.DateField()
    due_by = models.DateField()
    clear_days = models.IntegerField()
    late = models.BooleanField()
    reason = models.CharField("why it is late", max_length=300, blank=True)
    words = models.TextField("words to everybody", blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="a_meetings_circulations_are_numbered_once", fields=["meeting", "number"]
            ),
            models.CheckConstraint(
                name="a_late_circulation_has_a_reason",
                condition=Q(late=False) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="a_circulation_is_late_after_its_last_day",
                condition=Q(late=True, counts_for__gt=F("due_by"))
                | Q(late=False, counts_for__lte=F("due_by")),
            ),
        ]

    def __str__(self):
        return f"Circulation {self.number}"

    @property
    def audit_label(self) -> str:
        return f"circulation {self.pk}"


class SentVersion(models.Model):
    """That this version went out with this circulation; each goes out once."""

    circulation = models.ForeignKey(Circulation, on_delete=models.PROTECT, related_name="versions")
    version = models.OneToOneField(PaperVersion, on_delete=models.PROTECT, related_name="sent")

    class Meta:
        ordering = ["id"]
        verbose_name = "version that was sent"
        verbose_name_plural = "versions that were sent"

    def __str__(self):
        return f"{self.version} with {self.circulation}"


class Receipt(models.Model):
    """One person whom a circulation was sent to; `name` and `email` only of an outsider.

    `opened_at` is when they first looked, signed in, or when an outsider first took a
    paper behind their link: opening the link alone does not count, as scanners do that.
    """

    class Audience(models.TextChoices):
        MEMBERS = "members", "Members"
        ADVISERS = "advisers", "Co-opted advisers"
        ITEM = "item", "Guests for one item"
        READERS = "readers", "Named readers"

    circulation = models.ForeignKey(Circulation, on_delete=models.PROTECT, related_name="receipts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    part = models.CharField(max_length=80)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    versions = models.ManyToManyField(
        PaperVersion, through="ReceivedVersion", related_name="receipts"
    )
    token_sha256 = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="a_circulation_goes_to_a_person_once",
                fields=["circulation", "user"],
                condition=Q(user__isnull=False),
            ),
            models.CheckConstraint(
                name="who_comes_by_a_link_comes_for_one_item",
                condition=Q(token_sha256="") | Q(item__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_link_opens_one_receipt",
                fields=["token_sha256"],
                condition=~Q(token_sha256=""),
            ),
        ]

    def __str__(self):
        return str(self.user or self.name or "A guest")

    @property
    def audit_label(self) -> str:
        return f"receipt {self.pk}"


class ReceivedVersion(models.Model):
    """Which version this person was sent."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="received")
    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="received")

    class Meta:
        ordering = ["id"]
        verbose_name = "version that was received"
        verbose_name_plural = "versions that were received"
        constraints = [
            models.UniqueConstraint(
                name="a_person_is_sent_a_version_once_at_a_time", fields=["receipt", "version"]
            ),
        ]

    def __str__(self):
        return f"{self.version} to {self.receipt}"


class Pack(models.Model):
    """The papers of a meeting in one file, as they stood when it was made.

    `stands_for` is the sum of what it was made of: another sum means there is something new.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    audience = models.CharField(max_length=10, choices=Receipt.Audience.choices)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    versions = models.ManyToManyField(PaperVersion, related_name="packs")
    pages = models.PositiveIntegerField()
    stands_for = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_pack_for_one_item_names_it",
                condition=Q(audience="item", item__isnull=False)
                | ~Q(audience="item") & Q(item__isnull=True),
            ),
            models.UniqueConstraint(
                name="a_pack_of_the_same_things_is_made_once",
                fields=["meeting", "audience", "stands_for"],
                condition=Q(item__isnull=True),
            ),
            models.UniqueConstraint(
                name="a_pack_for_an_item_is_made_once",
                fields=["item", "stands_for"],
                condition=Q(item__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Pack for {self.get_audience_display().lower()}"

    @property
    def audit_label(self) -> str:
        return f"pack {self.pk}"
