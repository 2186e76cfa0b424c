"""Second factors: what one has, setting one up, recovery codes, giving one again.

The class views are allauth's with our record; who may open each stands in
`core.access.THIRD_PARTY`.
"""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consortium.core.access import signed_in
from members import factors
from members.actions import signing_in
from members.hats import bare_actor
from members.permissions import SECOND_FACTOR
from members.states import Role

Kind = factors.Kind
AFTER = "after_second_step"


def _by(request):
    return bare_actor(request.user, request=request)


@require_safe
@never_cache
@signed_in
def second_steps(request):
    """Everything that one has for the second step."""
    found = Authenticator.objects.filter(user=request.user).order_by("created_at")
    by_kind = {kind: [one for one in found if one.type == kind] for kind in Kind}
    recovery = by_kind[Kind.RECOVERY_CODES]
    context = {
        "app": by_kind[Kind.TOTP][0] if by_kind[Kind.TOTP] else None,
        "passkeys": by_kind[Kind.WEBAUTHN],
        "codes": recovery[0] if recovery else None,
        "codes_left": len(recovery[0].wrap().get_unused_codes()) if recovery else 0,
        "needed": settings.REQUIRE_SECOND_FACTOR
        and any(hat.has(*SECOND_FACTOR) for hat in request.hats),
    }
    return render(request, "mfa/index.html", context)


@require_safe
@never_cache
@signed_in
def second_step_needed(request):
    """Why nothing of this role opens yet, and the ways on."""
    if request.actor is None or not factors.needed_for(request.actor) or factors.given(request):
        return redirect(request.session.pop(AFTER, "/"))
    kinds = factors.kinds_of(request.user)
    worn = [role for role in Role if request.actor.has(role) and role in SECOND_FACTOR]
    context = {
        "reasons": [(role.label, SECOND_FACTOR[role]) for role in worn],
        "has_app": Kind.TOTP in kinds,
        "has_passkey": Kind.WEBAUTHN in kinds,
        "others": [hat for hat in request.other_hats if not hat.has(*SECOND_FACTOR)],
        "after": request.session.get(AFTER, "/"),
    }
    return render(request, "mfa/needed.html", context)


@require_safe
@never_cache
@signed_in
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request):
    """The codes that are left; looking marks nothing."""
    context = {"codes": _codes_left(request), "after": request.session.get(AFTER, "")}
    return render(request, "mfa/recovery_codes/index.html", context)


@require_safe
@never_cache
@signed_in
@reauthentication_required(app="allauth.mfa")
def recovery_codes_file(request):
    """The same as a text file, to print or to keep in a password safe."""
    text = render(request, "mfa/recovery_codes/download.txt", {"codes": _codes_left(request)})
    return HttpResponse(
        text.content,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="recovery-codes.txt"'},
    )


def _codes_left(request) -> list[str]:
    kept = Authenticator.objects.filter(user=request.user, type=Kind.RECOVERY_CODES).first()
    if kept is None:
        raise Http404
    return kept.wrap().get_unused_codes()


class SecondStep(base.AuthenticateView):
    """At sign-in, after the password or the code from a mail."""

    def get_context_data(self, **kwargs):
        kinds = factors.kinds_of(self.stage.login.user)
        return super().get_context_data(**kwargs) | {"has_passkey": Kind.WEBAUTHN in kinds}

    def form_invalid(self, form):
        by = bare_actor(None, request=self.request)
        signing_in.note_failed_second_step(self.stage.login.user, by=by)
        return super().form_invalid(form)


class SecondStepAgain(base.ReauthenticateView):
    def form_invalid(self, form):
        signing_in.note_failed_second_step(self.request.user, by=_by(self.request))
        return super().form_invalid(form)


@method_decorator(never_cache, name="dispatch")
class SetUpApp(totp.ActivateTOTPView):
    @transaction.atomic
    def form_valid(self, form):
        answer = super().form_valid(form)
        factor = Authenticator.objects.get(user=self.request.user, type=Kind.TOTP)
        factors.note_given(self.request, factor)
        signing_in.note_factor("added", factor, by=_by(self.request))
        return answer


class RemoveApp(totp.DeactivateTOTPView):
    @transaction.atomic
    def form_valid(self, form):
        signing_in.note_factor("removed", self.authenticator, by=_by(self.request))
        return super().form_valid(form)


class NewCodes(codes.GenerateRecoveryCodesView):
    @transaction.atomic
    def form_valid(self, form):
        answer = super().form_valid(form)
        made = Authenticator.objects.get(user=self.request.user, type=Kind.RECOVERY_CODES)
        signing_in.note_factor("added", made, by=_by(self.request))
        return answer


second_step = SecondStep.as_view()
second_step_again = SecondStepAgain.as_view()
set_up_app = SetUpApp.as_view()
remove_app = RemoveApp.as_view()
new_codes = NewCodes.as_view()
