"""What a meeting is to talk about, in order, and what members asked to have there (10.5, R91)."""

from django.db import models
from django.db.models import Q

from members.meetings.states import ItemKind, ItemState, Mark, Purpose
from members.models import MeetingBusiness, Organisation, User

from .meetings import Meeting

S = ItemState


class AgendaItemQuerySet(models.QuerySet):
    def standing(self):
        """Everything that is on the agenda, in order; what was withdrawn is not."""
        return self.exclude(state=S.WITHDRAWN)

    def open(self):
        return self.filter(state__in=[S.PLANNED, S.NOW])


class AgendaItem(models.Model):
    """One item. `notes` is what the secretariat types during it: the minutes grow from there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ItemKind.choices, default=ItemKind.GENERAL)
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.DISCUSS)
    title = models.CharField(max_length=160)
    text = models.TextField("what it is about", blank=True)
    leads = models.CharField("who leads it", max_length=120, blank=True)
    minutes = models.PositiveIntegerField("minutes planned", null=True, blank=True)
    mark = models.CharField(max_length=10, choices=Mark.choices, default=Mark.MEETING)
    state = models.CharField(max_length=10, choices=S.choices, default=S.PLANNED)
    business = models.ForeignKey(
        MeetingBusiness, on_delete=models.PROTECT, null=True, related_name="items"
    )
    about_kind = models.CharField(max_length=80, blank=True, editable=False)
    about_id = models.CharField(max_length=64, blank=True, editable=False)
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="carried_to"
    )
    began_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    notes = models.TextField(blank=True)
    why = models.CharField("why withdrawn or carried over", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "item"
        constraints = [
            models.UniqueConstraint(
                name="one_item_at_a_time",
                fields=["meeting"],
                condition=Q(state=S.NOW),
            ),
            models.UniqueConstraint(
                name="a_piece_of_business_stands_once_on_an_agenda",
                fields=["meeting", "business"],
                condition=Q(business__isnull=False) & ~Q(state=S.WITHDRAWN),
            ),
            models.CheckConstraint(name="an_item_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="what_is_withdrawn_says_why", condition=~Q(state=S.WITHDRAWN) | ~Q(why="")
            ),
        ]
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="items_by_what_they_are_about")
        ]

    def __str__(self):
        return self.title

    @property
    def audit_label(self) -> str:
        return f"item {self.pk}"

    def get_absolute_url(self):
        return f"{self.meeting.get_absolute_url()}#item-{self.pk}"


class ProposalState(models.TextChoices):
    SENT = "sent", "Waits for an answer"
    TAKEN = "taken", "On the agenda"
    DECLINED = "declined", "Not on the agenda"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ItemProposal(models.Model):
    """An item that a member asks for; whoever proposed it sees what became of it (R91)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="proposals")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    text = models.TextField("what it is about")
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.DISCUSS)
    state = models.CharField(
        max_length=10, choices=ProposalState.choices, default=ProposalState.SENT
    )
    sent_on = models.DateField()
    late = models.BooleanField(default=False)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by_id = models.BigIntegerField(null=True)
    item = models.OneToOneField(
        AgendaItem, on_delete=models.PROTECT, null=True, related_name="proposal"
    )

    class Meta:
        ordering = ["sent_on", "id"]
        verbose_name = "proposed item"
        constraints = [
            models.CheckConstraint(
                name="a_proposal_that_is_taken_has_its_item",
                condition=~Q(state=ProposalState.TAKEN) | Q(item__isnull=False),
            ),
            models.CheckConstraint(
                name="a_proposal_that_is_declined_is_told_why",
                condition=~Q(state=ProposalState.DECLINED) | ~Q(answer=""),
            ),
        ]

    def __str__(self):
        return self.title
