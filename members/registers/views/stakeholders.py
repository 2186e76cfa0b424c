"""The register of stakeholders and the log of contacts with them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core.access import allowed, signed_in
from consortium.core.sheets import Column, csv_response
from consortium.core.versions import beside
from members.registers import facts
from members.registers.actions import logging
from members.registers.forms import ContactForm, FilterForm, LeaveForm, StakeholderForm
from members.registers.models import Stakeholder
from members.registers.permissions import can_log, sees_stakeholder_people
from members.views.acting import acted
from members.views.paging import numbered

from .access import logs
from .pages import form_page

MOST_ROWS = 5000
STATES = (("now", "In the register"), ("ended", "Left it"))


def _filter(request) -> FilterForm:
    names = ("q", "sector", "state", "organisation")
    form = FilterForm(request.GET or None, names=names, states=STATES)
    form.fields["state"].choices = STATES
    return form


@require_safe
@signed_in
def stakeholders(request):
    form = _filter(request)
    context = {
        "form": form,
        "page": numbered(facts.stakeholders(form.given()), request.GET.get("page")),
        "may_log": can_log(request.actor) is None,
        "query": request.GET.urlencode(),
    }
    return render(request, "registers/stakeholders.html", context)


@require_safe
@signed_in
def stakeholders_csv(request):
    """As filtered; people there only for those who may read them."""
    columns = [
        Column("Name", lambda row: row.name),
        Column("Sector", lambda row: row.get_sector_display()),
        Column("Cares for", lambda row: row.interest),
        Column("Kept by", lambda row: row.keeper.name if row.keeper else "The consortium"),
        Column("Last contact", lambda row: row.last_contact, "day"),
    ]
    if sees_stakeholder_people(request.actor):
        columns += [
            Column("Person", lambda row: row.contact_name),
            Column("Email", lambda row: row.contact_email),
            Column("Telephone", lambda row: row.contact_telephone),
        ]
    rows = facts.stakeholders(_filter(request).given())[:MOST_ROWS]
    return csv_response("stakeholders", columns, rows)


def the(pk: int) -> Stakeholder:
    return get_object_or_404(Stakeholder.objects.select_related("keeper"), pk=pk)


@require_safe
@signed_in
def stakeholder(request, pk):
    return stakeholder_page(request, the(pk))


def stakeholder_page(request, found: Stakeholder, form: ContactForm | None = None):
    context = {
        "found": found,
        "contacts": found.contacts.select_related("organisation")[:100],
        "may_log": can_log(request.actor) is None and found.ended_on is None,
        "sees_people": sees_stakeholder_people(request.actor),
        "contact_form": form or ContactForm(),
        "form": form,
    }
    return render(request, "registers/stakeholder.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(logs)
def stakeholder_new(request):
    form = StakeholderForm(request.POST or None)

    def verb():
        found = logging.add_stakeholder(values=form.cleaned_data, by=request.actor)
        return found.get_absolute_url(), "It is in the register."

    return form_page(
        request, form, name="stakeholder_new", verb=verb,
        title="Add a stakeholder", back=reverse("stakeholders"),
        lead="Somebody within or outside the sector for whom our work matters.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(logs)
def stakeholder_change(request, pk):
    found = the(pk)
    initial = {name: getattr(found, name) for name in logging.STAKEHOLDER}
    form = StakeholderForm(request.POST or None, record=found, initial=initial)

    def verb():
        with beside(form):
            logging.change_stakeholder(
                found, values=form.cleaned_data, version=form.cleaned_data["version"],
                by=request.actor,
            )  # fmt: skip
        return found.get_absolute_url(), "Saved."

    return form_page(
        request, form, name="stakeholder_change", verb=verb,
        title=found.name, back=found.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(logs)
def stakeholder_end(request, pk):
    found, form = the(pk), LeaveForm(request.POST or None)

    def verb():
        logging.end_stakeholder(found, reason=form.cleaned_data["reason"], by=request.actor)
        return reverse("stakeholders"), "It has left the register."

    return form_page(
        request, form, name="stakeholder_end", verb=verb,
        title=f"Take out: {found}", back=found.get_absolute_url(),
        lead="The details of the person there are deleted. The log of contacts stays.",
    )  # fmt: skip


@require_POST
@allowed(logs)
def stakeholder_contact(request, pk):
    """A contact with it, written down for one's own organisation."""
    found, form = the(pk), ContactForm(request.POST)

    def verb():
        given = {name: form.cleaned_data[name] for name in form.base_fields}
        logging.log_contact(found, **given, by=request.actor)
        return found.get_absolute_url(), "The contact is in the log."

    return acted(request, form, name="stakeholder_contact", verb=verb) or stakeholder_page(
        request, found, form
    )
