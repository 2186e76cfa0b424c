"""When two people meet at a lock and the database gives one of them up.

The order in which a verb locks: fund, grant, budget line, claim, line, payment,
and the audit head last. Kept, it makes deadlocks rare; what still happens is
tried again here, and only then shown ("Somebody else is changing this").
"""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import structlog
from django.db import OperationalError, connection, transaction
from django.db.models import Model

log = structlog.get_logger(__name__)

ATTEMPTS = 3
P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)
GIVEN_UP = {"40001", "40P01"}  # serialisation failure, deadlock: the same again may well succeed


class GivenUp(OperationalError):
    """The whole of a request's work was undone for another one's sake: it can be answered anew."""


def locked(record: M) -> M:
    """The row read anew under its lock, held until the transaction ends."""
    return type(record)._base_manager.select_for_update().get(pk=record.pk)


def retried(verb: Callable[P, R]) -> Callable[P, R]:
    """`transaction.atomic` for a verb, tried up to three times when the database gives it up.

    Only the outermost transaction can be tried again: inside another one the
    verb simply runs, and whoever opened that one tries it again (`answered_again`). It
    must read its records again under their locks, and must not use up an iterator.
    """

    @wraps(verb)
    def run(*args, **kwargs):
        def once() -> R:
            with transaction.atomic():
                return verb(*args, **kwargs)

        if connection.in_atomic_block:
            return verb(*args, **kwargs)
        return tried_again(once, name=verb.__name__)

    return run


def tried_again(act: Callable[[], R], *, name: str) -> R:
    """Run something that opens its own transaction, up to three times, as `retried` does."""
    for attempt in range(1, ATTEMPTS):
        try:
            return act()
        except OperationalError as error:
            if connection.in_atomic_block or not was_given_up(error):
                raise
            _wait(name, attempt)
    return act()


def answered_again(answer: Callable[[], R], *, before_again: Callable[[], None], name: str) -> R:
    """Answer a posted form anew, up to three times, where `once` says that its work is undone.

    Other failures are not for here: what a request had done before could be done twice.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return answer()
        except GivenUp:
            _wait(name, attempt)
            before_again()
    return answer()


def _wait(name: str, attempt: int) -> None:
    log.warning("verb_tried_again", verb=name, attempt=attempt)
    time.sleep(random.uniform(0.02, 0.1) * attempt)


def was_given_up(error: OperationalError) -> bool:
    """Whether the database gave a transaction up for another one's sake."""
    return getattr(error.__cause__, "sqlstate", "") in GIVEN_UP
