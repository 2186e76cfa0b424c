from django.db import models


class UsedToken(models.Model):
    """A form that was sent, and what came of it: sent again, it gives the same again."""

    user_id = models.BigIntegerField("user", default=0, help_text="0: someone signed out")
    token = models.CharField("token", max_length=64)
    name = models.CharField("what was done", max_length=80)
    body_hash = models.CharField("hash of the form", max_length=64)
    result = models.JSONField("what came of it", null=True)
    used_at = models.DateTimeField("used at", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "used token"
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "token"], name="a_token_is_used_once_by_its_user"
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.token[:6]}…"
