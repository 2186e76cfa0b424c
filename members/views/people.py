"""People, for the secretariat and those who check its work."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import audit, clock
from consortium.core.access import allowed
from consortium.core.canonical import plain
from members import actions
from members.actions.erasing import is_nameless
from members.behalf import names_for
from members.forms import AgainForm, InviteForm, PersonForm, ReasonForm
from members.models import Organisation, Seat, User
from members.permissions import may, refusal
from members.states import ErasureState

from .acting import acted
from .paging import numbered

LATEST = 20
SEATS = 100
WORDS = {
    "person.added": "Account made",
    "person.invited": "Invitation sent",
    "person.accepted_invitation": "First password chosen",
    "person.changed": "Name or contact changed",
    "person.signed_in": "Signed in",
    "person.signed_out": "Signed out",
    "person.sessions_ended": "Signed out elsewhere",
    "person.sign_in_failed": "Wrong password or code",
    "person.second_step_failed": "Wrong code in the second step",
    "person.factor_added": "Second step set up",
    "person.factor_removed": "Second step removed",
    "person.password_set": "Password changed",
    "person.deactivated": "Account closed",
    "person.reactivated": "Account opened again",
    "person.factors_removed": "Second step taken away",
    "person.looked_as": "Somebody looked in their place",
    "person.looking_ended": "Stopped looking in their place",
    "person.publishing": "What the directory shows of them changed",
    "person.data_asked": "Copy of their data asked for",
    "person.made_nameless": "Name and addresses removed",
    "hat.chosen": "Chose a role to act in",
}


@require_safe
@allowed(may("see_person"))
def people(request):
    """Everybody with an account, found by name or address."""
    asked = " ".join(plain(request.GET.get("q", "")).split())[:100]
    found = User.objects.order_by("name", "id")
    if asked:
        found = found.filter(Q(name__icontains=asked) | Q(email__icontains=asked))
    page = numbered(found, request.GET.get("page"))
    seats = Seat.objects.on(clock.today()).filter(user__in=page.rows)
    roles: dict[int, list[Seat]] = {}
    for seat in seats.select_related("organisation"):
        roles.setdefault(seat.user_id, []).append(seat)
    context = {
        "asked": asked,
        "page": page,
        "rows": [(person, roles.get(person.pk, [])) for person in page],
        "may_invite": may("invite_person")(request.actor),
    }
    return render(request, "members/people.html", context)


@require_safe
@allowed(may("see_person"))
def person(request, pk):
    """One person: how to reach them, their roles now and before, what was done to the account."""
    found = get_object_or_404(User, pk=pk)
    today = clock.today()
    seats = list(found.seats.select_related("organisation").order_by("-starts", "-id")[:SEATS])
    over = [seat for seat in seats if seat.withdrawn_at or (seat.ends and seat.ends < today)]
    context = {
        "person": found,
        "seats": [seat for seat in seats if seat not in over],
        "other_seats": over,
        "terms": found.terms.standing().select_related("organisation").order_by("-starts")[:50],
        "letter": found.invitations.first(),
        "history": _history(found),
        "today": today,
        "may_change": may("change_person")(request.actor),
        "may_seat": refusal("seat_person", request.actor, user=found) is None,
        "may_close": refusal("deactivate_person", request.actor, user=found) is None,
        "may_erase": refusal("ask_erasure", request.actor, user=found) is None,
        "erasure": found.erasures.filter(state=ErasureState.ASKED).first(),
        "may_decide": refusal("decide_erasure", request.actor, user=found) is None,
        "nameless": is_nameless(found),
        "may_look": refusal("look_as", request.actor, user=found) is None,
    }
    return render(request, "members/person.html", context)


def _history(person):
    """(what, who, audit row) of the latest that was done to the account."""
    rows = list(audit.history(person).order_by("-sequence")[:LATEST])
    names = names_for(rows)
    return [(WORDS.get(row.action, row.action), names.who(row), row) for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("invite_person"))
def people_invite(request):
    """A new person, their first role, and the letter with the link."""
    initial = {"organisation": request.GET.get("organisation", "")[:20]}
    form = InviteForm(request.POST or None, initial=initial)

    def verb():
        fields = "name", "email", "telephone", "organisation", "role", "starts", "ends", "replaces"
        values = {name: form.cleaned_data[name] for name in fields}
        letter = actions.invite_person(**values, by=request.actor)
        url = reverse("person", args=[letter.user_id])
        return url, f"An invitation is on its way to {letter.user.email}."

    return acted(request, form, name="people_invite", verb=verb) or render(
        request,
        "members/invite.html",
        {"form": form, "organisations": Organisation.objects.exists()},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("change_person"))
def person_change(request, pk):
    found = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST or None, person=found)

    def verb():
        values = {name: form.cleaned_data[name] for name in ("name", "email", "telephone")}
        actions.change_person(found, **values, by=request.actor)
        return reverse("person", args=[found.pk]), "Saved."

    context = {"form": form, "person": found, "title": f"Change {found.name}"}
    return acted(request, form, name="person_change", verb=verb) or render(
        request, "members/person_form.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("deactivate_person"))
def person_close(request, pk):
    """Asks first, says what it does, then closes the account."""
    found = get_object_or_404(User, pk=pk)
    form = ReasonForm(request.POST or None)

    def verb():
        actions.deactivate_person(found, reason=form.cleaned_data["reason"], by=request.actor)
        return reverse("person", args=[found.pk]), f"The account of {found.name} is closed."

    held = found.seats.overlapping(clock.today(), None).select_related("organisation")
    context = {"form": form, "person": found, "seats": held}
    return acted(request, form, name="person_close", verb=verb) or render(
        request, "members/person_close.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("resend_invitation"))
def person_invite_again(request, pk):
    """Another link, to someone without a password or whose account is to be opened again."""
    found = get_object_or_404(User, pk=pk)
    form = AgainForm(request.POST or None)

    def verb():
        again = actions.resend_invitation if found.is_active else actions.reactivate_person
        again(found, by=request.actor)
        return reverse("person", args=[found.pk]), f"An invitation is on its way to {found.email}."

    return acted(request, form, name="person_invite_again", verb=verb) or render(
        request, "members/person_invite_again.html", {"form": form, "person": found}
    )
