"""The decision: by the chair where nothing stands against it, otherwise by a meeting (5.3)."""

from datetime import date, time

from django.db import transaction

from consortium.core import clock
from consortium.core.workflow import Refused, fire
from members.actions import business
from members.actions.organisations import enter_on_the_roll
from members.agreement.actions.signing import ask_to_sign
from members.applications import facts, notices, rules
from members.applications.models import Application
from members.applications.permissions import can_put_to_meeting
from members.applications.workflow import APPLICATION
from members.models import MeetingBusiness, Organisation

from .checks import locked, refuse_if
from .following import tell_those_above
from .links import new_link
from .papers import start_paper
from .sending import MEETING_KIND

DECISION = ("decided_on", "decided_by_id", "decision_reason", "minute", "organisation")


@transaction.atomic
def admit(application: Application, *, reason: str = "", by) -> Application:
    """The chair admits the applicant, who is a member and votes from today."""
    current = locked(application)
    known = {"grounds": facts.grounds(current), "against": _against(current)}
    return _admit(current, "admit", known, on=clock.today(), reason=reason, by=by)


@transaction.atomic
def refuse(application: Application, *, reason: str, by) -> Application:
    """The chair does not admit the applicant, and says why."""
    current = locked(application)
    known = {"grounds": facts.grounds(current)}
    return _refuse(current, "refuse", known, on=clock.today(), reason=reason, by=by)


@transaction.atomic
def put_to_meeting(application: Application, *, reason: str = "", by) -> MeetingBusiness:
    """Put it before the next meeting and invite the applicant to that item (R33).

    Where nothing stands against a decision of the chair, `reason` says why a
    meeting should take it: the chair's own organisation has an interest, for one.
    """
    current = locked(application)
    grounds = facts.grounds(current)
    known = {"grounds": grounds}
    current = fire(APPLICATION, current, "put_to_meeting", reason=reason, facts=known, by=by)
    invited = [{"name": current.contact_name, "email": current.email}]
    waiting = business.raise_business(
        MEETING_KIND,
        current,
        title=f"Application for membership: {current.name}",
        reason="\n".join([*grounds, *filter(None, [reason.strip()])]),
        invited=invited,
        by=by,
    )
    notices.to_meeting(current, by=by)
    _tell_applicant(current, notices.invited, waiting, by=by)
    return waiting


@transaction.atomic
def name_the_meeting(
    application: Application, *, day: date, at: time | None = None, place: str = "", by
) -> MeetingBusiness:
    """Say when and where the meeting is, and tell the applicant."""
    current = locked(application)
    refuse_if(
        can_put_to_meeting(by, current),
        "The meeting must be today or later." if day < clock.today() else "",
    )
    waiting = _waiting(current)
    waiting = business.name_the_meeting(waiting, day=day, at=at, place=place, by=by)
    _tell_applicant(current, notices.invited, waiting, by=by)
    return waiting


@transaction.atomic
def admit_at_meeting(
    application: Application, *, on: date, minute: str, reason: str = "", by
) -> Application:
    """Record that the meeting of that day admitted the applicant, who votes from then on."""
    current = locked(application)
    waiting = _waiting(current)
    known = {"against": _against(current), **_minuted(waiting, on, minute)}
    current = _admit(current, "admit_at_meeting", known, on=on, reason=reason, minute=minute, by=by)
    business.settle(waiting, on=on, minute=minute, by=by)
    return current


@transaction.atomic
def refuse_at_meeting(
    application: Application, *, on: date, minute: str, reason: str, by
) -> Application:
    """Record that the meeting of that day did not admit the applicant, and why."""
    current = locked(application)
    waiting = _waiting(current)
    known = _minuted(waiting, on, minute)
    current = _refuse(
        current, "refuse_at_meeting", known, on=on, reason=reason, minute=minute, by=by
    )
    business.settle(waiting, on=on, minute=minute, by=by)
    return current


def _waiting(application: Application) -> MeetingBusiness:
    found = business.waiting_for(application, kind=MEETING_KIND)
    if found is None:
        raise Refused("This application does not wait for a meeting.")
    return found


def _minuted(waiting: MeetingBusiness, on: date, minute: str) -> dict:
    refused = rules.meeting_day_refusal(on, raised=waiting.raised_on, today=clock.today())
    return {"minute": minute.strip(), "day_refused": refused}


def _against(application: Application) -> list[str]:
    reasons = rules.against_admission(facts.shown(application))
    known = Organisation.objects.on(clock.today()).members()
    if known.filter(name__iexact=application.name).exists():
        reasons.append(f"{application.name} is a member already.")
    return reasons


def _admit(current, move: str, known: dict, *, on: date, reason: str, minute: str = "", by):
    refuse_if(*APPLICATION.reasons(current, move, by, **known))
    current.organisation = _take_in(current, on, by=by)
    current = _decide(current, move, known, on=on, reason=reason, minute=minute, by=by)
    ask_to_sign(current.organisation, by=by)
    return current


def _refuse(current, move: str, known: dict, *, on: date, reason: str, minute: str = "", by):
    return _decide(current, move, known, on=on, reason=reason, minute=minute, by=by)


def _decide(current, move: str, known: dict, *, on: date, reason: str, minute: str, by):
    current.decided_on, current.decided_by_id = on, by.user_id
    current.decision_reason, current.minute = reason.strip(), minute.strip()
    current = fire(APPLICATION, current, move, reason=reason, facts=known, fields=DECISION, by=by)
    start_paper(current, "letter")
    _tell_applicant(current, notices.decided, None, by=by)
    notices.decision_told(current, by=by)
    tell_those_above(current, by=by)
    return current


def _take_in(application: Application, on: date, *, by) -> Organisation:
    """On the roll from that day; one that was co-opted or a member before comes back."""
    earlier = Organisation.objects.select_for_update().filter(name__iexact=application.name).first()
    return enter_on_the_roll(
        earlier,
        name=application.name,
        short_name=application.short_name or application.name[:30].strip(),
        joined=on,
        office_email=application.email,
        telephone=application.telephone,
        address=application.address,
        about=application.about,
        by=by,
    )


def _tell_applicant(application: Application, notice, waiting, *, by) -> None:
    if application.email:
        token, _ = new_link(application)
        application.token = token
        notice(application, token, waiting, by=by)
