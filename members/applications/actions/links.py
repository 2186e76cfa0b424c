"""The applicant's link: mailed, kept as a hash, ended by its day or by a new one."""

import hashlib
import secrets
from datetime import timedelta

from django.core import signing

from consortium.core import clock
from consortium.core.workflow import Refused
from members.applications.models import Application, ApplicationLink
from members.applications.rules import LINK_DAYS
from members.applications.states import ApplicationState

from . import planning

UNKNOWN = "This link opens nothing. Copy all of it from the mail, or ask for a new one."
ENDED = "This link has ended. Ask for a new one: it comes to the same address."
signer = signing.Signer(salt="members.applications.link", sep=".")


class LinkRefused(Refused):
    """A link that opens nothing; the reason is a sentence for its holder."""


def application_of(token: str) -> Application:
    """The application behind a link; `LinkRefused` for one tampered with, ended or unknown."""
    try:
        signer.unsign(token)
    except signing.BadSignature:
        raise LinkRefused(UNKNOWN) from None
    links = ApplicationLink.objects.select_related("application")
    link = links.filter(token_hash=_hashed(token)).first()
    if link is None:
        raise LinkRefused(UNKNOWN)
    if link.ended_at or link.ends_on < clock.today():
        raise LinkRefused(ENDED)
    return link.application


def new_link(application: Application) -> tuple[str, ApplicationLink]:
    """(token, row) of another link, which lasts thirty days. The token is kept nowhere."""
    token = signer.sign(secrets.token_urlsafe(24))
    link = ApplicationLink.objects.create(
        application=application,
        token_hash=_hashed(token),
        sent_at=clock.now(),
        ends_on=clock.today() + timedelta(days=LINK_DAYS),
    )
    if application.state == ApplicationState.DRAFT:
        planning.plan_link(application, link.ends_on)
    return token, link


def end_links(application: Application) -> None:
    """What was mailed before opens nothing any more."""
    application.links.filter(ended_at=None).update(ended_at=clock.now())


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
