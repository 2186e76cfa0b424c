"""A form that is sent twice does its work once (M20).

Every rendered form carries a new token (`formfields.TokenForm`). The token is
written down in the transaction of the work itself: if the work is refused, the
token was not used.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction

from .actor import Actor
from .clock import now
from .locks import GivenUp, was_given_up
from .models import UsedToken

FIELD = "token"
LEFT_OUT = frozenset({FIELD, "csrfmiddlewaretoken"})
_SHAPE = re.compile(r"[A-Za-z0-9_-]{16,64}")


class TokenReused(Exception):
    """The token was used before, with other answers or for something else."""


class TokenMissing(TokenReused):
    """The form came without the token that was rendered into it."""


@dataclass
class Once:
    """`first` says whether the work is to be done now; `result` is what came of it, as JSON."""

    first: bool
    result: Any = None


def new_token() -> str:
    return secrets.token_urlsafe(16)


@contextmanager
def once(request, *, name: str, unread: Collection[str] = ()) -> Iterator[Once]:
    """Do the work of a posted form at most once per token.

        form = SubmitForm(request.POST)
        if form.is_valid():
            with once(request, name="submit-claim") as act:
                if act.first:
                    submit(claim, by=request.actor)
                    act.result = claim.get_absolute_url()
            return redirect(act.result)

    Sent again with the same answers, `act.first` is false and `act.result` is
    what was stored. With other answers: `TokenReused`, a 409 page. Check the
    form before; catch `Refused` outside the `with`, so that the work is undone
    and the token stays unused. Opens the transaction itself. Where the database gives
    that up for somebody else's sake, the view runs again (`access`, C-i). Fields that are
    `unread` leave no trace, not even in the fingerprint that is kept: of a few possible
    answers it would tell which one was given.
    """
    token, by = request.POST.get(FIELD, ""), getattr(request, "actor", None)
    try:
        with once_for(token, body_of(request, unread=unread), name=name, by=by) as act:
            yield act
    except OperationalError as error:
        if connection.in_atomic_block or not was_given_up(error):
            raise
        raise GivenUp(*error.args) from error


@contextmanager
def once_for(token: str, body: str, *, name: str, by: Actor | None) -> Iterator[Once]:
    """`once` for other doors than a form: `body` is any text that says what is asked."""
    if not _SHAPE.fullmatch(token):
        raise TokenMissing(name)
    body_hash = hashlib.sha256(body.encode()).hexdigest()
    user_id = (by.user_id if by else None) or 0
    with transaction.atomic():
        row = _claim(user_id=user_id, token=token, name=name, body_hash=body_hash)
        if row is None:
            yield Once(first=False, result=_stored(user_id, token, name, body_hash))
            return
        act = Once(first=True)
        yield act
        if act.result is None:
            raise RuntimeError(f"once(name={name!r}) ended without a result to give again")
        row.result = act.result
        row.save(update_fields=["result"])


def _claim(**values) -> UsedToken | None:
    """Write the token down; None where someone has. Waits for a rival to finish or fail."""
    try:
        with transaction.atomic():
            return UsedToken.objects.create(**values)
    except IntegrityError:
        return None


def _stored(user_id: int, token: str, name: str, body_hash: str) -> Any:
    row = UsedToken.objects.get(user_id=user_id, token=token)
    if (row.name, row.body_hash) != (name, body_hash):
        raise TokenReused(name)
    return row.result


def body_of(request, *, unread: Collection[str] = ()) -> str:
    """What a posted form says, the same text for the same answers: address, fields, files."""
    left_out = LEFT_OUT.union(unread)
    fields = [(name, values) for name, values in request.POST.lists() if name not in left_out]
    files = [
        (name, [(upload.name, upload.size, _digest(upload)) for upload in uploads])
        for name, uploads in request.FILES.lists()
    ]
    return json.dumps([request.path, sorted(fields), sorted(files)])


def _digest(upload) -> str:
    sha = hashlib.sha256()
    for chunk in upload.chunks():
        sha.update(chunk)
    upload.seek(0)
    return sha.hexdigest()


def forget_old_tokens(*, days: int = 30) -> int:
    """Drop what nobody will send again; gives how many went."""
    return UsedToken.objects.filter(used_at__lt=now() - timedelta(days=days)).delete()[0]
