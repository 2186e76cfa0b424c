"""Long work with visible progress, on a page that can be closed and found again.

The row is the truth; the queue carries its id and nothing else (T6, T7). The
worker asks again who started it and whether they still may (SD8).
"""

import datetime
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules, import_string

from .actor import SYSTEM, Actor
from .canonical import plain
from .models.jobs import Job
from .workflow import Refused

log = structlog.get_logger(__name__)

State = Job.State
kinds: dict[str, Callable] = {}
SILENT_FOR = datetime.timedelta(minutes=70)  # longer than any task may take
SOMETHING_BROKE = "Something went wrong on our side. It has been noted; you can try again."
INTERRUPTED = "The work was interrupted. You can try again."


class JobFailed(Exception):
    """Raised by a job to end it with a message for people."""


def job(kind: str) -> Callable:
    """Register `function(job, **args)` as the work of a kind; in an app's `tasks.py`.

    It gets the row, with `job.actor` to act `by`, may call `job.progress(step,
    steps, message)`, and gives the address of its result or None. It may be run
    again after a failure or a crash, so its effects are verbs that know that.
    """

    def register(function: Callable) -> Callable:
        kinds[kind] = function
        return function

    return register


@transaction.atomic
def start(kind: str, *, label: str, args: dict | None = None, by: Actor) -> Job:
    """Put work in the queue when the transaction commits; gives the row with its page.

    `args` are ids and words, as JSON holds them. `label` is what the page says:
    "Funder claim for July to September 2026".
    """
    begun = Job.objects.create(
        kind=kind,
        label=label[:200],
        args=plain(args or {}),
        owner_id=by.user_id,
        hat=by.hat,
        created_at=timezone.now(),
    )
    queue(begun.pk)
    return begun


def queue(job_id: Any) -> None:
    """Hand the id to a worker when the transaction commits."""
    from .tasks import run_job

    transaction.on_commit(lambda: run_job.delay(str(job_id)))


@transaction.atomic
def retry(begun: Job) -> bool:
    """Start a failed job again; False when it is not one that failed."""
    again = Job.objects.filter(pk=begun.pk, state=State.FAILED).update(
        state=State.WAITING, finished_at=None, step=0, message=""
    )
    if again:
        queue(begun.pk)
    return bool(again)


def run(job_id: str, *, task_id: str = "") -> None:
    """Do the work of one job, once: a second worker that gets the same id does nothing."""
    now = timezone.now()
    taken = Job.objects.filter(pk=job_id, state=State.WAITING).update(
        state=State.RUNNING, started_at=now, beat_at=now, attempts=F("attempts") + 1
    )
    if not taken:
        return
    current = Job.objects.get(pk=job_id)
    try:
        current.actor = actor_of(current, task_id=task_id)
        result = _work_of(current.kind)(current, **current.args)
    except Exception as error:
        _finish(current, State.FAILED, message=_in_words(error))
        _log_failure(current, error)
        return
    _finish(current, State.DONE, result_url=result or "")


def _work_of(kind: str) -> Callable:
    if kind not in kinds:
        autodiscover_modules("tasks")
    return kinds[kind]


def actor_of(current: Job, *, task_id: str = "") -> Actor:
    """Who started the job, with the rights they have now; raises when they may no longer.

    The function that knows is named by the setting ACTOR_FOR: core imports no app.
    """
    if current.owner_id is None:
        return SYSTEM
    actor_for = import_string(getattr(settings, "ACTOR_FOR", "members.hats.actor_for"))
    return actor_for(current.owner_id, current.hat, task=task_id or f"job {current.pk}")


def _in_words(error: Exception) -> str:
    if isinstance(error, Refused):
        return " ".join(error.reasons)
    if isinstance(error, JobFailed) or getattr(error, "for_people", False):
        return str(error)
    return SOMETHING_BROKE


def _log_failure(current: Job, error: Exception) -> None:
    known = isinstance(error, Refused | JobFailed)
    say = log.warning if known else log.exception
    say("job_failed", job_id=str(current.pk), kind=current.kind, error=repr(error))


def _finish(current: Job, state: str, *, message: str = "", result_url: str = "") -> None:
    Job.objects.filter(pk=current.pk, state=State.RUNNING).update(
        state=state, finished_at=timezone.now(), message=message[:500], result_url=result_url
    )


def interrupted() -> int:
    """Say of jobs whose worker died that they failed; gives how many."""
    quiet = Job.objects.filter(state=State.RUNNING, beat_at__lt=timezone.now() - SILENT_FOR)
    return quiet.update(state=State.FAILED, finished_at=timezone.now(), message=INTERRUPTED)


def requeue_waiting() -> int:
    """Queue jobs again that wait for more than five minutes: their message was lost (T7)."""
    since = timezone.now() - timezone.timedelta(minutes=5)
    lost = Job.objects.filter(state=State.WAITING, created_at__lt=since)
    waiting = list(lost.values_list("pk", flat=True)[:100])
    for job_id in waiting:
        queue(job_id)
    return len(waiting)
