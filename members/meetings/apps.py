from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "members.meetings"
    label = "meetings"
    verbose_name = "Meetings"

    def ready(self):
        from members.meetings.facts import (  # noqa: F401  # each registers what it knows
            follow_ups,
            overrides,
            service,
        )
