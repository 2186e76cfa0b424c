"""A form sent twice does its work once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from consortium.core.clock import now
from consortium.core.idempotency import (
    TokenMissing,
    TokenReused,
    body_of,
    forget_old_tokens,
    new_token,
    once_for,
)
from consortium.core.models import UsedToken
from consortium.core.tasks import forget_expired

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-one-form-1"


def send(client, amount="12.50", token=TOKEN, **more):
    return client.post("/send/", {"amount": amount, "token": token, **more})


def test_sent_twice_it_is_done_once_and_answers_the_same(site, client):
    first, second = send(client), send(client, csrfmiddlewaretoken="another")
    assert first.status_code == second.status_code == 302
    assert first.url == second.url == "/id/1/"
    assert site.DONE == ["12.50"]


def test_the_same_token_with_other_answers_is_refused(site, client):
    send(client)
    answer = send(client, amount="99.00")
    assert answer.status_code == 409
    assert "What was sent first counts" in answer.content.decode()
    assert site.DONE == ["12.50"]


def test_a_form_that_fails_its_checks_does_not_use_the_token_up(site, client):
    assert send(client, amount="ten").status_code == 422
    assert send(client, amount="10").url == "/id/1/"


def test_work_that_is_refused_does_not_use_the_token_up(site, client):
    assert send(client, then="refuse").status_code == 409
    assert not UsedToken.objects.exists()
    assert send(client).status_code == 302


@pytest.mark.parametrize("token", ["", "short", "x" * 65, "with a space in it", "\u0661" * 20])
def test_a_form_without_a_proper_token_does_nothing(site, client, token):
    answer = send(client, token=token)
    assert answer.status_code == 409
    assert "Part of the page did not arrive" in answer.content.decode()
    assert site.DONE == []


def test_tokens_belong_to_their_user(make_actor):
    for user_id in (1, 2):
        with once_for(TOKEN, "body", name="send", by=make_actor(user_id=user_id)) as act:
            assert act.first
            act.result = user_id
    assert UsedToken.objects.count() == 2


def test_a_token_of_one_thing_is_no_token_of_another(make_actor):
    with once_for(TOKEN, "body", name="send", by=make_actor()) as act:
        act.result = "/"
    with pytest.raises(TokenReused), once_for(TOKEN, "body", name="pay", by=make_actor()):
        pass


def test_work_without_a_result_is_a_mistake_and_is_undone(make_actor):
    sending = once_for(TOKEN, "body", name="send", by=make_actor())
    with pytest.raises(RuntimeError, match="without a result"), sending:
        pass
    assert not UsedToken.objects.exists()


def test_a_missing_token_can_be_told_from_a_used_one(make_actor):
    with pytest.raises(TokenMissing), once_for("", "body", name="send", by=make_actor()):
        pass


def test_answers_are_the_same_in_any_order_and_differ_by_address_value_and_file(rf):
    def body(url="/a/", **fields):
        return body_of(rf.post(url, fields))

    def upload(content):
        return SimpleUploadedFile("receipt.pdf", content)

    assert body(a="1", b="2") == body(b="2", a="1") == body(a="1", b="2", token="t")
    assert body(a="1") != body(a="2")
    assert body(a="1") != body("/b/", a="1")
    assert body(a=["1", "2"]) != body(a=["2", "1"])
    assert body(f=upload(b"one")) == body(f=upload(b"one")) != body(f=upload(b"two"))


def test_a_file_can_still_be_read_after_it_was_compared(rf):
    request = rf.post("/", {"f": SimpleUploadedFile("receipt.pdf", b"content")})
    body_of(request)
    assert request.FILES["f"].read() == b"content"


def test_the_nightly_task_forgets_old_tokens(make_actor, time_machine_days):
    with once_for(TOKEN, "body", name="send", by=make_actor()) as act:
        act.result = "/"
    with time_machine_days(31):
        forget_expired()
    assert not UsedToken.objects.exists()


def test_old_tokens_are_forgotten_and_young_ones_kept(make_actor, time_machine_days):
    with once_for(TOKEN, "body", name="send", by=make_actor()) as act:
        act.result = "/"
    assert forget_old_tokens(days=30) == 0
    with time_machine_days(31):
        assert forget_old_tokens(days=30) == 1


@pytest.fixture
def time_machine_days():
    from datetime import timedelta

    import time_machine

    return lambda days: time_machine.travel(now() + timedelta(days=days))


@pytest.mark.django_db(transaction=True)
def test_of_many_senders_at_once_one_does_the_work(make_actor):
    senders, token, done = 6, new_token(), []
    barrier = Barrier(senders)

    def one(number):
        barrier.wait()
        try:
            with once_for(token, "body", name="send", by=make_actor()) as act:
                if act.first:
                    done.append(number)
                    act.result = f"/id/{number}/"
            return act.result
        finally:
            connection.close()

    with ThreadPoolExecutor(senders) as pool:
        results = list(pool.map(one, range(senders)))
    assert len(done) == 1
    assert set(results) == {f"/id/{done[0]}/"}


@pytest.mark.django_db(transaction=True)
def test_if_the_first_of_two_fails_the_second_does_the_work(make_actor):
    barrier, token = Barrier(2), new_token()

    def one(fails):
        barrier.wait()
        try:
            with once_for(token, "body", name="send", by=make_actor()) as act:
                if act.first and fails:
                    raise ZeroDivisionError
                act.result = act.result or "/done/"
            return act.result
        except ZeroDivisionError:
            return "failed"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(one, [True, False]))
    assert results[1] == "/done/"
    assert UsedToken.objects.get(token=token).result == "/done/"


def test_it_works_inside_a_transaction_that_is_already_open(make_actor):
    with transaction.atomic():
        for _ in range(2):
            with once_for(TOKEN, "body", name="send", by=make_actor()) as act:
                act.result = act.result or "/"
    assert act.first is False
