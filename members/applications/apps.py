from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "members.applications"
    label = "applications"
    verbose_name = "Applications for membership"
