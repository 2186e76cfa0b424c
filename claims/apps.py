from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    label = "claims"
    verbose_name = "Claims"

    def ready(self):
        from claims import tasks  # noqa: F401  # verbs ask for tasks by their name
