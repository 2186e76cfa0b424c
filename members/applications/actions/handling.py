"""What the secretariat does: judge each point, ask the applicant, ask the members."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.workflow import Refused, fire
from consortium.core.workingdays import add_working_days
from members.applications import facts, notices, rules
from members.applications.models import Application, ApplicationQuestion, ApplicationReply
from members.applications.permissions import can_handle
from members.applications.states import JUDGING, Finding, Point
from members.applications.workflow import APPLICATION
from members.models import Organisation

from . import planning
from .checks import locked, refuse_if
from .links import new_link


@transaction.atomic
def judge(application: Application, findings: Mapping[str, tuple[str, str]], *, by) -> Application:
    """Say of each point whether it is met: code → (finding, reason), "" for not yet.

    While the application is with the secretariat, and as the meeting finds that
    decides on it. What is not met or unclear needs a reason (5.1).
    """
    current = locked(application)
    refuse_if(can_handle(by), _not_now(current))
    points = {each.code: each for each in current.points.all()}
    refuse_if(*(_against(points[code], *said) for code, said in findings.items()))
    changed = {
        code: (finding, reason.strip())
        for code, (finding, reason) in findings.items()
        if (points[code].finding, points[code].reason) != (finding, reason.strip())
    }
    if changed:
        before = {code: [points[code].finding, points[code].reason] for code in changed}
        _write(points, changed, by)
        audit.record("application.judged", current, before=before, after=changed, by=by)
    return current


def _not_now(application: Application) -> str:
    if application.state in JUDGING:
        return ""
    return "The points are judged before the members are asked, or at the meeting that decides."


def _against(point, finding: str, reason: str) -> str:
    name = Point(point.code).label
    if finding and finding not in Finding.values:
        return f"{name}: select met, not met or unclear."
    if finding and not point.claimed:
        return f"{name}: the applicant does not claim it."
    if finding in (Finding.NOT_MET, Finding.UNCLEAR) and not reason.strip():
        return f"{name}: say why it is {Finding(finding).label.lower()}."
    return ""


def _write(points: dict, changed: Mapping[str, tuple[str, str]], by) -> None:
    for code, (finding, reason) in changed.items():
        point = points[code]
        point.finding, point.reason = finding, reason
        point.judged_at, point.judged_by_id = clock.now(), by.user_id
        point.save(update_fields=["finding", "reason", "judged_at", "judged_by_id"])


@transaction.atomic
def ask(application: Application, *, text: str, by) -> Application:
    """Ask the applicant one question; they answer on their own page within ten working days."""
    current = locked(application)
    if not text.strip():
        raise Refused("Enter your question.")
    today = clock.today()
    current.answer_by = add_working_days(today, rules.ANSWER_WORKING_DAYS)
    current = fire(APPLICATION, current, "ask", fields=["answer_by"], by=by)
    ApplicationQuestion.objects.create(
        application=current, text=text.strip(), asked_on=today, asked_by_id=by.user_id
    )
    planning.plan_answer(current)
    if current.email:
        token, _ = new_link(current)
        notices.asked(current, token, by=by)
        current.token = token
    return current


@transaction.atomic
def go_on(application: Application, *, reason: str, by) -> Application:
    """Go on without the answer; the question stays on record as not answered."""
    current = fire(APPLICATION, locked(application), "go_on", reason=reason, by=by)
    current.questions.filter(answered_on=None, dropped_on=None).update(dropped_on=clock.today())
    planning.call_off(current)
    return current


@transaction.atomic
def consult(application: Application, *, reply_by: date, by) -> Application:
    """Ask every member of today what it says, until the end of `reply_by` (5.3, R31)."""
    current = locked(application)
    today = clock.today()
    members = list(Organisation.objects.on(today).members())
    refused = "" if members else "There is no member to ask."
    known = {
        "not_judged": rules.not_judged(facts.shown(current)),
        "day_refused": refused or rules.reply_day_refusal(reply_by, today=today),
    }
    current.consulted_on, current.reply_by = today, reply_by
    names = ["consulted_on", "reply_by"]
    current = fire(APPLICATION, current, "consult", facts=known, fields=names, by=by)
    ApplicationReply.objects.bulk_create(
        ApplicationReply(application=current, organisation=member) for member in members
    )
    planning.plan_replies(current)
    notices.consulted(current, by=by)
    return current


@transaction.atomic
def close(application: Application, *, by) -> Application:
    """End the consultation: its day is over, or every member has replied."""
    current = locked(application)
    open_still = rules.not_closable(
        facts.answers(current), reply_by=current.reply_by or clock.today(), today=clock.today()
    )
    current.closed_on = clock.today()
    known = {"still_open": open_still}
    current = fire(APPLICATION, current, "close", facts=known, fields=["closed_on"], by=by)
    planning.call_off(current)
    notices.closed(current, facts.grounds(current), by=by)
    return current
