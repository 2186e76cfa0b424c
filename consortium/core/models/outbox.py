"""Mail that waits to leave. Written only by `consortium.core.outbox`."""

from django.db import models


class Message(models.Model):
    """A mail, written in the transaction of the act it tells about (T1, T7)."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    recipient_user_id = models.BigIntegerField(null=True)
    to = models.CharField(max_length=320, blank=True)
    from_email = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    due_key = models.CharField(max_length=200, blank=True)
    at_most_once = models.BooleanField(default=False)
    private = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claim_token = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["due_key", "to"],
                condition=~models.Q(due_key=""),
                name="one_message_per_due_key_and_recipient",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="a_sent_message_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sending") | models.Q(claimed_at__isnull=False),
                name="a_message_being_sent_says_since_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=models.Q(state="waiting"),
                name="messages_waiting",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=models.Q(state="sending"),
                name="messages_being_sent",
            ),
            models.Index(fields=["claim_token"], name="messages_by_claim"),
            models.Index(fields=["object_kind", "object_id"], name="messages_by_object"),
            models.Index(fields=["recipient_user_id", "-id"], name="messages_by_person"),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to}"
