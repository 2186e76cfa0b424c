"""Draws the boxes of forms as Django's own templates do, without going through them.

A template for each box, one more for its attributes and one for each choice of a
list made forms the dearest part of a page. What is not named here is drawn by
Django; a test keeps both alike.
"""

from collections.abc import Callable

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

FOLDER = "django/forms/widgets/"
INPUTS = (
    "input", "text", "number", "email", "url", "color", "search", "tel", "password", "hidden",
    "file", "date", "datetime", "time", "checkbox",
)  # fmt: skip


class Boxes(DjangoTemplates):
    """FORM_RENDERER: what is drawn here by name, the rest by Django's templates."""

    def render(self, template_name, context, request=None):
        draw = DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return draw(context["widget"])


def _input(widget: dict) -> str:
    value = "" if widget["value"] is None else f' value="{_as_text(widget["value"])}"'
    name, attributes = conditional_escape(widget["name"]), _attributes(widget["attrs"])
    return f'<input type="{widget["type"]}" name="{name}"{value}{attributes}>'


def _textarea(widget: dict) -> str:
    name, attributes = conditional_escape(widget["name"]), _attributes(widget["attrs"])
    words = conditional_escape(widget["value"] or "")
    return f'<textarea name="{name}"{attributes}>\n{words}</textarea>'


def _select(widget: dict) -> str:
    name, attributes = conditional_escape(widget["name"]), _attributes(widget["attrs"])
    groups = "".join(_group(label, options) for label, options, _ in widget["optgroups"])
    return f'<select name="{name}"{attributes}>{groups}\n</select>'


def _group(label: str | None, options: list[dict]) -> str:
    rows = "".join(f"\n  {_option(option)}\n" for option in options)
    if not label:
        return rows
    return f'\n  <optgroup label="{_as_shown(label)}">{rows}\n  </optgroup>'


def _option(option: dict) -> str:
    value, attributes = _as_text(option["value"]), _attributes(option["attrs"])
    return f'<option value="{value}"{attributes}>{_as_shown(option["label"])}</option>'


def _attributes(attributes: dict) -> str:
    """` name="value"` of each; True is a bare name, False is left out."""
    return "".join(
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{_as_text(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


def _as_text(value) -> str:
    """As the filter `stringformat:"s"` gives it."""
    return value if isinstance(value, SafeString) else escape(str(value))


def _as_shown(value) -> str:
    """As `{{ value }}` gives it."""
    return conditional_escape(localize(value))


DRAWN: dict[str, Callable[[dict], str]] = {
    **{f"{FOLDER}{name}.html": _input for name in INPUTS},
    f"{FOLDER}textarea.html": _textarea,
    f"{FOLDER}select.html": _select,
}
