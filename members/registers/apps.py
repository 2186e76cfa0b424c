from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "members.registers"
    label = "registers"
    verbose_name = "Registers of the consortium"
