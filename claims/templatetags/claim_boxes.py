"""Boxes of the spend page: a label, the error, the box. Lighter than crispy, for hundreds."""

from django import template
from django.utils.safestring import SafeString

from consortium.core.idempotency import new_token
from consortium.core.shapes import filled
from consortium.core.templatetags.look import icon_svg

register = template.Library()


@register.simple_tag
def box(field, label: str = "", about: str = "", css: str = "") -> SafeString:
    """One field with its label above; `about` ("line 3") is read out after the label only."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "text")
    if kind == "checkbox":
        return _check(field, about, css)
    extra = filled('<span class="visually-hidden"> {}</span>', about) if about else ""
    return filled(
        '<div class="box{}{}"><label for="{}">{}{}</label>{}{}</div>',
        f" {css}" if css else "",
        " has-error" if field.errors else "",
        field.id_for_label,
        label or field.label,
        extra,
        _errors(field),
        _with_marks(field, widget, kind),
    )


def _check(field, about: str, css: str) -> SafeString:
    extra = filled('<span class="visually-hidden"> {}</span>', about) if about else ""
    return filled(
        '<div class="box box-check {}"><div class="form-check">{}'
        '<label class="form-check-label" for="{}">{}{}</label></div>{}</div>',
        css,
        field.as_widget(attrs={"class": "form-check-input"}),
        field.id_for_label,
        field.label,
        extra,
        _errors(field),
    )


def _errors(field) -> SafeString | str:
    if not field.errors:
        return ""
    return filled(
        '<p class="invalid-feedback" id="{}_error">{}<span>{}</span></p>',
        field.auto_id,
        icon_svg("exclamation-circle-fill"),
        " ".join(field.errors),
    )


def _with_marks(field, widget, kind: str) -> SafeString:
    css = "form-select" if kind == "select" else "form-control"
    if widget.attrs.get("data-prefix") == "£":
        css += " is-money"
    attrs = {"class": f"{css} is-invalid" if field.errors else css}
    if field.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"}
    made = field.as_widget(attrs=attrs)
    before, after = widget.attrs.get("data-prefix"), widget.attrs.get("data-suffix")
    if not (before or after):
        return made
    return filled(
        '<div class="input-group">{}{}{}</div>',
        filled('<span class="input-group-text" aria-hidden="true">{}</span>', before)
        if before
        else "",
        made,
        filled('<span class="input-group-text" aria-hidden="true">{}</span>', after)
        if after
        else "",
    )


@register.simple_tag
def token() -> str:
    """A new idempotency token: every rendered form has its own (M20)."""
    return new_token()


@register.simple_tag
def token_box() -> SafeString:
    """The hidden box with a new token, for forms that are only a button."""
    return filled('<input type="hidden" name="token" value="{}">', new_token())


@register.filter
def get(table, key):
    """A value of a dict under a key that is itself a variable."""
    return table.get(key) if table else None


@register.filter
def signed_pounds(pence) -> str:
    """As in "+£120.00", "−£120.00", "£0.00": differences, where brackets would be read as loss."""
    from consortium.core.money import format_pence

    if pence in (None, ""):
        return ""
    sign = "+" if pence > 0 else "−" if pence < 0 else ""
    return f"{sign}{format_pence(abs(pence))}"


@register.filter
def share_words(basis_points) -> str:
    """As in "33.33%"."""
    from claims.rules.lines import percent

    return percent(basis_points) if basis_points else ""


@register.filter
def unbroken(text) -> str:
    """The same with spaces that hold its words on one line."""
    return str(text).replace(" ", "\u00a0")


@register.filter
def line_words(number) -> str:
    """As in "line 3"."""
    return f"line {number}"
