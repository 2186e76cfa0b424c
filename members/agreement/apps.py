from django.apps import AppConfig


class AgreementConfig(AppConfig):
    name = "members.agreement"
    label = "agreement"
    verbose_name = "The agreement and its company"
