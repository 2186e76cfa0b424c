"""When the words of each public page were last looked through, and by when again (R117)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from members.roll.states import PAGE_OWNERS, PublicPage


class ContentReview(models.Model):
    """One public page: who sees to it, and its days."""

    page = models.CharField(max_length=20, choices=PublicPage.choices, unique=True)
    owner = models.CharField(
        max_length=20, choices=[(role.value, role.label) for role in PAGE_OWNERS]
    )
    review_by = models.DateField()
    reviewed_on = models.DateField()
    reviewed_by_id = models.BigIntegerField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["review_by", "page"]
        constraints = [
            models.CheckConstraint(
                name="a_page_is_looked_through_again_later",
                condition=Q(review_by__gt=models.F("reviewed_on")),
            ),
        ]

    def __str__(self):
        return self.get_page_display()

    def get_absolute_url(self):
        return reverse("content_review", args=[self.page])
