"""Passkeys: adding and removing them, and signing in with one. allauth's views with our record."""

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.db import transaction
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from members import factors
from members.actions import signing_in
from members.hats import bare_actor

MUST_STAY = factors.FactorAdapter.error_messages["cannot_delete_authenticator"]


@method_decorator(never_cache, name="dispatch")
class AddPasskey(webauthn.AddWebAuthnView):
    @transaction.atomic
    def form_valid(self, form):
        answer = super().form_valid(form)
        mine = Authenticator.objects.filter(user=self.request.user, type=factors.Kind.WEBAUTHN)
        factor = mine.latest("pk")
        factors.note_given(self.request, factor)
        by = bare_actor(self.request.user, request=self.request)
        signing_in.note_factor("added", factor, by=by)
        return answer


class RemovePasskey(webauthn.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")
    context_object_name = "authenticator"

    def must_stay(self) -> str:
        kept = not factors.FactorAdapter().can_delete_authenticator(self.object)
        return MUST_STAY if kept else ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(must_stay=self.must_stay(), **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        if self.must_stay():
            return self.render_to_response(self.get_context_data(form=form))
        by = bare_actor(self.request.user, request=self.request)
        signing_in.note_factor("removed", self.object, by=by)
        return super().form_valid(form)


class PasskeyAgain(webauthn.ReauthenticateWebAuthnView):
    def form_invalid(self, form):
        """allauth leads to the sign-in page, which somebody signed in never sees."""
        by = bare_actor(self.request.user, request=self.request)
        signing_in.note_failed_second_step(self.request.user, by=by)
        return self.render_to_response(self.get_context_data(form=form))


class PasskeySignIn(webauthn.LoginWebAuthnView):
    """No password and no address: the device says who it is, after asking for a finger or PIN."""

    def form_valid(self, form):
        factor = form.cleaned_data["credential"]
        login = Login(user=factor.user, redirect_url=get_next_redirect_url(self.request))
        return perform_passwordless_login(self.request, factor, login)

    def form_invalid(self, form):
        signing_in.note_failed_sign_in(None, by=bare_actor(None, request=self.request))
        return super().form_invalid(form)


add_passkey = AddPasskey.as_view()
remove_passkey = RemovePasskey.as_view()
passkey_again = PasskeyAgain.as_view()
passkey_sign_in = PasskeySignIn.as_view()
