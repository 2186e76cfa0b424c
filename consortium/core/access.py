"""Who may open a page. Every view carries exactly one of these decorators.

Login is required everywhere (LoginRequiredMiddleware); a view without a
declaration fails the test that walks the addresses (`undeclared_views`).
A decorator answers for the page; whether *this record* may be seen is asked
inside with `visible_to`, and another member's record is 404.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.urls import URLPattern, get_resolver

from .actor import Actor
from .locks import answered_again

ROLE_WORDS = {
    "representative": "a member's representative",
    "substitute": "a member's substitute",
    "claims_person": "a member's claims person",
    "information_officer": "a member's information officer",
    "reviewer": "a reviewer from another member",
    "finance_officer": "the accountable body's finance officer",
    "second_approver": "the accountable body's second approver",
    "secretariat": "the secretariat",
    "chair": "the chair",
    "auditor": "the auditor",
    "strategic_officer": "the strategic development officer",
    "adviser": "a co-opted adviser",
}

# Views that others wrote cannot carry our decorators: who may open each, and why.
THIRD_PARTY = {
    "account_login": "Anyone: this is where people sign in",
    "account_logout": "Anyone: asks first, then signs out",
    "account_signup": "Nobody: closed by the account adapter, people come by invitation",
    "account_inactive": "Anyone: tells someone that their account is closed",
    "account_reset_password": "Anyone: asks for a link by mail, and answers all addresses alike",
    "account_reset_password_done": "Anyone: says that the mail is on its way",
    "account_reset_password_from_key": "Whoever holds the link that was mailed",
    "account_reset_password_from_key_done": "Anyone: says that the password is changed",
    "account_confirm_email": "Whoever holds the link that was mailed",
    "account_email_verification_sent": "Anyone: says that the mail is on its way",
    "account_reauthenticate": "Anyone signed in: asks for the password again",
    "account_change_password": "Anyone signed in: their own password",
    "account_set_password": "Anyone signed in: their own password",
    "account_email": "Anyone signed in: their own addresses",
    "account_request_login_code": "Anyone: asks for a code by mail",
    "account_confirm_login_code": "Whoever holds the code that was mailed",
    "mfa_authenticate": "Whoever has just given their password: the second step",
    "mfa_reauthenticate": "Anyone signed in: their own second factor",
    "mfa_reauthenticate_webauthn": "Anyone signed in: their own passkey",
    "mfa_activate_totp": "Anyone signed in: their own second factors",
    "mfa_deactivate_totp": "Anyone signed in: their own second factors",
    "mfa_generate_recovery_codes": "Anyone signed in: their own recovery codes",
    "mfa_add_webauthn": "Anyone signed in: their own passkeys",
    "mfa_remove_webauthn": "Anyone signed in: their own passkeys",
    "mfa_login_webauthn": "Anyone: signs in with a passkey",
}


def public(view: Callable) -> Callable:
    """Anyone may open it, signed in or not."""

    @wraps(view)
    def page(request, *args, **kwargs):
        return _answer(view, request, *args, **kwargs)

    page.access = "Anyone"
    return login_not_required(page)


def signed_in(view: Callable) -> Callable:
    """Anyone who has signed in may open it, whatever hat they wear."""

    @wraps(view)
    def page(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return _answer(view, request, *args, **kwargs)

    page.access = "Anyone signed in"
    page.lets_in = lambda actor: actor is not None
    return page


def roles(*names: str) -> Callable:
    """Only someone whose hat has one of these roles: `@roles("finance_officer", "chair")`."""
    words = [ROLE_WORDS[str(name)] for name in names]
    return allowed(lambda actor: actor.has(*names), says=_either(words))


def allowed(predicate: Callable[[Actor], bool], *, says: str = "") -> Callable:
    """Only an actor of whom `predicate(actor)` is true.

    `says` (or the first line of the predicate's docstring) completes the
    sentence "This page is for …" that everyone else reads.
    """
    who = says or (predicate.__doc__ or "").strip().split("\n")[0].rstrip(".")
    if not who:
        raise ValueError("say whom the page is for: a docstring on the predicate, or says=")

    def declare(view: Callable) -> Callable:
        @wraps(view)
        def page(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            actor = getattr(request, "actor", None)
            if actor is None or not predicate(actor):
                return _not_for_you(request, who, predicate)
            return _answer(view, request, *args, **kwargs)

        page.access = who[0].upper() + who[1:]
        page.lets_in = lambda actor: actor is not None and predicate(actor)
        return page

    return declare


def _answer(view: Callable, request, *args, **kwargs):
    """What the view answers; anew where its work was undone for somebody else's (C-i)."""
    if request.method != "POST":
        return view(request, *args, **kwargs)

    return answered_again(
        lambda: view(request, *args, **kwargs),
        before_again=lambda: _rewind(request),
        name=view.__name__,
    )


def _rewind(request) -> None:
    for _, uploads in request.FILES.lists():
        for upload in uploads:
            upload.seek(0)


def _not_for_you(request, who: str, predicate: Callable[[Actor], bool]):
    """A plain page, with the person's other hats that would open it."""
    actor: Actor | None = getattr(request, "actor", None)
    others = getattr(request, "other_hats", ())
    hats = [hat for hat in others if actor and predicate(_wearing(actor, hat))]
    return render(request, "core/not_for_you.html", {"who": who, "hats": hats}, status=403)


def _wearing(actor: Actor, hat) -> Actor:
    """The same person in another of their hats (`members.hats.Hat`)."""
    return replace(
        actor,
        hat=hat.key,
        roles=hat.roles,
        organisation_id=hat.organisation_id,
        organisation_name=hat.organisation_name,
        seat_ids=hat.seat_ids,
    )


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def declared_views(urlconf: str | None = None) -> Iterator[tuple[str, str, str]]:
    """(route, name, who may open it) of every address; an empty text where nobody said."""
    for route, pattern in _patterns(get_resolver(urlconf).url_patterns):
        name = pattern.name or ""
        yield route, name, getattr(pattern.callback, "access", "") or THIRD_PARTY.get(name, "")


def undeclared_views(urlconf: str | None = None) -> list[str]:
    """The addresses whose view does not say who may open it: the test wants none."""
    return [f"{route} ({name})" for route, name, access in declared_views(urlconf) if not access]


def _patterns(patterns, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from _patterns(pattern.url_patterns, route)
