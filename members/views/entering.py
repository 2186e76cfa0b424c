"""allauth's pages for coming in, with what this house adds: a record, and plain refusals.

The classes are allauth's; who may open each stands in `core.access.THIRD_PARTY`.
"""

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from members.actions import signing_in
from members.hats import bare_actor


class EnterCode(account.ConfirmLoginCodeView):
    """The code from the mail, or the link that brings it along."""

    def form_invalid(self, form):
        by = bare_actor(None, request=self.request)
        signing_in.note_failed_sign_in(self._process.user, by=by)
        return super().form_invalid(form)


_enter_code = EnterCode.as_view()


@login_not_required
def enter_code(request):
    """A link from the mail works where it was asked for, and says so anywhere else.

    The code is bound to the browser that asked: whoever reads the mail later, or is
    sent the link by somebody else, signs nobody in with it.
    """
    answer = _enter_code(request)
    brought = request.method == "GET" and "code" in request.GET
    if brought and answer.status_code == 302 and not request.user.is_authenticated:
        return render(request, "account/code_refused.html", status=410)
    return answer
