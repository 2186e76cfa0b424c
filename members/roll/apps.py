from django.apps import AppConfig


class RollConfig(AppConfig):
    name = "members.roll"
    label = "roll"
    verbose_name = "Roll of members"
