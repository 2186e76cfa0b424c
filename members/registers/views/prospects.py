"""Prospects: the list with its stages, one with its log, adding, changing, acts, figures (R123)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.sheets import Column, csv_response
from consortium.core.versions import beside
from members.applications.models import Application
from members.registers import prospect_facts as facts
from members.registers import reports
from members.registers.actions import recruiting
from members.registers.forms import FilterForm
from members.registers.models import Prospect, Representation, Stakeholder
from members.registers.prospect_forms import ProspectForm
from members.registers.states import ProspectState
from members.views.acting import acted
from members.views.paging import numbered

from .access import looks_for_members, recruits
from .pages import form_page
from .prospect_acts import ACTS, offered

MOST_ROWS = 5000


def _filter(request, counts: dict[str, int]) -> FilterForm:
    form = FilterForm(request.GET or None, names=("q", "state"))
    stages = [(state.value, f"{state.label} ({counts[state.value]})") for state in ProspectState]
    form.fields["state"].choices = [
        ("", f"In view ({facts.in_view(counts)})"), ("mine", "Mine"), *stages,
        ("all", f"All ({sum(counts.values())})"),
    ]  # fmt: skip
    return form


def _found(request, form: FilterForm):
    return facts.prospects(form.given(), owner_id=request.actor.user_id)


@require_safe
@allowed(looks_for_members)
def prospects(request):
    counts = facts.stages()
    form = _filter(request, counts)
    context = {
        "form": form,
        "page": numbered(_found(request, form), request.GET.get("page")),
        "counts": [(state, counts[state.value]) for state in ProspectState],
        "today": clock.today(),
        "may_recruit": recruits(request.actor),
        "query": request.GET.urlencode(),
    }
    return render(request, "registers/prospects.html", context)


@require_safe
@allowed(looks_for_members)
def prospects_csv(request):
    """As filtered, without the people there."""
    columns = (
        Column("Name", lambda row: row.name),
        Column("What it does", lambda row: row.work),
        Column("Would bring", lambda row: row.gap),
        Column("Stage", lambda row: row.get_state_display()),
        Column("Looked after by", lambda row: row.owner.name),
        Column("Last contact", lambda row: row.last_contact, "day"),
        Column("Next step by", lambda row: row.step_on, "day"),
        Column("Application", lambda row: row.application.reference if row.application else ""),
        Column("Added", lambda row: row.added_on, "day"),
        Column("Member since", lambda row: row.became_on, "day"),
        Column("Why not now", lambda row: row.reason),
    )
    rows = _found(request, _filter(request, facts.stages()))[:MOST_ROWS]
    return csv_response("prospects", columns, rows)


@require_safe
@allowed(looks_for_members)
def prospect_figures(request):
    """On one page: stages, what came of this year, and what no member gives."""
    return render(
        request, "registers/prospect_figures.html", {"figures": facts.figures(clock.today())}
    )


@require_safe
@allowed(looks_for_members)
def prospect_figures_pdf(request):
    content = reports.prospects_pdf(facts.figures(clock.today()))
    return reports.as_download(HttpResponse(content, content_type="application/pdf"), "prospects")


def the(pk: int) -> Prospect:
    found = Prospect.objects.select_related("owner", "application", "stakeholder", "representation")
    return get_object_or_404(found, pk=pk)


@require_safe
@allowed(looks_for_members)
def prospect(request, pk):
    return prospect_page(request, the(pk))


def prospect_page(request, found: Prospect, acting: str = "", form=None):
    """What is known of it, its log, and the forms of what this person may do now."""
    today = clock.today()
    seen = Application.objects.visible_to(request.actor).filter(pk=found.application_id)
    context = {
        "found": found,
        "contacts": facts.contacts(found),
        "brings": facts.would_bring(found, today),
        "today": today,
        "opens_application": bool(found.application_id) and seen.exists(),
        "may_change": recruits(request.actor) and (found.is_pursued or found.state == "applied"),
        "acts": offered(found, request.actor, acting=acting, form=form),
        "form": form,
    }
    return render(request, "registers/prospect.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(recruits)
def prospect_new(request):
    """Blank, or begun from a stakeholder or a seat on another body."""
    form = ProspectForm(request.POST or None, initial=_begun_from(request))

    def verb():
        found = recruiting.add_prospect(values=form.cleaned_data, by=request.actor)
        return found.get_absolute_url(), "It is among the prospects."

    return form_page(
        request, form, name="prospect_new", verb=verb,
        title="Add a prospect", back=reverse("prospects"),
        lead="An organisation that we would like to have as a member.",
    )  # fmt: skip


def _begun_from(request) -> dict:
    initial = {"owner": request.actor.user_id}
    if known := _named_in(request, "stakeholder", Stakeholder.objects.current()):
        names = ("name", "contact_name", "contact_email", "contact_telephone")
        initial |= {name: getattr(known, name) for name in names}
        initial |= {"work": known.interest, "stakeholder": known.pk}
    if known := _named_in(request, "representation", Representation.objects.on(clock.today())):
        initial |= {"representation": known.pk, "source": f"Met at {known.body}"}
    return initial


def _named_in(request, name: str, rows):
    asked = request.GET.get(name, "")
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        return rows.filter(pk=int(asked)).first()
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(recruits)
def prospect_change(request, pk):
    found = the(pk)
    initial = {name: getattr(found, name) for name in recruiting.WORDS}
    initial |= {"services": found.services, "areas": found.areas.all()}
    form = ProspectForm(
        request.POST or None, record=found, initial=initial, pursued=found.is_pursued
    )

    def verb():
        with beside(form):
            recruiting.change_prospect(
                found, values=form.cleaned_data, version=form.cleaned_data["version"],
                by=request.actor,
            )  # fmt: skip
        return found.get_absolute_url(), "Saved."

    return form_page(
        request, form, name="prospect_change", verb=verb,
        title=found.name, back=found.get_absolute_url(),
    )  # fmt: skip


@require_POST
@allowed(recruits)
def prospect_act(request, pk, act):
    """Do one of the acts; the verb asks again who may."""
    if act not in ACTS:
        raise Http404("No such act.")
    found, chosen = the(pk), ACTS[act]
    form = chosen.form(request.POST, auto_id=f"{act}_%s", prospect=found, by=request.actor)

    def verb():
        chosen.verb(found, form.cleaned_data, request.actor)
        return found.get_absolute_url(), chosen.said

    return acted(request, form, name=f"prospect_{act}", verb=verb) or prospect_page(
        request, found, acting=act, form=form
    )
