from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    label = "projects"
    verbose_name = "Projects"

    def ready(self):
        from projects import told  # noqa: F401  # meetings ask whoever has registered
