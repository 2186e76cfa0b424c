"""A form on a page of its own, as every register has it."""

from collections.abc import Callable

from django.shortcuts import render

from members.views.acting import acted


def form_page(
    request, form, *, name: str, verb: Callable, title: str, back: str, lead: str = "", **more
):
    """Run `verb` for what was posted, else show the form. `more`: another link at its foot."""
    context = {"form": form, "title": title, "back": back, "lead": lead, **more}
    return acted(request, form, name=name, verb=verb) or render(
        request, "registers/form.html", context
    )
