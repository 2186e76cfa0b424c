from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    label = "claims"
    verbose_name = "Claims"

    def ready(self):
        from claims import tasks  # noqa: F401  # verbs ask for tasks by their name
        from claims.facts import in_the_room  # noqa: F401  # a card beside the room of a meeting
