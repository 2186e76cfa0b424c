"""Who is at a meeting, from when to when, and who steps out of an item (R46, R84, R95)."""

from django.db import models
from django.db.models import F, Q

from members.meetings.states import VOTING_PARTS, Mode, Part
from members.models import Organisation, User

from .agenda import AgendaItem
from .meetings import Meeting


class PresenceQuerySet(models.QuerySet):
    def now(self):
        """Who is here and has not left."""
        return self.standing().filter(left_at__isnull=True)

    def standing(self):
        """All but those that were ticked by mistake."""
        return self.filter(struck_at__isnull=True)

    def voting(self):
        return self.filter(part__in=sorted(VOTING_PARTS))


class Presence(models.Model):
    """One stay of one person; who comes back has a second one.

    A guest without an account is a name, which can be taken out again.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="presences")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    part = models.CharField(max_length=14, choices=Part.choices)
    mode = models.CharField(max_length=6, choices=Mode.choices, default=Mode.ROOM)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    typed_by_id = models.BigIntegerField(null=True)
    struck_at = models.DateTimeField(null=True, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        ordering = ["arrived_at", "id"]
        indexes = [models.Index(fields=["organisation", "meeting"], name="presence_by_member")]
        constraints = [
            models.UniqueConstraint(
                name="a_person_is_at_a_meeting_once_at_a_time",
                fields=["meeting", "user"],
                condition=Q(left_at__isnull=True, user__isnull=False, struck_at__isnull=True),
                violation_error_message="They are here already.",
            ),
            models.UniqueConstraint(
                name="one_representative_of_a_member_in_the_room",
                fields=["meeting", "organisation"],
                condition=Q(left_at__isnull=True, part=Part.REPRESENTATIVE, struck_at__isnull=True),
            ),
            models.CheckConstraint(
                name="who_leaves_has_arrived",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
            ),
            models.CheckConstraint(
                name="who_speaks_for_a_member_has_an_account_and_the_member",
                condition=~Q(part__in=sorted(VOTING_PARTS))
                | Q(user__isnull=False, organisation__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.user or self.name or "A guest")

    @property
    def audit_label(self) -> str:
        return f"presence {self.pk}"


class Interest(models.Model):
    """Declared by a person for an item: it takes their organisation out of its count and vote."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="interests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    what = models.CharField("what it is", max_length=300)
    declared_at = models.DateTimeField()
    typed_by_id = models.BigIntegerField()
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["declared_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_person_declares_an_interest_in_an_item_once",
                fields=["item", "user"],
                condition=Q(struck_at__isnull=True),
                violation_error_message="They have declared an interest in this item already.",
            ),
            models.CheckConstraint(name="an_interest_says_what_it_is", condition=~Q(what="")),
            models.CheckConstraint(
                name="a_struck_interest_says_why",
                condition=Q(struck_at__isnull=True) | ~Q(struck_why=""),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.what}"

    @property
    def audit_label(self) -> str:
        return f"interest {self.pk}"


class StandIn(models.Model):
    """Appointed by a meeting for itself alone, from its members' representatives (9.3, R84)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="stand_ins")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    typed_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["appointed_at", "id"]
        verbose_name = "stand-in"
        constraints = [
            models.UniqueConstraint(
                name="one_stand_in_at_a_time",
                fields=["meeting"],
                condition=Q(ended_at__isnull=True),
                violation_error_message="Somebody stands in already.",
            ),
        ]

    def __str__(self):
        return str(self.user)

    @property
    def audit_label(self) -> str:
        return f"stand-in {self.pk}"


class QuorumChange(models.Model):
    """From this moment on there was a quorum, or none; the first row is from the beginning (R95).

    The numbers are as they stood then: `present` of `members` members, `needed` for a quorum.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="quorum_changes")
    at = models.DateTimeField()
    quorate = models.BooleanField()
    members = models.PositiveIntegerField()
    needed = models.PositiveIntegerField()
    present = models.PositiveIntegerField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self):
        return "Quorate" if self.quorate else "Not quorate"

    @property
    def audit_label(self) -> str:
        return f"quorum {self.pk}"
