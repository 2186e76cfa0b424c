"""Who has a stake in the consortium, within and outside the sector, and when they were met."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from members.models import Organisation
from members.registers.states import ContactHow, Sector


class StakeholderQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on__isnull=True)


class Stakeholder(models.Model):
    """One body, and the person there. With its end the person's details are emptied."""

    name = models.CharField(max_length=160)
    sector = models.CharField(max_length=10, choices=Sector)
    interest = models.CharField("what it cares for", max_length=500, blank=True)
    keeper = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="stakeholders"
    )
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_telephone = models.CharField(max_length=40, blank=True)
    last_contact = models.DateField(null=True, blank=True)
    recorded_by_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_stakeholder_stands_once",
                fields=["name"],
                condition=Q(ended_on__isnull=True),
                violation_error_message="It is in the register already.",
            ),
            models.CheckConstraint(
                name="an_ended_stakeholder_names_nobody",
                condition=Q(ended_on__isnull=True)
                | Q(contact_name="", contact_email="", contact_telephone="") & ~Q(end_reason=""),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def within(self) -> bool:
        return self.sector == Sector.VCS

    def get_absolute_url(self):
        return reverse("stakeholder", args=[self.pk])


class Contact(models.Model):
    """One contact with a stakeholder: when, how, by whom, and about what."""

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="contacts")
    on_day = models.DateField()
    how = models.CharField(max_length=10, choices=ContactHow)
    words = models.CharField(max_length=500)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["-on_day", "-id"]
        constraints = [
            models.CheckConstraint(name="a_contact_says_what_it_was_about", condition=~Q(words="")),
        ]

    def __str__(self):
        return f"{self.stakeholder}: {self.on_day}"
