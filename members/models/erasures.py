"""Making a person nameless: asked for by one, agreed to by another, done once."""

from django.db import models
from django.db.models import F, Q

from members.states import ErasureState


class Erasure(models.Model):
    """A request that somebody's name and addresses are removed; the record stays (D3)."""

    user = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="erasures")
    state = models.CharField(
        max_length=10, choices=ErasureState.choices, default=ErasureState.ASKED
    )
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="who_asks_to_make_a_person_nameless_does_not_agree",
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=F("asked_by_id")),
                violation_error_message="Whoever asked for it cannot agree to it.",
            ),
            models.CheckConstraint(
                name="a_decided_erasure_says_who_and_when",
                condition=Q(
                    state=ErasureState.ASKED, decided_at__isnull=True, decided_by_id__isnull=True
                )
                | Q(
                    ~Q(state=ErasureState.ASKED),
                    decided_at__isnull=False,
                    decided_by_id__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="a_person_is_made_nameless_once",
                fields=["user"],
                condition=~Q(state=ErasureState.REFUSED),
            ),
        ]

    def __str__(self):
        return f"{self.get_state_display()}: person {self.user_id}"
