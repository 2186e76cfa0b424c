"""The Django project. Celery's app is made here, so that tasks find it from every door."""

from .celery import app as celery_app

__all__ = ["celery_app"]
