from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "members.meetings"
    label = "meetings"
    verbose_name = "Meetings"
