"""What anybody may read about membership, the first check, and the link by mail."""

from allauth.core import ratelimit
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core.access import public
from members.applications import reports, rules
from members.applications.actions.beginning import begin, send_links
from members.applications.forms import EligibilityForm, LinkForm, StartForm
from members.applications.permissions import visitor
from members.views.acting import acted

TOO_MANY = "That was asked for too often. Wait an hour, then try again."
PACKS = {
    "pdf": ("membership-pack.pdf", "application/pdf"),
    "large": ("membership-pack-large-print.pdf", "application/pdf"),
    "text": ("membership-pack.txt", "text/plain; charset=utf-8"),
}


@require_safe
@public
def apply(request):
    """What membership is, the criteria, the pack, and where to begin."""
    return render(request, "applications/apply.html", reports.about_membership())


@require_safe
@public
def check(request):
    """Who could become a member; the answers are in the address and nowhere else."""
    asked = "asked" in request.GET
    form = EligibilityForm(request.GET if asked else None)
    context = {"form": form, "house": reports.house(), "asked": asked}
    if asked and form.is_valid():
        given = form.cleaned_data
        services = len(given["services"])
        context["reasons"] = rules.against_applying(
            third_sector=given["third_sector"], based_here=given["based_here"], services=services
        )
        context["count"] = rules.count_words(services)
        if not context["reasons"]:
            return redirect("apply_start")
    return render(request, "applications/check.html", context)


@require_safe
@public
def pack(request, kind: str):
    """The membership pack: PDF, large print, or plain text."""
    if kind not in PACKS:
        raise Http404("No such pack.")
    name, media_type = PACKS[kind]
    content = reports.pack_text() if kind == "text" else reports.pack_pdf(large=kind == "large")
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def start(request):
    """An organisation and an address: the link comes by mail, and proves the address."""
    form = StartForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        begin(name=given["name"], email=given["email"], by=visitor(request))
        return "/apply/sent/", "The link is on its way."

    return _mailed(request, form, "apply_start", verb)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def link(request):
    """The link once more. The answer is the same whether there is an application or not."""
    form = LinkForm(request.POST or None)

    def verb():
        send_links(form.cleaned_data["email"], by=visitor(request))
        return "/apply/sent/?again=yes", "Done."

    return _mailed(request, form, "apply_link", verb)


def _mailed(request, form, name: str, verb):
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["email"].lower()
        if not ratelimit.consume(request, action="membership_link", key=key):
            form.add_error(None, TOO_MANY)
    done = acted(request, form, name=name, verb=verb)
    status = 429 if TOO_MANY in form.non_field_errors() else 200
    template = f"applications/{name.removeprefix('apply_')}.html"
    return done or render(request, template, {"form": form}, status=status)


@require_safe
@public
def sent(request):
    """The mail is on its way."""
    return render(request, "applications/sent.html", {"again": "again" in request.GET})
