"""Long work with visible progress. Written only by `consortium.core.jobs`."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone


class Job(models.Model):
    """Work that takes longer than a page; its page can be closed and found again."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to start"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Did not finish"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    result_url = models.CharField(max_length=500, blank=True)
    owner_id = models.BigIntegerField(null=True)
    hat = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True, help_text="last sign of life")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["done", "failed"])
                | models.Q(finished_at__isnull=False),
                name="a_finished_job_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(started_at__isnull=False),
                name="a_running_job_says_since_when",
            ),
        ]
        indexes = [
            models.Index(fields=["owner_id", "-created_at"], name="jobs_by_owner"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="jobs_not_finished",
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("job", args=[self.pk])

    @property
    def percent(self) -> int:
        """How far, 0 to 100; a job that has not said its steps is at 0 until done."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.step * 100 // self.steps) if self.steps else 0

    @property
    def finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    def progress(self, step: int, steps: int, message: str = "") -> None:
        """Say how far the work is. Call it outside transactions, to be seen at once."""
        self.step, self.steps, self.message = step, steps, message[:500]
        self.beat_at = timezone.now()
        self.save(update_fields=["step", "steps", "message", "beat_at"])
