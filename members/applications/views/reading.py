"""Applications for the secretariat, the members and the chair: lists and one application."""

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from consortium.core import audit, clock, files
from consortium.core.access import allowed
from consortium.core.idempotency import new_token
from members.actions.business import waiting_for
from members.applications import facts, rules
from members.applications.actions import sending
from members.applications.forms import AnswerForm, ConsultForm, QuestionForm, ReasonForm, ReplyForm
from members.applications.models import Application
from members.applications.permissions import can_read, sees_contact
from members.applications.states import DECIDED, OVER
from members.applications.states import ApplicationState as S
from members.applications.workflow import APPLICATION
from members.behalf import Names, names_for
from members.views.paging import numbered

from . import parts
from .access import chairs, own, secretariat, speaks
from .applicant import paper
from .door import Door

LATEST = 60


STAGES = (
    ("With the secretariat", (S.DRAFT, S.RECEIVED, S.QUESTION)),
    ("With the members", (S.CONSULTING,)),
    ("To be decided", (S.DECIDING, S.TO_MEETING)),
)


@require_safe
@allowed(can_read)
def applications(request):
    """What is under way by stage, and what was decided."""
    found = Application.objects.visible_to(request.actor).annotate(
        asked=Count("replies"), replied=Count("replies", filter=~Q(replies__stance=""))
    )
    under_way = list(found.exclude(state__in=OVER).order_by("sent_on", "id")[:200])
    page = numbered(
        found.filter(state__in=OVER).order_by("-decided_on", "-id"), request.GET.get("page")
    )
    context = {
        "stages": [
            (words, [each for each in under_way if each.state in states])
            for words, states in STAGES
        ],
        "under_way": len(under_way),
        "page": page,
        "today": clock.today(),
        "may_handle": secretariat(request.actor),
        "begun": _begun() if secretariat(request.actor) else 0,
    }
    return render(request, "applications/applications.html", context)


def _begun() -> int:
    """How many applicants fill in a form just now; not who."""
    return Application.objects.filter(state=S.DRAFT, on_paper=False).count()


@require_safe
@allowed(can_read)
def application(request, pk):
    """One application: what was sent, what was found, what the members say, what comes next."""
    found = own(request, pk)
    if found.state == S.DRAFT:
        return redirect("application_form", pk=pk)
    return application_page(request, found)


def application_page(request, found: Application, **forms):
    """`forms`: one that was sent and refused, by its name, as it came."""
    actor = request.actor
    replies = list(found.replies.select_related("organisation"))
    mine = next((each for each in replies if each.organisation_id == actor.organisation_id), None)
    context = {
        "application": found,
        **parts.shown(Door(found, actor)),
        **_judged(found),
        "replies": replies,
        "replied": sum(bool(each.stance) for each in replies),
        "mine": mine,
        "may_reply": bool(mine) and _may_reply(found, actor),
        "grounds": facts.grounds(found) if found.state in (S.DECIDING, S.TO_MEETING) else [],
        "possible": {move.name for move in APPLICATION.possible(found, actor)},
        "questions": list(found.questions.all()),
        "waiting": waiting_for(found, kind=sending.MEETING_KIND),
        "history": _history(found),
        "contact": sees_contact(actor),
        "handles": secretariat(actor),
        "chairs": chairs(actor),
        "decided": found.state in DECIDED,
        "today": clock.today(),
        "still_open": _still_open(found),
        "close_token": new_token(),
        **_forms(forms, mine),
    }
    return render(request, "applications/application.html", context)


def _judged(found: Application) -> dict:
    """The criteria that it says it meets, and what the secretariat found about each."""
    points = facts.shown(found)
    return {
        "points": [each for each in found.points.all() if each.claimed],
        "met": rules.services_met(points),
        "needed": rules.NEEDED,
        "judged": any(each.finding for each in points),
        "not_judged": rules.not_judged(points),
        "against": rules.against_admission(points),
        "doubts": rules.doubts(points),
    }


def _may_reply(found: Application, actor) -> bool:
    if found.state != S.CONSULTING or not speaks(actor):
        return False
    return rules.is_open(reply_by=found.reply_by, today=clock.today())


def _still_open(found: Application) -> str:
    """Why the consultation cannot be closed yet; empty where it can, or is none."""
    if found.state != S.CONSULTING:
        return ""
    answers = facts.answers(found)
    return rules.not_closable(answers, reply_by=found.reply_by, today=clock.today())


def _forms(sent: dict, mine) -> dict:
    """The forms of the page, one of them perhaps as it was sent."""
    bound = next((form for form in sent.values() if form is not None and form.is_bound), None)
    return {
        "question_form": sent.get("question") or QuestionForm(),
        "answer_form": sent.get("answer") or AnswerForm(),
        "go_on_form": sent.get("go_on") or ReasonForm(auto_id="go_%s"),
        "consult_form": sent.get("consult") or ConsultForm(),
        "reply_form": sent.get("reply") or _reply_form(mine),
        "form": bound,
    }


def _reply_form(mine):
    initial = {}
    if mine is not None and mine.stance:
        initial = {"stance": mine.stance, "reason": mine.reason, "unclear": mine.unclear}
    return ReplyForm(initial=initial)


WORDS = {
    "application.begun": "Begun",
    "application.saved": "Form saved",
    "application.file_added": "File added",
    "application.file_removed": "File removed",
    "application.link_sent": "Link sent anew",
    "application.send": "Sent",
    "application.judged": "Points judged",
    "application.ask": "Question asked",
    "application.answer": "Question answered",
    "application.go_on": "Gone on without an answer",
    "application.consult": "Members asked",
    "application.replied": "A member replied",
    "application.close": "Consultation closed",
    "application.admit": "Admitted",
    "application.refuse": "Not admitted",
    "application.put_to_meeting": "Put to the next meeting",
    "application.admit_at_meeting": "Admitted by a meeting",
    "application.refuse_at_meeting": "Not admitted by a meeting",
    "application.representative_named": "Representative named",
    "application.withdraw": "Withdrawn",
    "application.lapse": "Ended by itself",
}
MANY = ("application.saved", "application.file_added", "application.file_removed")


def _history(found: Application) -> list[tuple]:
    """(words, who, row) of what was done, newest first. Two queries."""
    rows = audit.history(found).exclude(action__in=MANY).order_by("-sequence")[:LATEST]
    rows = list(rows)
    names = names_for(rows)
    return [(WORDS.get(row.action, row.action), _who(row, names), row) for row in rows]


def _who(row, names: Names) -> str:
    return names.who(row, nobody="The system" if row.hat == "system" else "The applicant")


@require_safe
@allowed(can_read)
def application_file(request, pk, file_pk):
    found = own(request, pk)
    added = get_object_or_404(found.evidence.select_related("file"), pk=file_pk)
    return files.serve(request, added.file)


@require_safe
@allowed(can_read)
def application_copy(request, pk):
    """The whole form with the contact person: for who writes to them or checks that work."""
    found = own(request, pk)
    if not sees_contact(request.actor):
        raise Http404("Members read the application on its page.")
    return paper(request, found, "copy")


@require_safe
@allowed(can_read)
def application_letter(request, pk):
    return paper(request, own(request, pk), "letter")
