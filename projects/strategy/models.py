"""Why the consortium does what it does: aims, objectives, outcomes and the evidence."""

from django.db import models


class Aim(models.Model):
    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    text = models.TextField()
    clause = models.CharField(max_length=10, blank=True)
    decisions = models.ManyToManyField("meetings.Decision", related_name="aims", blank=True)
    meetings = models.ManyToManyField("meetings.Meeting", related_name="aims", blank=True)

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return f"{self.number}. {self.name}"


class Objective(models.Model):
    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    text = models.TextField()

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return f"{self.number}. {self.name}"


class Outcome(models.Model):
    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    text = models.TextField()

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return f"{self.number}. {self.name}"


class Change(models.Model):
    """A long-term change that shows an outcome is being reached."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="changes")
    number = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=80)
    text = models.TextField()

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return f"{self.number} {self.name}"


class NeedsSurvey(models.Model):
    """A survey of what local groups need; several answers a group are allowed."""

    title = models.CharField(max_length=160)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    base = models.PositiveIntegerField(help_text="Groups that answered, as stated in the report.")
    source = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["-year"]

    def __str__(self):
        return self.title


class Need(models.Model):
    """One need; `rank` is as printed, ties are not re-ranked (R21)."""

    survey = models.ForeignKey(NeedsSurvey, on_delete=models.PROTECT, related_name="needs")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["survey_id", "rank"]
        constraints = [
            models.UniqueConstraint(name="one_need_per_rank", fields=["survey", "rank"]),
        ]

    def __str__(self):
        return self.name


class Research(models.Model):
    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=200)
    date = models.CharField(
        max_length=20, blank=True, help_text="As far as it is known: 2006, 2006-09."
    )
    commissioned_by = models.JSONField(default=list, blank=True)
    summary = models.TextField(blank=True)
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "research"

    def __str__(self):
        return self.title


class Policy(models.Model):
    number = models.PositiveSmallIntegerField(unique=True)
    level = models.CharField(max_length=12)
    title = models.CharField(max_length=240)
    from_year = models.PositiveSmallIntegerField(null=True, blank=True)
    to_year = models.PositiveSmallIntegerField(null=True, blank=True)
    summary = models.TextField(blank=True)
    priorities = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "policies"

    def __str__(self):
        return self.title


class Plan(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    clause = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.name
