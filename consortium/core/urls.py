"""Addresses of the kernel's own pages."""

from django.urls import path

from . import paths, views

assert paths  # registers <id:…>

urlpatterns = [
    path("jobs/", views.my_jobs, name="jobs"),
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("jobs/<uuid:pk>/retry/", views.retry_job, name="retry_job"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<id:pk>/", views.outbox_message, name="outbox_message"),
]
