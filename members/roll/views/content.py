"""Public pages and the days by which somebody looks through them."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock
from consortium.core.access import allowed
from members.roll.actions import content
from members.roll.forms.publishing import LookedThroughForm
from members.roll.models import ContentReview
from members.roll.permissions import may_office, may_read_requests
from members.roll.states import PublicPage
from members.views.acting import acted

from .standing import form_page


@require_safe
@allowed(may_read_requests)
def content_list(request):
    """Every public page: who sees to it, and what is overdue or was never looked through."""
    known = {each.page: each for each in ContentReview.objects.all()}
    today = clock.today()
    rows = [(page, reverse(page.value), known.get(page.value)) for page in PublicPage]
    rows.sort(key=lambda row: (row[2] is not None, row[2].review_by if row[2] else today))
    context = {
        "rows": rows,
        "today": today,
        "late": sum(review is None or review.review_by < today for _, _, review in rows),
        "may_review": may_office(request.actor),
    }
    return render(request, "roll/content.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_office)
def content_review(request, page: str):
    if page not in PublicPage.values:
        raise Http404("No such page.")
    name, known = PublicPage(page).label, ContentReview.objects.filter(page=page).first()
    form = LookedThroughForm(request.POST or None, initial={"owner": known and known.owner})

    def verb():
        given = {name: form.cleaned_data[name] for name in ("owner", "review_by", "note")}
        content.looked_through(page, **given, by=request.actor)
        return reverse("content_list"), f"Noted: {name} is right today."

    return acted(request, form, name="content_review", verb=verb) or form_page(
        request, form, f"Look through: {name}",
        lead="Read the page first. Its owner is reminded on the next day.",
        parent="Public pages", parent_url=reverse("content_list"),
    )  # fmt: skip
