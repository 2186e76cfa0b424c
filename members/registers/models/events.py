"""Events for stakeholders (9.1): when and where, who is asked, who signs up and who came."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from members.registers import rules
from members.registers.states import EventState

S = EventState
OPENED = [S.OPEN, S.REPORTED]


class EventQuerySet(models.QuerySet):
    def to_come(self, day):
        """Those of today and later that are not called off."""
        return self.filter(on__gte=day).exclude(state=S.CANCELLED)

    def friendly(self):
        """At a weekend or in the evening, as `rules.volunteer_friendly` says it of one (R110)."""
        return self.filter(Q(on__week_day__in=[1, 7]) | Q(starts_at__gte=rules.EVENING))

    def to_report(self, day):
        """Their day is over, and nobody has written what came of it."""
        return self.filter(state__in=[S.PLANNED, S.OPEN], on__lt=day)


class Event(models.Model):
    """One event. `places` None: as many as come. Its report is made of what stands here.

    `forgotten_on`: from that day nobody who was asked or signed up is named any more.
    """

    title = models.CharField(max_length=160)
    about = models.TextField("what it is about, and for whom")
    on = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(blank=True)
    access = models.CharField("getting there and access", max_length=1000, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    sign_up_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=S, default=S.PLANNED)
    opened_on = models.DateField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)
    notes = models.TextField(blank=True)
    reported_on = models.DateField(null=True, blank=True)
    forgotten_on = models.DateField(null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    recorded_by_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["on", "starts_at", "id"]
        indexes = [models.Index(fields=["on", "starts_at", "id"], name="events_by_day")]
        constraints = [
            models.CheckConstraint(
                name="an_event_has_a_name_and_a_purpose", condition=~Q(title="") & ~Q(about="")
            ),
            models.CheckConstraint(
                name="an_event_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="who_signs_up_for_an_event_knows_where_it_is",
                condition=~Q(state__in=OPENED) | ~Q(place="", link=""),
            ),
            models.CheckConstraint(
                name="sign_up_for_an_event_closes_by_its_day",
                condition=Q(sign_up_until__isnull=True) | Q(sign_up_until__lte=F("on")),
            ),
            models.CheckConstraint(
                name="an_event_is_called_off_with_a_reason",
                condition=Q(state=S.CANCELLED) & ~Q(cancelled_why="")
                | ~Q(state=S.CANCELLED) & Q(cancelled_why=""),
            ),
            models.CheckConstraint(
                name="the_report_of_an_event_says_something",
                condition=Q(state=S.REPORTED, reported_on__isnull=False) & ~Q(notes="")
                | ~Q(state=S.REPORTED) & Q(reported_on__isnull=True),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_friendly(self) -> bool:
        """Whether who has work or study by day can come (R110)."""
        return rules.volunteer_friendly(self.on, self.starts_at)

    @property
    def is_settled(self) -> bool:
        return self.state in (S.CANCELLED, S.REPORTED)

    def get_absolute_url(self):
        return reverse("event", args=[self.pk])

    def get_public_url(self):
        return reverse("event_sign_up", args=[self.pk])


class EventInvitee(models.Model):
    """Somebody who is asked: a stakeholder, or an organisation that was typed.

    Of a stakeholder the address is read where it is kept, and goes with it.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="invitees")
    stakeholder = models.ForeignKey(
        "registers.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.CharField(max_length=160, blank=True)
    typed_name = models.CharField(max_length=120, blank=True)
    typed_email = models.EmailField(blank=True)
    asked_on = models.DateField(null=True, blank=True)
    recorded_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        verbose_name = "invitation to an event"
        verbose_name_plural = "invitations to events"
        constraints = [
            models.UniqueConstraint(
                name="a_stakeholder_is_asked_to_an_event_once",
                fields=["event", "stakeholder"],
                condition=Q(stakeholder__isnull=False),
            ),
            models.UniqueConstraint(
                name="an_address_is_asked_to_an_event_once",
                fields=["event", "typed_email"],
                condition=~Q(typed_email=""),
            ),
            models.CheckConstraint(
                name="who_is_asked_to_an_event_is_a_stakeholder_or_typed",
                condition=Q(stakeholder__isnull=False, organisation="", typed_name="",
                            typed_email="")
                | Q(stakeholder__isnull=True) & ~Q(organisation=""),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Invitation to {self.event}"

    @property
    def body(self) -> str:
        """The organisation that is asked; never a person."""
        return self.stakeholder.name if self.stakeholder else self.organisation

    @property
    def name(self) -> str:
        return self.stakeholder.contact_name if self.stakeholder else self.typed_name

    @property
    def email(self) -> str:
        return self.stakeholder.contact_email if self.stakeholder else self.typed_email


class EventSignUpQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(cancelled_on__isnull=True)


class EventSignUp(models.Model):
    """Somebody who means to come, or came without having said so (`at_the_door`).

    `attended` is None until attendance is ticked. Whoever cancels is not named from then on.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="sign_ups")
    organisation = models.CharField(max_length=160, blank=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    access_needs = models.CharField(max_length=500, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    people = models.PositiveSmallIntegerField(default=1)
    at_the_door = models.BooleanField(default=False)
    attended = models.BooleanField(null=True, blank=True)
    signed_up_on = models.DateField()
    cancelled_on = models.DateField(null=True, blank=True)
    recorded_by_id = models.BigIntegerField(null=True, blank=True)

    objects = EventSignUpQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "sign-up for an event"
        verbose_name_plural = "sign-ups for events"
        constraints = [
            models.UniqueConstraint(
                name="an_address_signs_up_for_an_event_once",
                fields=["event", "email"],
                condition=~Q(email=""),
            ),
            models.CheckConstraint(
                name="who_signs_up_for_an_event_agreed_to_be_kept",
                condition=Q(agreed_on__isnull=False) | Q(name="", email="", access_needs=""),
            ),
            models.CheckConstraint(
                name="who_cancels_a_sign_up_is_not_named",
                condition=Q(cancelled_on__isnull=True)
                | Q(name="", email="", access_needs="") & ~Q(attended=True),
            ),
            models.CheckConstraint(
                name="a_sign_up_is_for_somebody",
                condition=Q(people=1) | Q(people__gt=1, at_the_door=True),
            ),
        ]

    def __str__(self):
        return f"Sign-up for {self.event}"
