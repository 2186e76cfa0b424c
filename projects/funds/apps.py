from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "projects.funds"
    label = "funds"
    verbose_name = "Funds"

    def ready(self):
        from . import triggers

        triggers.register()
