"""Organisations that we would like to have as members, and how far each has come (R123)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse

from consortium.core.appendonly import protect
from members.registers.states import IN_VIEW, PURSUED, ContactHow, ProspectState
from members.roll.states import Service

from .feedback import REMOVED

S = ProspectState
NAMELESS = Q(contact_name="", contact_email="", contact_telephone="")


class ProspectQuerySet(models.QuerySet):
    def in_view(self):
        """Those that we are after, with those that have applied."""
        return self.filter(state__in=sorted(IN_VIEW))

    def with_day(self):
        """With `step_on`: the day of the next step, or on which to ask again."""
        return self.annotate(step_on=Coalesce("ask_again_on", "next_on"))

    def due(self, today):
        return self.with_day().filter(step_on__lte=today)


class Prospect(models.Model):
    """One organisation. `became_on` is the day from which it is a member.

    Whoever is there is named until it joins, or until nobody means to ask again.
    """

    name = models.CharField(max_length=160)
    work = models.TextField("what it does, and for whom")
    gap = models.CharField("what we lack that it would bring", max_length=500, blank=True)
    areas = models.ManyToManyField("roll.Area", blank=True, related_name="+")
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_telephone = models.CharField(max_length=40, blank=True)
    source = models.CharField("how we know of it", max_length=200, blank=True)
    stakeholder = models.ForeignKey(
        "registers.Stakeholder", on_delete=models.PROTECT, null=True, blank=True,
        related_name="prospects",
    )  # fmt: skip
    representation = models.ForeignKey(
        "registers.Representation", on_delete=models.PROTECT, null=True, blank=True,
        related_name="prospects",
    )  # fmt: skip
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=S, default=S.IDENTIFIED)
    next_step = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True, blank=True)
    reason = models.CharField("why not now", max_length=300, blank=True)
    ask_again_on = models.DateField(null=True, blank=True)
    application = models.OneToOneField(
        "applications.Application", on_delete=models.PROTECT, null=True, blank=True,
        related_name="prospect",
    )  # fmt: skip
    last_contact = models.DateField(null=True, blank=True)
    added_on = models.DateField()
    became_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    recorded_by_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)

    objects = ProspectQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["state", "name"], name="prospects_by_stage")]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="a_prospect_stands_once",
                condition=~Q(state=S.MEMBER),
                violation_error_message="It is among the prospects already.",
            ),
            models.CheckConstraint(
                name="a_prospect_has_a_name_and_does_something",
                condition=~Q(name="") & ~Q(work=""),
            ),
            models.CheckConstraint(
                name="who_is_pursued_has_a_day_for_the_next_step",
                condition=Q(state__in=sorted(PURSUED), next_on__isnull=False)
                | ~Q(state__in=sorted(PURSUED)) & Q(next_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_next_step_with_a_prospect_says_what",
                condition=Q(next_on__isnull=True) | ~Q(next_step=""),
            ),
            models.CheckConstraint(
                name="a_prospect_that_applied_has_its_application",
                condition=~Q(state__in=[S.APPLIED, S.MEMBER]) | Q(application__isnull=False),
            ),
            models.CheckConstraint(
                name="a_prospect_that_joined_says_when",
                condition=Q(state=S.MEMBER, became_on__isnull=False)
                | ~Q(state=S.MEMBER) & Q(became_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_prospect_that_is_not_pursued_says_why",
                condition=Q(state=S.NOT_NOW, ended_on__isnull=False) & ~Q(reason="")
                | ~Q(state=S.NOT_NOW)
                & Q(reason="", ask_again_on__isnull=True, ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_prospect_nobody_asks_again_names_nobody",
                condition=NAMELESS
                | Q(state__in=sorted(IN_VIEW))
                | Q(state=S.NOT_NOW, ask_again_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_pursued(self) -> bool:
        return self.state in PURSUED

    @property
    def next_day(self):
        """The day by which the owner does something; None where nothing is."""
        return self.ask_again_on or self.next_on

    @property
    def services(self) -> list[str]:
        return [each.code for each in self.services_given.all()]

    def get_absolute_url(self):
        return reverse("prospect", args=[self.pk])


class ProspectService(models.Model):
    """A service that it gives, in the words in which members say what they give."""

    prospect = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="services_given")
    code = models.CharField(max_length=20, choices=Service)

    class Meta:
        ordering = ["id"]
        verbose_name = "service of a prospect"
        verbose_name_plural = "services of prospects"
        constraints = [
            models.UniqueConstraint(
                name="a_prospect_gives_a_service_once", fields=["prospect", "code"]
            ),
            models.CheckConstraint(
                name="a_prospect_gives_what_is_on_the_list",
                condition=Q(code__in=Service.values),
            ),
        ]

    def __str__(self):
        return self.get_code_display()


class ProspectContact(models.Model):
    """One contact with a prospect; stays as it was written."""

    prospect = models.ForeignKey(Prospect, on_delete=models.PROTECT, related_name="contacts")
    on_day = models.DateField()
    how = models.CharField(max_length=10, choices=ContactHow)
    words = models.CharField(max_length=1000)
    state = models.CharField("stage afterwards", max_length=12, choices=S)
    recorded_on = models.DateField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["-on_day", "-id"]
        verbose_name = "contact with a prospect"
        verbose_name_plural = "contacts with prospects"
        constraints = [
            models.CheckConstraint(
                name="a_contact_with_a_prospect_says_what", condition=~Q(words="")
            ),
        ]

    def __str__(self):
        return f"{self.prospect}: {self.on_day}"


# Words go only when the person asks to be forgotten; no other change is possible.
protect(
    "registers_prospectcontact",
    allow_update_when=(
        "NEW.id = OLD.id AND NEW.prospect_id = OLD.prospect_id AND NEW.on_day = OLD.on_day "
        "AND NEW.how = OLD.how AND NEW.state = OLD.state "
        "AND NEW.recorded_on = OLD.recorded_on AND NEW.recorded_by_id = OLD.recorded_by_id "
        f"AND NEW.words = '{REMOVED}'"
    ),
    message="a contact with a prospect stays as it was written",
)
