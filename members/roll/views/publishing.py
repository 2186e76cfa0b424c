"""What people agree to, the public directory, and who asked for it on paper."""

from dataclasses import replace

from allauth.core import ratelimit
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock, files
from consortium.core.access import allowed, public, signed_in
from consortium.core.sheets import Column, csv_response
from members.hats import bare_actor
from members.models import User
from members.roll import directory as facts
from members.roll.actions import asking
from members.roll.actions.publishing import set_consents
from members.roll.directory import Search
from members.roll.forms.publishing import AskedForm, ConsentForm, CopyForm, SearchForm
from members.roll.models import DirectoryRequest
from members.roll.permissions import may_office, may_read_requests
from members.roll.states import PublishItem
from members.views.acting import acted
from members.views.paging import numbered

TOO_MANY = "That was asked for too often. Wait an hour, then try again."
MOST_ROWS = 5000


def _consents(request, user: User, *, title: str, lead: str, parent: str, back: str):
    """The form of one person's details, for them or for the secretariat."""
    ones_own = user.pk == request.user.pk
    standing = list(user.consents.standing().values_list("item", flat=True))
    form = ConsentForm(request.POST or None, items=standing, ones_own=ones_own)

    def verb():
        given = form.cleaned_data
        items = set_consents(user, given["items"], how=given.get("how", ""), by=request.actor)
        words = ", ".join(PublishItem(item).label.lower() for item in items) or "nothing"
        return request.path, f"The public directory shows {words}."

    context = {"form": form, "title": title, "lead": lead, "parent": parent, "parent_url": back}
    context["history"] = user.consents.all()[:20]
    return acted(request, form, name="publishing", verb=verb) or render(
        request, "roll/publishing.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def publishing(request):
    """One's own name, telephone and email address: shown or not, changed at any time."""
    return _consents(
        request, request.user, title="Your details in the public directory",
        lead="Anybody can read the directory. It shows of you what you tick here, and what you "
        "take back is gone at once.",
        parent="Your account", back=reverse("my_account"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_office)
def person_publishing(request, pk):
    """The same, written down by the secretariat for somebody who said so."""
    user = get_object_or_404(User, pk=pk)
    return _consents(
        request, user, title=f"{user.name} in the public directory",
        lead="Tick what they agreed to, and say how. They are told.",
        parent=user.name, back=reverse("person", args=[user.pk]),
    )  # fmt: skip


def _search(request) -> tuple[SearchForm, Search]:
    form = SearchForm(request.GET or None, places=facts.places(clock.today()))
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    place = given.get("place")
    search = Search(
        words=given.get("q", ""), area_id=place.pk if place else None, service=given.get("need", "")
    )
    return form, search


@require_safe
@public
def directory(request):
    """Who can help, where and with what; for anybody."""
    form, search = _search(request)
    day = clock.today()
    page = numbered(facts.found(search, day=day), request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "entries": facts.entries(page.rows, day=day),
        "searching": search != Search(),
        "query": request.GET.urlencode(),
    }
    return render(request, "roll/directory.html", context)


@require_safe
@public
def directory_entry(request, slug):
    """One organisation as the public reads it."""
    day = clock.today()
    rows = list(facts.found(Search(), day=day).filter(slug=slug))
    if not rows:
        raise Http404("Not on the roll today.")
    (entry,) = facts.entries(rows, day=day)
    return render(request, "roll/directory_entry.html", {"entry": entry})


@require_safe
@public
def directory_csv(request):
    """The same search as a table."""
    _, search = _search(request)
    day = clock.today()
    rows = list(facts.found(search, day=day)[:MOST_ROWS])
    columns = (
        Column("Organisation", lambda row: row.organisation.name),
        Column("Membership", lambda row: row.standing),
        Column("Areas", lambda row: ", ".join(map(str, row.profile.places))),
        Column("Services", lambda row: ", ".join(row.profile.service_words)),
        Column("Email", lambda row: row.organisation.office_email),
        Column("Telephone", lambda row: row.organisation.telephone),
        Column("Website", lambda row: row.profile.website),
        Column("Address", lambda row: " ".join(row.organisation.address.split())),
        Column("People", lambda row: "; ".join(map(_in_words, row.people))),
    )
    return csv_response("directory", columns, facts.entries(rows, day=day))


def _in_words(person) -> str:
    details = [person.name, person.telephone, person.email]
    return f"{person.role}: {', '.join(each for each in details if each)}"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def directory_ask(request):
    """Anybody asks for the directory as a PDF; the link comes by mail."""
    form = CopyForm(request.POST or None)
    visitor = replace(bare_actor(None, request=request), name="A visitor", hat="visitor")

    def verb():
        given = form.cleaned_data
        asking.ask(name=given["name"], email=given["email"], by=visitor)
        return reverse("directory"), "The link to the directory is on its way to you."

    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["email"].lower()
        if not ratelimit.consume(request, action="directory_copy", key=key):
            form.add_error(None, TOO_MANY)
    done = acted(request, form, name="directory_ask", verb=verb)
    status = 429 if TOO_MANY in form.non_field_errors() else 200
    return done or render(request, "roll/directory_ask.html", {"form": form}, status=status)


@require_safe
@never_cache
@public
def directory_copy(request, token):
    """Whoever holds the mailed link; a plain page where it is over or the paper outdated."""
    found = asking.request_of(token)
    if found is None or asking.is_outdated(found):
        context = {"outdated": found is not None}
        return render(request, "roll/directory_link_over.html", context, status=410)
    return files.serve(request, found.file)


@require_safe
@allowed(may_read_requests)
def directory_requests(request):
    """Who asked for the directory, when, how, and what they got."""
    rows = DirectoryRequest.objects.select_related("file")
    page = numbered(rows, request.GET.get("page"))
    context = {"page": page, "may_log": may_office(request.actor)}
    return render(request, "roll/directory_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_office)
def directory_log(request):
    """Somebody asked by telephone, mail or letter: written down, and the PDF made."""
    form = AskedForm(request.POST or None)

    def verb():
        given = {name: form.cleaned_data[name] for name in form.base_fields}
        _, job = asking.ask(**given, by=request.actor)
        return reverse("job", args=[job.pk]), "It is logged. The PDF is being made."

    context = {
        "form": form, "title": "Log a request for the directory", "lead": "",
        "parent": "Requests for the directory", "parent_url": reverse("directory_requests"),
    }  # fmt: skip
    return acted(request, form, name="directory_log", verb=verb) or render(
        request, "roll/form.html", context
    )


@require_safe
@allowed(may_read_requests)
def directory_file(request, pk):
    """What was made for a request, as it went out."""
    found = get_object_or_404(DirectoryRequest, pk=pk, file__isnull=False)
    if asking.is_outdated(found):
        return redirect("directory_requests")
    return files.serve(request, found.file)
