from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "projects.strategy"
    label = "strategy"
    verbose_name = "Strategy"
