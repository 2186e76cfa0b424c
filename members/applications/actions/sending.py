"""What the applicant does beside filling in: send, answer, withdraw, name a representative."""

import hashlib

from django.db import transaction
from django.db.models import IntegerField
from django.db.models.functions import Cast, Substr

from consortium.core import audit, clock, files
from consortium.core.canonical import canonical, plain
from consortium.core.versions import check_version
from consortium.core.workflow import Refused, fire
from members.actions import business
from members.applications import facts, notices
from members.applications.models import Application
from members.applications.permissions import can_answer
from members.applications.snapshot import snapshot_of
from members.applications.states import ApplicationState
from members.applications.workflow import APPLICATION

from . import planning
from .checks import locked, refuse_if
from .following import tell_those_above
from .links import new_link
from .papers import start_paper

MEETING_KIND = "application"


@transaction.atomic
def send(
    application: Application,
    *,
    declared: bool,
    declared_name: str,
    declared_position: str,
    version,
    by,
) -> Application:
    """Send the form to the secretariat: it gets its reference, and stays as it is."""
    current = locked(application)
    if current.state == ApplicationState.DRAFT:
        check_version(current, version)
    gaps = [words for _, words in facts.missing(current)]
    if not declared_name.strip():
        gaps.append("Enter the name of the person who sends it.")
    current.reference = _next_reference()
    current.sent_at, current.sent_on = clock.now(), clock.today()
    names = ("reference", "sent_at", "sent_on")
    sent = {"missing": gaps, "declared": declared}
    current = fire(APPLICATION, current, "send", facts=sent, fields=names, by=by)
    current.declared_name = " ".join(declared_name.split())
    current.declared_position = declared_position.strip()
    current.snapshot = plain(snapshot_of(current))
    current.sha256 = hashlib.sha256(canonical(current.snapshot)).hexdigest()
    current.save(update_fields=["declared_name", "declared_position", "snapshot", "sha256"])
    planning.call_off(current)
    start_paper(current, "copy")
    current.token = _tell(current, notices.received, by=by)
    notices.arrived(current, by=by)
    tell_those_above(current, by=by)
    return current


def _tell(application: Application, notice, *, by) -> str:
    """A mail with a link to the applicant, where there is an address; gives its token."""
    if not application.email:
        return ""
    token, _ = new_link(application)
    notice(application, token, by=by)
    return token


def _next_reference() -> str:
    """As in "M-2026-004": the year, and the number within it."""
    stem = f"M-{clock.today().year}-"
    sent = Application.objects.filter(reference__startswith=stem)
    number = Cast(Substr("reference", len(stem) + 1), IntegerField())
    last = sent.annotate(number=number).order_by("-number").values_list("number", flat=True).first()
    return f"{stem}{(last or 0) + 1:03d}"


@transaction.atomic
def answer(application: Application, *, text: str, by) -> Application:
    """Answer the open question; the secretariat goes on with the application."""
    current = locked(application)
    if not text.strip():
        raise Refused("Enter your answer.")
    current = fire(APPLICATION, current, "answer", by=by)
    question = current.questions.get(answered_on=None, dropped_on=None)
    question.answer, question.answered_on = text.strip(), clock.today()
    question.save(update_fields=["answer", "answered_on"])
    planning.call_off(current)
    notices.answered(current, by=by)
    return current


@transaction.atomic
def withdraw(application: Application, *, reason: str = "", by) -> Application:
    """Take the application back; what waited for members or a meeting is called off."""
    current = locked(application)
    was = current.state
    current = fire(APPLICATION, current, "withdraw", reason=reason, by=by)
    planning.call_off(current)
    current.questions.filter(answered_on=None, dropped_on=None).update(dropped_on=clock.today())
    if waiting := business.waiting_for(current, kind=MEETING_KIND):
        business.drop(waiting, reason="The application was withdrawn", by=by)
    if was == ApplicationState.DRAFT:
        _forget(current, by=by)
    else:
        notices.withdrawn(current, was, by=by)
        tell_those_above(current, by=by)
    return current


@transaction.atomic
def lapse(application: Application, *, by) -> Application:
    """End a draft whose link ended long ago, and forget who began it."""
    current = fire(APPLICATION, locked(application), "lapse", by=by)
    _forget(current, by=by)
    return current


def _forget(application: Application, *, by) -> None:
    """Nothing was ever sent, so nothing of what was typed is kept."""
    for name in ("email", "contact_name", "contact_position", "telephone", "address", "about"):
        setattr(application, name, "")
    application.save(
        update_fields=[
            "email", "contact_name", "contact_position", "telephone", "address", "about",
        ]
    )  # fmt: skip
    application.points.update(what="", where="")
    for added in application.evidence.select_related("file"):
        added.delete()
        files.tombstone(added.file, rule="The application was never sent", by=by)


@transaction.atomic
def name_representative(
    application: Application, *, name: str, email: str, telephone: str = "", by
) -> Application:
    """A new member says who will speak for it (7.1); the secretariat invites that person."""
    current = locked(application)
    refuse_if(
        can_answer(by, current),
        ""
        if current.state == ApplicationState.ADMITTED
        else "A representative is named once the organisation is a member.",
    )
    current.nominee_name = " ".join(name.split())
    current.nominee_email, current.nominee_telephone = email.strip().lower(), telephone.strip()
    current.save(update_fields=["nominee_name", "nominee_email", "nominee_telephone"])
    audit.record("application.representative_named", current, by=by)
    notices.representative_named(current, by=by)
    return current
