"""A real worker takes what the site queues, and a killed one loses nothing."""

import pytest
from django.utils import timezone

from consortium.core.models import Message
from consortium.core.tasks import send_outbox

pytestmark = pytest.mark.worker


def waiting_mail():
    now = timezone.now()
    return Message.objects.create(
        kind="test", to="a@b.test", subject="s", text="t", created_at=now, next_attempt_at=now
    )


def is_sent(message):
    message.refresh_from_db()
    return message.state == Message.State.SENT


def test_a_task_that_the_site_queues_is_done_by_the_worker(celery_worker):
    message = waiting_mail()
    send_outbox.delay()
    celery_worker.wait(lambda: is_sent(message))


def test_a_task_queued_while_the_worker_was_dead_is_done_when_it_is_back(celery_worker):
    celery_worker.kill()
    message = waiting_mail()
    send_outbox.delay()
    assert not is_sent(message)
    celery_worker.start()
    celery_worker.wait(lambda: is_sent(message))
