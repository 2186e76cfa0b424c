from django.apps import AppConfig


class RollConfig(AppConfig):
    name = "members.roll"
    label = "roll"
    verbose_name = "Roll of members"

    def ready(self):
        from .actions import publishing  # noqa: F401 - what it forgets with a person
