from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CoreConfig(AppConfig):
    name = "consortium.core"
    label = "core"
    verbose_name = "The ground"

    def ready(self):
        from django.conf import settings

        from . import appendonly, workingdays
        from . import paths as paths  # makes <id:pk> and <quarter:quarter> known to every urls.py

        workingdays.announce(settings.EXTRA_BANK_HOLIDAYS)  # web, worker and commands alike
        pre_migrate.connect(appendonly.before_migrate, sender=self, dispatch_uid="drop_triggers")
        post_migrate.connect(appendonly.after_migrate, sender=self, dispatch_uid="make_triggers")
