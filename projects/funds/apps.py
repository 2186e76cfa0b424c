from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "projects.funds"
    label = "funds"
    verbose_name = "Funds"
