from django.apps import AppConfig


class WorkingConfig(AppConfig):
    name = "members.working"
    label = "working"
    verbose_name = "Working together"
