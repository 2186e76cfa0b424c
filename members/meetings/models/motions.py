"""What is put to a meeting: asked for consensus first, voted on only if the chair calls it (10.7).

An open vote is one row a member. A secret one keeps who has voted in `Ballot` and what
was chosen in `Slip`, with nothing that joins the two: blank slips are laid out when the
vote opens, and each vote fills one that is drawn at random. When it closes, the slips are
shuffled: written anew all at once, so that not even the database's own marks of who wrote a
row when would tell.
"""

import uuid

from django.db import models
from django.db.models import Q

from members.meetings.states import (
    Agreed,
    Cast,
    DecisionKind,
    Mark,
    MotionKind,
    MotionState,
    Outcome,
    Route,
)
from members.models import Organisation, User

from .agenda import AgendaItem
from .meetings import Meeting

S = MotionState


class Motion(models.Model):
    """One proposal put to the meeting, or one ballot of an election.

    `options` are the keys and labels one can choose from, "abstain" apart. `frozen` is
    what was fixed when the vote opened, as canonical JSON text: rule, options, electorate
    and who was present; `frozen_sha256` is printed in the minutes (GV3). `result` is what
    `rules.count` made of it. One that is decided in writing has no meeting (A19).
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="motions"
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, related_name="motions"
    )
    kind = models.CharField(max_length=10, choices=MotionKind.choices, default=MotionKind.DECISION)
    wording = models.TextField()
    mover = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=S.choices, default=S.PUT)
    round = models.PositiveIntegerField(default=1)
    secret = models.BooleanField(default=False)
    options = models.JSONField(default=list)
    put_at = models.DateTimeField()
    put_by_id = models.BigIntegerField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by_id = models.BigIntegerField(null=True)
    frozen = models.TextField(blank=True)
    frozen_sha256 = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_id = models.BigIntegerField(null=True)
    how = models.CharField(max_length=10, choices=Agreed.choices, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    chosen = models.CharField(max_length=40, blank=True)
    result = models.JSONField(null=True, blank=True)
    decision_kind = models.CharField(
        max_length=10, choices=DecisionKind.choices, default=DecisionKind.GENERAL
    )
    route = models.CharField(max_length=12, choices=Route.choices, blank=True)
    effective_on = models.DateField("takes effect on", null=True, blank=True)
    mark = models.CharField(max_length=10, choices=Mark.choices, default=Mark.MEETING)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["put_at", "id"]
        verbose_name = "proposal"
        constraints = [
            models.UniqueConstraint(
                name="one_thing_is_put_at_a_time",
                fields=["meeting"],
                condition=Q(state__in=[S.PUT, S.OBJECTED, S.VOTING]),
            ),
            models.CheckConstraint(name="what_is_put_has_words", condition=~Q(wording="")),
            models.CheckConstraint(
                name="what_is_put_to_a_meeting_stands_on_its_agenda",
                condition=Q(meeting__isnull=True, item__isnull=True)
                | Q(meeting__isnull=False, item__isnull=False),
            ),
            models.CheckConstraint(
                name="an_open_vote_is_frozen_with_its_hash",
                condition=~Q(state=S.VOTING)
                | Q(opened_at__isnull=False) & ~Q(frozen="") & ~Q(frozen_sha256=""),
            ),
            models.CheckConstraint(
                name="what_is_closed_says_how_and_what_came_of_it",
                condition=~Q(state=S.CLOSED)
                | Q(closed_at__isnull=False) & ~Q(how="") & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="only_an_opened_vote_is_agreed_by_vote",
                condition=~Q(how__in=[Agreed.VOTE, Agreed.WRITTEN]) | Q(opened_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.wording

    @property
    def audit_label(self) -> str:
        return f"proposal {self.pk}"


class Objection(models.Model):
    """Somebody disagrees, and says why: then there is no consensus."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="objections")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    typed_by_id = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_member_objects_to_a_proposal_once",
                fields=["motion", "organisation"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message="This member has objected already.",
            ),
            models.CheckConstraint(name="an_objection_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.reason}"

    @property
    def audit_label(self) -> str:
        return f"objection {self.pk}"


class Elector(models.Model):
    """One member as it stood when the vote opened; never changed."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="electors")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField()
    out_by_interest = models.BooleanField()
    may_vote = models.BooleanField()
    speakers = models.JSONField(default=list)  # ids of who was here for it and may vote for it

    class Meta:
        ordering = ["organisation__name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_member_stands_once_in_an_electorate", fields=["motion", "organisation"]
            ),
            models.CheckConstraint(
                name="who_may_vote_is_present_and_not_out_by_interest",
                condition=Q(may_vote=False) | Q(present=True, out_by_interest=False),
            ),
        ]

    def __str__(self):
        return str(self.organisation)


class Ballot(models.Model):
    """That a member has voted, and how; in a secret vote only that, and not when (GV1, GV7)."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="ballots")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=40, blank=True)
    cast_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cast_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=6, choices=Cast.choices, default=Cast.SELF)
    typed_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["organisation__name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_member_votes_once",
                fields=["motion", "organisation"],
                violation_error_message="This member has voted already. A vote that is cast "
                "stands.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation} has voted"

    @property
    def audit_label(self) -> str:
        return f"vote {self.pk}"


class Slip(models.Model):
    """One slip of a secret vote, blank until it is drawn. No person, member or time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="slips")
    choice = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return "a slip"
