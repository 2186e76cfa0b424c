"""What every page that acts does with its form."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import redirect

from consortium.core.idempotency import once
from consortium.core.workflow import Refused


def acted(request, form, *, name: str, verb: Callable[[], tuple[str, str]]):
    """Run `verb` once for a valid posted form; None where the form is to be shown again.

    `verb` gives where to go next and what to say there. A refusal becomes errors
    of the form, and the token stays unused.
    """
    if request.method != "POST" or not form.is_valid():
        return None

    try:
        with once(request, name=name) as act:
            if act.first:
                act.result = list(verb())
    except Refused as refused:
        form.add_refusal(refused)
        return None
    url, words = act.result
    messages.success(request, words)
    return redirect(url)
