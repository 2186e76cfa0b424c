"""What somebody is to do after a meeting, and how it was done (S21)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.core.appendonly import protect
from consortium.core.models import StoredFile
from members.meetings.permissions_marks import decisions_read_by
from members.meetings.states import ActionState, Mark
from members.models import Organisation, User

from .agenda import AgendaItem
from .meetings import Meeting

S = ActionState
protect(
    "meetings_action",
    allow_update_when=(
        "OLD.state = 'open' AND NEW.meeting_id = OLD.meeting_id "
        "AND NEW.recorded_on = OLD.recorded_on"
    ),
    message="an action that is done or dropped stays on record",
)


class ActionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Read like a decision of the same mark; and by the person who is to do it."""
        read = Q(mark__in=decisions_read_by(actor))
        return self.filter(read | Q(person_id=actor.user_id) if actor and actor.user_id else read)

    def open(self):
        return self.filter(state=S.OPEN)

    def late(self, today):
        return self.open().filter(due_on__lt=today)

    def of(self, actor):
        """Theirs by name, or their organisation's where nobody is named."""
        own = Q(person_id=actor.user_id)
        if actor.organisation_id is not None:
            own |= Q(person__isnull=True, organisation_id=actor.organisation_id)
        return self.filter(own)


class Action(models.Model):
    """One thing to do, of an organisation or of one person, until a day. It stands on every
    later agenda until it is done, or dropped with a reason."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, related_name="actions"
    )
    task = models.CharField("what is to be done", max_length=300)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("until")
    mark = models.CharField(max_length=10, choices=Mark.choices, default=Mark.MEETING)
    state = models.CharField(max_length=10, choices=S.choices, default=S.OPEN)
    proof = models.TextField("how it was done", blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField("why it is dropped", max_length=300, blank=True)
    recorded_on = models.DateField()
    recorded_by_id = models.BigIntegerField()
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="actions_by_day")]
        constraints = [
            models.CheckConstraint(name="an_action_says_what", condition=~Q(task="")),
            models.CheckConstraint(
                name="an_action_has_an_owner",
                condition=Q(organisation__isnull=False) | Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_done_says_how",
                condition=~Q(state=S.DONE) | ~Q(proof="") | Q(file__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_dropped_says_why", condition=~Q(state=S.DROPPED) | ~Q(why="")
            ),
            models.CheckConstraint(
                name="an_action_that_is_over_has_its_day",
                condition=Q(state=S.OPEN, ended_on__isnull=True)
                | ~Q(state=S.OPEN) & Q(ended_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.task

    @property
    def audit_label(self) -> str:
        return f"action {self.pk}"

    @property
    def owner(self) -> str:
        """As in "Ann Example, Voluntary Action Luton"."""
        return ", ".join(str(each) for each in (self.person, self.organisation) if each)

    def get_absolute_url(self):
        return reverse("action", args=[self.pk])
