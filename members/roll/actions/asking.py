"""Somebody asks for the directory as a document: logged, made once, and sent (5.7)."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from consortium.core import audit, clock, due, files, jobs
from members.roll import notices
from members.roll.models import DirectoryRequest, PublishingConsent
from members.roll.permissions import office
from members.roll.states import Asked

from .checks import refuse_if

JOB = "roll.directory"
FORGET = "roll.forget_request"
OPENS_FOR = timedelta(days=30)
KEPT_FOR = timedelta(days=90)


@transaction.atomic
def ask(*, name: str, email: str, how: str = Asked.SITE, by):
    """Log who asked and start making the PDF; gives the row and its job.

    A visitor asks on the site for a link by mail; the secretariat writes down who
    asked in another way.
    """
    name, email = " ".join(name.split()), email.strip().lower()
    on_site = how == Asked.SITE
    refuse_if(
        None if on_site else office(by),
        "Enter an email address." if on_site and not email else "",
        "Say who asked." if not name and not email else "",
    )
    request = DirectoryRequest.objects.create(
        name=name, email=email, how=Asked(how), asked_on=clock.today(), recorded_by_id=by.user_id
    )
    audit.record("directory.asked", request, after={"how": how}, by=by)
    due.plan(FORGET, request, request.asked_on + KEPT_FOR)
    job = jobs.start(JOB, label="Directory of members", args={"request_id": request.pk}, by=by)
    return request, job


@transaction.atomic
def keep_directory(request: DirectoryRequest, content: bytes, *, by) -> DirectoryRequest:
    """Freeze the PDF that was made for a request, and mail its link; once."""
    request = DirectoryRequest.objects.select_for_update().get(pk=request.pk)
    if request.file_id:
        return request
    token = secrets.token_urlsafe(24)
    request.file = files.keep(content, f"directory-{clock.today()}.pdf", owner=request, by=by)
    request.made_at, request.token_hash = clock.now(), hash_of(token)
    request.save(update_fields=["file", "made_at", "token_hash"])
    audit.record("directory.made", request, after={"sha256": request.file.sha256}, by=by)
    if request.email:
        notices.directory_ready(request, token, by=by)
    return request


@transaction.atomic
def forget(request: DirectoryRequest, *, by) -> None:
    """After ninety days nobody needs to know who asked; that somebody did stays."""
    request = DirectoryRequest.objects.select_for_update().get(pk=request.pk)
    request.name, request.email, request.forgotten_on = "", "", clock.today()
    request.save(update_fields=["name", "email", "forgotten_on"])
    audit.record("directory.forgotten", request, by=by)


def request_of(token: str) -> DirectoryRequest | None:
    """The request that a mailed link is for, while it opens."""
    found = DirectoryRequest.objects.filter(token_hash=hash_of(token), file__isnull=False)
    request = found.select_related("file").first()
    if request is None or request.made_at + OPENS_FOR < clock.now():
        return None
    return request


def is_outdated(request: DirectoryRequest) -> bool:
    """Has anybody taken back a detail since it was made? Then it is not handed out again."""
    return PublishingConsent.objects.filter(ended_at__gte=request.made_at).exists()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
