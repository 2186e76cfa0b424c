from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "members.meetings"
    label = "meetings"
    verbose_name = "Meetings"

    def ready(self):
        from members.meetings.actions import (  # noqa: F401  # each registers what follows
            ballots,
            body,
            elections,
            minutes,
        )
        from members.meetings.facts import (  # noqa: F401  # each registers what it knows
            follow_ups,
            minutes,  # noqa: F811
            overrides,
            service,
        )
