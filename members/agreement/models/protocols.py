"""Protocols: how the members have agreed to work together (10.9), and who has read them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.core.appendonly import protect
from members.agreement.states import IN_USE, ProtocolKind, ProtocolState
from members.models import Organisation

P = ProtocolState


class ProtocolQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Everybody who is signed in; drafts for the secretariat that writes them."""
        if actor is None:
            return self.none()
        hidden = [P.DRAFT, P.DROPPED]
        return self if actor.has("secretariat") else self.exclude(state__in=hidden)

    def in_use(self):
        return self.filter(state__in=sorted(IN_USE))

    def due(self, day):
        """In use, with a day of review that has come."""
        return self.in_use().filter(review_by__lte=day)


class Protocol(models.Model):
    """One version of one protocol. Adopted and implemented are two things (R100)."""

    kind = models.CharField(max_length=16, choices=ProtocolKind.choices)
    title = models.CharField(max_length=120)
    number = models.PositiveIntegerField(default=1)
    text = models.TextField()
    state = models.CharField(max_length=12, choices=P.choices, default=P.DRAFT)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later")
    version = models.PositiveIntegerField(default=1)
    drafted_on = models.DateField()
    adopted_on = models.DateField(null=True, blank=True)
    minute = models.CharField(max_length=120, blank=True)
    implemented_on = models.DateField(null=True, blank=True)
    implemented_how = models.CharField(max_length=500, blank=True)
    review_by = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    review_note = models.CharField(max_length=500, blank=True)
    over_on = models.DateField(null=True, blank=True)

    objects = ProtocolQuerySet.as_manager()

    class Meta:
        ordering = ["title", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="one_version_of_a_protocol_is_in_use",
                fields=["title"],
                condition=Q(state__in=sorted(IN_USE)),
            ),
            models.UniqueConstraint(
                name="a_protocol_has_one_draft", fields=["title"], condition=Q(state=P.DRAFT)
            ),
            models.UniqueConstraint(
                name="a_protocols_versions_are_numbered", fields=["title", "number"]
            ),
            models.CheckConstraint(
                name="an_adopted_protocol_has_its_minute_and_day_of_review",
                condition=~Q(state__in=[*sorted(IN_USE), P.REPLACED])
                | Q(adopted_on__isnull=False, review_by__isnull=False) & ~Q(minute=""),
            ),
            models.CheckConstraint(
                name="an_implemented_protocol_says_since_when",
                condition=~Q(state=P.IMPLEMENTED) | Q(implemented_on__isnull=False),
            ),
            models.CheckConstraint(name="a_protocol_has_words", condition=~Q(text="")),
        ]

    def __str__(self):
        return f"{self.title}, version {self.number}"

    @property
    def audit_label(self) -> str:
        return str(self)

    def get_absolute_url(self):
        return reverse("protocol", args=[self.pk])


class Acknowledgement(models.Model):
    """A member has read one version of a protocol and works by it."""

    protocol = models.ForeignKey(
        Protocol, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    given_on = models.DateField()
    given_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["given_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_member_acknowledges_a_protocol_once",
                fields=["protocol", "organisation"],
                violation_error_message="Your organisation has acknowledged it already.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.protocol}"


protect("agreement_acknowledgement", message="an acknowledgement stays as it was given")
protect(
    "agreement_protocol",
    allow_update_when=(
        "OLD.state = 'draft' OR (NEW.text = OLD.text AND NEW.title = OLD.title "
        "AND NEW.number = OLD.number AND NEW.kind = OLD.kind)"
    ),
    allow_delete_when="OLD.state = 'draft'",
    message="an adopted protocol keeps its words",
)
