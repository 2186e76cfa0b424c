"""The Celery application: `celery -A consortium worker`, `celery -A consortium beat`."""

import os

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings.prod")

app = Celery("consortium")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_):
    """Celery sets up no logging where something answers: Django's LOGGING stays."""
