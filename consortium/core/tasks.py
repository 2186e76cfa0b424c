"""Celery's doors into the kernel: ids in, one call."""

from celery import shared_task
from django.core.management import call_command
from django.utils.module_loading import autodiscover_modules

from . import clock, due, filechecks, idempotency, jobs, outbox


@shared_task(name="consortium.core.tasks.send_outbox")
def send_outbox() -> int:
    """Send waiting mail until none is left or its server does not answer."""
    total = 0
    while sent := outbox.send_waiting(limit=500):
        total += sent
    return total


@shared_task(name="consortium.core.tasks.sweep_due")
def sweep_due() -> int:
    """Handle what is due by the domain's today; a day missed is caught up."""
    autodiscover_modules("tasks")
    jobs.interrupted()
    jobs.requeue_waiting()
    filechecks.check_waiting()
    return due.sweep(today=clock.today())


@shared_task(name="consortium.core.tasks.run_job", bind=True)
def run_job(self, job_id: str) -> None:
    """Do the work of one job."""
    jobs.run(job_id, task_id=self.request.id or "")


@shared_task(name="consortium.core.tasks.check_files")
def check_files(ids: list[int]) -> None:
    """Look inside files that were received."""
    filechecks.check(ids)


@shared_task(name="consortium.core.tasks.verify_files")
def verify_files() -> int:
    """Compare every stored file with its sum; gives how many are not as they were."""
    return filechecks.verify_all()


@shared_task(name="consortium.core.tasks.forget_expired")
def forget_expired() -> None:
    """Remove what nobody needs any more: orphans in the store, used tokens, old sessions."""
    filechecks.remove_orphans()
    idempotency.forget_old_tokens()
    call_command("clearsessions")


@shared_task(name="consortium.core.tasks.publish_audit_head")
def publish_audit_head() -> None:
    """Send the head of the audit chain out of the house, once a day (AU4)."""
    from . import auditcheck

    auditcheck.publish_daily(today=clock.today())
