"""Moves: only those of the table, by those who may, with every reason said at once."""

from dataclasses import replace

import pytest
import structlog
from django.db import transaction
from django.utils import timezone

from consortium.core import audit
from consortium.core.actor import SYSTEM, Actor
from consortium.core.models import AuditRow, Job
from consortium.core.workflow import Move, Refused, Workflow, every_cell, fire

ANNA = Actor(
    user_id=5, name="Anna", hat="office:1", roles=frozenset({"finance_officer"}), organisation_id=1
)
BEN = replace(ANNA, user_id=6, name="Ben", roles=frozenset({"claims_person"}))


def finance(actor, record):
    return None if actor.has("finance_officer") else "Only the finance officer may do this."


def labelled(record, facts):
    return None if record.label else "It has no label."


def counted(record, facts):
    return [] if facts.get("count", 1) else ["Nothing was counted.", "Count again."]


TABLE = Workflow(
    "job",
    "state",
    (
        Move("begin", "Begin", frozenset({"waiting"}), "running", finance, (labelled, counted)),
        Move("fail", "Give up", frozenset({"waiting", "running"}), "failed", finance, (), True),
    ),
)


@pytest.fixture
def piece(db):
    return Job.objects.create(
        kind="x", label="A piece of work", created_at=timezone.now(), started_at=timezone.now()
    )


def try_move(record, move, *, by=ANNA, **kwargs):
    with transaction.atomic():
        return fire(TABLE, record, move, by=by, **kwargs)


def test_a_move_changes_state_and_chosen_fields_and_writes_one_audit_row(piece):
    piece.message = "Going"
    moved = try_move(piece, "begin", fields=["message"])
    moved.refresh_from_db()
    assert (moved.state, moved.message, piece.state) == ("running", "Going", "running")
    row = audit.history(piece).get()
    assert row.action == "job.begin"
    assert row.before == {"state": "waiting", "message": ""}
    assert row.after == {"state": "running", "message": "Going"}
    assert (row.actor_id, row.hat, row.actor_roles) == (5, "office:1", "finance_officer")


def test_a_field_that_was_not_named_is_not_saved(piece):
    piece.label = "Changed on the side"
    try_move(piece, "begin")
    piece.refresh_from_db()
    assert piece.label == "A piece of work"


def test_a_refused_move_says_every_reason_at_once_and_changes_nothing(piece):
    piece.label = ""
    with pytest.raises(Refused) as refused:
        try_move(piece, "begin", by=BEN, facts={"count": 0}, fields=["label"])
    assert refused.value.reasons == [
        "Only the finance officer may do this.",
        "It has no label.",
        "Nothing was counted.",
        "Count again.",
    ]
    piece.refresh_from_db()
    assert piece.state == "waiting"
    assert AuditRow.objects.count() == 0


def test_a_move_made_twice_is_refused_the_second_time_in_plain_words(piece):
    stale = Job.objects.get(pk=piece.pk)
    try_move(piece, "begin")
    with pytest.raises(Refused, match="This job is already running"):
        try_move(stale, "begin")
    assert AuditRow.objects.count() == 1


def test_a_move_from_another_state_says_which_state_it_is_in(piece):
    Job.objects.filter(pk=piece.pk).update(state="done", finished_at=timezone.now())
    with pytest.raises(Refused, match="This job is done, so “Begin” is not possible"):
        try_move(piece, "begin")


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_move_that_needs_a_reason_is_refused_without_one(piece, reason):
    piece.finished_at = timezone.now()
    with pytest.raises(Refused, match=r"Give a reason\."):
        try_move(piece, "fail", reason=reason, fields=["finished_at"])
    moved = try_move(piece, "fail", reason="No longer needed", fields=["finished_at"])
    assert moved.state == "failed"
    assert audit.history(piece).get().reason == "No longer needed"


def test_a_page_that_asks_beforehand_is_not_told_to_give_a_reason(piece):
    assert TABLE.reasons(piece, "fail", ANNA) == []


def test_buttons_are_the_moves_of_this_state_and_this_person(piece):
    assert [m.name for m in TABLE.possible(piece, ANNA)] == ["begin", "fail"]
    assert TABLE.possible(piece, BEN) == []
    piece.state = "done"
    assert TABLE.possible(piece, ANNA) == []


@pytest.mark.parametrize("state,move", every_cell(TABLE, Job.State.values))
def test_every_cell_of_a_table_is_either_a_move_or_refused(piece, state, move):
    piece.finished_at = timezone.now()
    Job.objects.filter(pk=piece.pk).update(state=state, finished_at=piece.finished_at)
    if state in move.sources:
        assert try_move(piece, move.name, reason="Because").state == move.target
    else:
        with pytest.raises(Refused):
            try_move(piece, move.name, reason="Because")


def test_every_cell_covers_all_states_and_all_moves():
    cells = list(every_cell(TABLE, Job.State.values))
    assert len(cells) == len(Job.State.values) * len(TABLE.moves)


def test_a_refusal_is_logged_with_its_reasons(piece):
    with structlog.testing.capture_logs() as logs, pytest.raises(Refused):
        try_move(piece, "begin", by=BEN)
    (line,) = [each for each in logs if each["event"] == "move_refused"]
    assert line["reasons"] == ["Only the finance officer may do this."]
    assert (line["actor_id"], line["move"], line["object_id"]) == (6, "begin", str(piece.pk))


def test_two_moves_of_one_name_are_a_mistake_in_the_table():
    with pytest.raises(ValueError, match="two moves"):
        Workflow("twice", "state", (*TABLE.moves, TABLE.moves[0]))


@pytest.mark.django_db(transaction=True)
def test_a_move_outside_a_transaction_is_a_mistake_in_the_verb():
    work = Job.objects.create(kind="x", label="x", created_at=timezone.now())
    with pytest.raises(transaction.TransactionManagementError):
        fire(TABLE, work, "begin", by=SYSTEM)
