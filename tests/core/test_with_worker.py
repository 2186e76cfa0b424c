"""The kernel's tasks on a real worker, killed without goodbye."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from consortium.core import filechecks, files, outbox
from consortium.core.actor import SYSTEM
from consortium.core.models import Message, StoredFile
from consortium.core.tasks import send_outbox

from . import hostile

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def receive():
    with transaction.atomic():
        return files.receive(
            SimpleUploadedFile("a.pdf", hostile.pdf()),
            owner=("a.b", 1),
            organisation_id=None,
            by=SYSTEM,
        )


def is_clean(stored):
    return lambda: StoredFile.objects.get(pk=stored.pk).state == "clean"


def test_a_file_is_checked_by_the_worker(celery_worker):
    celery_worker.wait(is_clean(receive()))


def test_what_was_queued_while_the_worker_was_dead_is_done_when_it_is_back(celery_worker):
    celery_worker.kill()
    stored = receive()
    assert StoredFile.objects.get().state == "received"
    celery_worker.start()
    celery_worker.wait(is_clean(stored))


def test_a_queue_that_was_lost_is_made_good_from_the_database(celery_worker):
    celery_worker.kill()
    stored = receive()
    celery_worker.forget_waiting_tasks()
    StoredFile.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=5))
    assert filechecks.check_waiting() == 1
    assert is_clean(stored)()


def test_mail_is_sent_by_the_worker_once_although_the_task_came_twice(celery_worker):
    with transaction.atomic():
        outbox.notify(
            "test", None, email="ann@example.org", subject="x", template="audit_head",
            context={"day": timezone.now(), "sequence": 1, "row_hash": "x"}, by=SYSTEM,
        )  # fmt: skip
    send_outbox.delay()
    send_outbox.delay()
    celery_worker.wait(lambda: Message.objects.get().state == "sent")
    assert Message.objects.get().attempts == 1
