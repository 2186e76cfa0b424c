"""Who speaks for the members in disputes while nobody holds the chair (8.3, R75, R85)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from members.models import Organisation, Term
from members.states import Office
from members.working.states import Side


class SpeakerQuerySet(models.QuerySet):
    def on(self, day):
        """Whoever is named and has not been followed by a chairperson since."""
        chaired = Term.objects.standing().filter(
            office=Office.CHAIR, starts__lte=day, ends__gte=OuterRef("named_on")
        )
        return self.filter(~Exists(chaired), ended_on__isnull=True, named_on__lte=day)


class Speaker(models.Model):
    """A member's representative. It ends by itself on the day on which a chair's term begins."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(
        max_length=10, choices=Side.choices, default=Side.CONSORTIUM, editable=False
    )
    decided = models.CharField("how the members decided it", max_length=200)
    named_on = models.DateField()
    named_by_id = models.BigIntegerField()
    ended_on = models.DateField(null=True, blank=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        ordering = ["-named_on", "-id"]
        verbose_name = "speaker for the members"
        verbose_name_plural = "speakers for the members"
        constraints = [
            models.UniqueConstraint(
                name="one_person_speaks_for_the_members_in_disputes",
                fields=["side"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="whoever_speaks_for_the_members_was_named_by_them",
                condition=~Q(decided=""),
            ),
        ]

    def __str__(self):
        return f"Speaker for the members, {self.organisation}"

    @property
    def audit_label(self) -> str:
        return f"speaker {self.pk}"
