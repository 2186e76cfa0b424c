"""Who is to be chair: the election with its timetable, who stands, and a lot (9.1, 9.2, R72)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from members.meetings.states_elections import (
    BEFORE_BALLOT,
    UNSETTLED,
    ElectionKind,
    ElectionState,
)
from members.models import Organisation, Term, User

from . import guards_elections  # noqa: F401 - the triggers
from .agenda import AgendaItem
from .decisions import Decision
from .motions import Motion

S, K = ElectionState, ElectionKind


class ElectionQuerySet(models.QuerySet):
    def unsettled(self):
        return self.filter(state__in=sorted(UNSETTLED))


class Election(models.Model):
    """One election of the chair, for a term in the financial year `for_year` ("2027/28").

    `item` is where it is held; where that was carried over, the item that took its place.
    Nominations are open from `opens_on` to `closes_on`, both days included. `why`: why it was
    put off, or a by-election called.
    """

    kind = models.CharField(max_length=6, choices=K.choices, default=K.YEARLY)
    state = models.CharField(max_length=8, choices=S.choices, default=S.PLANNED)
    for_year = models.CharField(max_length=7)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    called_on = models.DateField(null=True, blank=True)
    secret = models.BooleanField("secret ballot", default=False)
    why = models.CharField(max_length=300, blank=True)
    declared_on = models.DateField(null=True, blank=True)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, related_name="election"
    )
    term = models.OneToOneField(Term, on_delete=models.PROTECT, null=True, related_name="election")

    objects = ElectionQuerySet.as_manager()

    class Meta:
        ordering = ["-for_year", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="a_year_has_one_yearly_election",
                fields=["for_year"],
                condition=Q(kind=K.YEARLY),
            ),
            models.UniqueConstraint(
                name="one_by_election_at_a_time",
                fields=["kind"],
                condition=Q(kind=K.BY, state__in=sorted(UNSETTLED)),
            ),
            models.CheckConstraint(
                name="who_is_declared_has_decision_and_term",
                condition=~Q(state=S.DECLARED)
                | Q(declared_on__isnull=False, decision__isnull=False, term__isnull=False),
            ),
            models.CheckConstraint(
                name="an_election_that_is_put_off_says_why",
                condition=~Q(state=S.PUT_OFF) | ~Q(why=""),
            ),
            models.CheckConstraint(
                name="nominations_open_before_they_close",
                condition=Q(closes_on__isnull=True)
                | Q(opens_on__isnull=False, closes_on__gte=models.F("opens_on")),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of the chair for {self.for_year}"

    def get_absolute_url(self):
        return reverse("election", args=[self.pk])

    @property
    def before_ballot(self) -> bool:
        return self.state in BEFORE_BALLOT


class CandidateQuerySet(models.QuerySet):
    def there(self):
        """Nominated, whether or not they have said yes yet."""
        return self.filter(declined_on__isnull=True, withdrawn_on__isnull=True)

    def standing(self):
        """Who said yes and has not withdrawn."""
        return self.there().filter(consented_on__isnull=False)


class Candidate(models.Model):
    """Somebody whom a member nominated. What was said stays on record."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="candidates")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    nominated_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    entered_by_id = models.BigIntegerField()
    nominated_on = models.DateField()
    from_floor = models.BooleanField("nominated at the meeting", default=False)
    statement = models.TextField(blank=True)
    consented_on = models.DateField(null=True, blank=True)
    consent_typed_by_id = models.BigIntegerField(null=True)
    declined_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["nominated_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_person_is_nominated_once",
                fields=["election", "person"],
                condition=Q(declined_on__isnull=True, withdrawn_on__isnull=True),
            ),
            models.CheckConstraint(
                name="who_declined_has_not_consented",
                condition=Q(declined_on__isnull=True) | Q(consented_on__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.organisation.short_name}"

    @property
    def audit_label(self) -> str:
        return f"candidate {self.pk}"

    @property
    def key(self) -> str:
        """What stands for them among the options of a ballot."""
        return f"c{self.pk}"

    @property
    def stands(self) -> bool:
        return bool(self.consented_on) and not self.withdrawn_on

    @property
    def state(self) -> str:
        if self.withdrawn_on:
            return "withdrawn"
        if self.declined_on:
            return "declined"
        return "stands" if self.consented_on else "asked"


class Lot(models.Model):
    """A lot between candidates who were tied twice. The seed is kept before it is applied, and
    the method named, so that anybody can work it out again."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="lots")
    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="lot")
    seed = models.CharField(max_length=64)
    method = models.CharField(max_length=40)
    tied = models.JSONField(default=list)
    drawn_at = models.DateTimeField()
    drawn_by_id = models.BigIntegerField()
    chosen = models.CharField(max_length=40, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="a_lot_has_a_seed", condition=~Q(seed="")),
            models.CheckConstraint(
                name="a_lot_that_is_applied_names_who_it_fell_on",
                condition=Q(chosen="", applied_at__isnull=True)
                | ~Q(chosen="") & Q(applied_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"lot {self.pk}"
