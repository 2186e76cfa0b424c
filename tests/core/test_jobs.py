"""Long work: seen while it runs, found again, done once, and only with rights one still has."""

import re
from dataclasses import replace

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from consortium.core import jobs
from consortium.core.actor import SYSTEM, Actor
from consortium.core.models import Job
from consortium.core.workflow import Refused
from tests.factories.members import SeatFactory

pytestmark = pytest.mark.django_db(transaction=True)
rights = {"now": True}


def actor_of_tests(user_id, hat, *, task=""):
    if not rights["now"]:
        raise Refused("Anna no longer has the role in which this was begun.")
    return replace(SYSTEM, user_id=user_id, hat=hat, task=task)


@pytest.fixture(autouse=True)
def kinds(settings, monkeypatch):
    settings.ACTOR_FOR = "tests.core.test_jobs.actor_of_tests"
    rights["now"] = True
    found = {}
    monkeypatch.setattr(jobs, "kinds", found)
    return found


@pytest.fixture
def anna():
    return SeatFactory().user


@pytest.fixture
def by(anna):
    return Actor(anna.pk, "Anna", "office:1", frozenset(), 1)


def start(by, **args):
    return jobs.start("print", label="Funder claim", args=args, by=by)


def fresh(job):
    return Job.objects.get(pk=job.pk)


def test_a_job_runs_after_the_commit_and_says_where_its_result_is(kinds, by):
    seen = []

    def work(job, claim_id):
        seen.append((claim_id, job.actor.user_id, job.actor.hat, job.actor.task))
        job.progress(1, 2, "first half")
        return "/claims/5/"

    kinds["print"] = work
    with transaction.atomic():
        job = start(by, claim_id=5)
        assert seen == []
    job = fresh(job)
    assert seen == [(5, by.user_id, "office:1", seen[0][3])]
    assert (job.state, job.result_url, job.percent) == ("done", "/claims/5/", 100)
    assert (job.step, job.steps, job.message) == (1, 2, "")


def test_a_rolled_back_start_runs_nothing(kinds, by):
    kinds["print"] = lambda job: pytest.fail("it ran")
    with transaction.atomic():
        start(by)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_the_queue_carries_only_the_id(kinds, by, monkeypatch):
    from consortium.core import tasks

    sent = []
    monkeypatch.setattr(tasks.run_job, "delay", lambda *args: sent.append(args))
    job = start(by, claim_id=5)
    assert sent == [(str(job.pk),)]


def test_a_repeated_task_does_the_work_once(kinds, by):
    runs = []
    kinds["print"] = lambda job: runs.append(job.pk)
    job = start(by)
    jobs.run(str(job.pk))
    jobs.run(str(job.pk))
    assert len(runs) == 1


def test_a_task_for_a_job_that_vanished_does_nothing():
    jobs.run("00000000-0000-0000-0000-000000000000")


def test_who_lost_the_role_meanwhile_gets_nothing_done(kinds, by):
    kinds["print"] = lambda job: pytest.fail("it ran")
    rights["now"] = False
    job = fresh(start(by))
    assert job.state == "failed"
    assert job.message == "Anna no longer has the role in which this was begun."


@pytest.mark.parametrize(
    "error,message",
    [
        (Refused(["The fund is closed.", "The claim is paid."]),
         "The fund is closed. The claim is paid."),
        (jobs.JobFailed("Row 14, column F has no date."), "Row 14, column F has no date."),
        (KeyError("secret inner thing"), jobs.SOMETHING_BROKE),
    ],
)  # fmt: skip
def test_a_failure_is_said_in_words_for_people(kinds, by, error, message):
    def work(job):
        raise error

    kinds["print"] = work
    job = fresh(start(by))
    assert (job.state, job.message) == ("failed", message)


def test_a_failed_job_can_be_tried_again_and_only_a_failed_one(kinds, by):
    def broken(job):
        raise RuntimeError

    kinds["print"] = broken
    job = start(by)
    kinds["print"] = lambda job: "/claims/5/"
    assert jobs.retry(job)
    assert fresh(job).state == "done"
    assert fresh(job).attempts == 2
    assert not jobs.retry(job)


def test_a_job_whose_worker_died_fails_and_one_whose_message_was_lost_runs(kinds, by, monkeypatch):
    from consortium.core import tasks

    kinds["print"] = lambda job: None
    with monkeypatch.context() as lost:
        lost.setattr(tasks.run_job, "delay", lambda *args: None)
        dead, waiting, young = start(by), start(by), start(by)
    long_ago = timezone.now() - timezone.timedelta(hours=2)
    Job.objects.filter(pk=dead.pk).update(state="running", started_at=long_ago, beat_at=long_ago)
    Job.objects.filter(pk=waiting.pk).update(created_at=long_ago)
    assert jobs.interrupted() == 1
    assert jobs.requeue_waiting() == 1
    assert (fresh(dead).state, fresh(dead).message) == ("failed", jobs.INTERRUPTED)
    assert fresh(waiting).state == "done"
    assert fresh(young).state == "waiting"


def running(anna, **values):
    now = timezone.now()
    usual = {"label": "Funder claim for July", "state": "running", "started_at": now}
    progress = {"step": 3, "steps": 5, "message": "page 4"}
    return Job.objects.create(
        kind="print", owner_id=anna.pk, created_at=now, **{**usual, **progress, **values}
    )


def test_the_page_of_a_running_job_moves_with_and_without_scripts(client, anna):
    job = running(anna)
    client.force_login(anna)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "Step 3 of 5: page 4" in page
    assert f'hx-get="{job.get_absolute_url()}"' in page
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+"></noscript>', page)


def test_htmx_gets_the_part_that_moves_and_stops_asking_at_the_end(client, anna):
    job = running(anna)
    client.force_login(anna)
    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 2s"' in part
    Job.objects.update(state="done", finished_at=timezone.now(), result_url="/claims/5/")
    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert 'href="/claims/5/"' in part
    page = client.get(job.get_absolute_url()).content.decode()
    assert 'http-equiv="refresh"' not in page


def test_a_failed_job_shows_why_and_a_button_to_try_again(client, anna, kinds):
    kinds["print"] = lambda job: "/claims/5/"
    job = running(anna, state="failed", finished_at=timezone.now(), message="Row 14 has no date.")
    client.force_login(anna)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "Row 14 has no date." in page
    assert "Try again" in page
    again = client.post(reverse("retry_job", args=[job.pk]))
    assert again.url == job.get_absolute_url()
    assert fresh(job).state == "done"
    assert client.get(reverse("retry_job", args=[job.pk])).status_code == 405


def test_a_job_is_its_owners_alone(client, anna):
    job = running(anna)
    client.force_login(SeatFactory().user)
    assert client.get(job.get_absolute_url()).status_code == 404
    assert client.post(reverse("retry_job", args=[job.pk])).status_code == 404
    assert "Funder claim for July" not in client.get(reverse("jobs")).content.decode()
    client.logout()
    assert client.get(job.get_absolute_url()).status_code == 302


def test_ones_own_jobs_are_listed_in_pages(client, anna):
    for number in range(60):
        running(anna, label=f"Job {number}")
    client.force_login(anna)
    page = client.get(reverse("jobs")).content.decode()
    assert "Job 59" in page
    assert "Job 9<" not in page
    assert "?older=" in page
