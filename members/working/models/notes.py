"""The chair's private notes about tension and conflict (9.1(2), R81)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from members.models import Term, User
from members.states import Role
from members.working.states import NoteKind


class NoteQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who held the chair when it was written, whom that person named, and the chair
        to whom it was handed over. Nobody through another's eyes."""
        if actor is None or actor.impersonator_id or actor.user_id is None:
            return self.none()
        named = NoteReader.objects.filter(user_id=actor.user_id).values("note_id")
        own = Q(term__holder_id=actor.user_id) | Q(pk__in=named)
        if actor.has(Role.CHAIR):
            own |= Q(handed_over_on__isnull=False)
        return self.filter(own)

    def mine(self, actor):
        """Those that this person wrote as chair."""
        return self.visible_to(actor).filter(term__holder_id=actor.user_id)


class ChairNote(models.Model):
    """No search, export or audit row holds its words."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=NoteKind.choices)
    title = models.CharField(max_length=120)
    begun_on = models.DateField()
    look_again_on = models.DateField(null=True, blank=True)
    over_on = models.DateField(null=True, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_on", "-id"]
        verbose_name = "note of the chair"
        indexes = [models.Index(fields=["term", "-begun_on"], name="notes_by_term")]
        constraints = [
            models.CheckConstraint(name="a_note_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self):
        return f"note {self.pk}"  # its title is private

    @property
    def audit_label(self) -> str:
        return f"note {self.pk}"

    def get_absolute_url(self):
        return reverse("chair_note", args=[self.pk])


class NoteStep(models.Model):
    note = models.ForeignKey(ChairNote, on_delete=models.CASCADE, related_name="steps")
    on = models.DateField("day")
    words = models.TextField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(name="a_step_of_a_note_says_something", condition=~Q(words="")),
        ]

    def __str__(self):
        return f"step of note {self.note_id}"


class NoteReader(models.Model):
    """Somebody whom the chair named; the name is taken back by deleting the row."""

    note = models.ForeignKey(ChairNote, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_on = models.DateField()

    class Meta:
        ordering = ["named_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_reader_is_named_once",
                fields=["note", "user"],
                violation_error_message="This person can read it already.",
            ),
        ]

    def __str__(self):
        return f"reader of note {self.note_id}"
