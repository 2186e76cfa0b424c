"""What every page that acts does with its form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.shortcuts import redirect

from consortium.core.filetypes import FileRefused
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
    except FileRefused as refused:
        form.add_refusal(Refused(str(refused)))
        return None
    except Refused as refused:
        form.add_refusal(refused)
        return None
    url, words = act.result
    messages.success(request, words)
    return redirect(url)


def acted_on(
    request,
    found,
    form,
    key: str,
    verb: Callable[[Any], object],
    said: str,
    *,
    noun: str,
    page: Callable,
):
    """A form on a record's own page: `verb(found)`, then back there with `said`.

    Refused or not filled in, `page(request, found, <key>=form)` shows it again. The token
    is one for "<noun>_<key>".
    """

    def act():
        verb(found)
        return found.get_absolute_url(), said

    return acted(request, form, name=f"{noun}_{key}", verb=act) or page(
        request, found, **{key: form}
    )
