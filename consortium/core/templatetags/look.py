"""Small marks for templates: icons, state tags, money, days, navigation.

They are plain tags rather than components where a table calls them once a row.
"""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from consortium.core import days
from consortium.core.money import format_pence
from consortium.core.shapes import filled
from consortium.core.statewords import state_word

register = template.Library()

ICON_DIR = settings.BASE_DIR / "static" / "vendor" / "icons"


@lru_cache(maxsize=200)
def _drawing(name: str) -> str:
    """The inside of a vendored icon: everything between its <svg> tags."""
    text = (ICON_DIR / f"{name}.svg").read_text()
    return text[text.index(">") + 1 : text.rindex("</svg>")].strip()


@lru_cache(maxsize=200)
def icon_svg(name: str) -> SafeString:
    """A decorative icon, hidden from screen readers: the word stands beside it."""
    return mark_safe(  # our own vendored files, no one's input
        f'<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" '
        f'aria-hidden="true" focusable="false">{_drawing(name)}</svg>'
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    return icon_svg(name)


@register.simple_tag
def state_tag(state, label: str = "", kind: str = "") -> SafeString:
    """A state as a word with its shape and tone; `label` says it in other words."""
    if state in (None, ""):
        return SafeString("")
    return _named_tag(state, label, kind) if label else _tag(str(state), kind)


@lru_cache(maxsize=500)
def _tag(state: str, kind: str) -> SafeString:
    """The tag of a state in the words of the table: one drawing for all its rows."""
    return _named_tag(state, "", kind)


def _named_tag(state, label: str, kind: str) -> SafeString:
    word = state_word(state, kind=kind)
    return filled(
        '<span class="tag tag-{}">{}{}</span>', word.tone, icon_svg(word.icon), label or word.word
    )


@register.simple_tag
def money(pence, *, url: str = "", about: str = "") -> SafeString:
    """An amount; with `url` it links to the journals behind it, `about` saying what it is."""
    if pence in (None, ""):
        return mark_safe('<span class="money">–</span>')
    below = " is-negative" if pence < 0 else ""
    if not url:  # nothing but figures
        return mark_safe(f'<span class="money{below}">{format_pence(pence)}</span>')
    return filled(
        '<a class="money trail{}" href="{}">{}'
        '<span class="visually-hidden">: what is behind {}</span></a>',
        below,
        url,
        format_pence(pence),
        about or "this figure",
    )


@register.filter
def moment(value) -> str:
    """ "21 October 2026, 14:32" for an instant, "21 October 2026" for a day, text as it is."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return date_format(local, "j F Y, H:i")
    if isinstance(value, date):
        return days.long_day(value)
    return value or ""


@register.filter
def machine_time(value) -> str:
    """What a <time datetime> holds; empty for text."""
    return value.isoformat() if isinstance(value, date) else ""


@register.filter
def long_day(value) -> str:
    """ "Wednesday 14 October 2026"."""
    return date_format(value, "l j F Y") if isinstance(value, date) else value or ""


@register.filter
def days_left(due, today) -> str:
    """How far away a day is, in words: "7 days left", "due today", "3 days late"."""
    if not isinstance(due, date) or not isinstance(today, date):
        return ""
    days = due.toordinal() - today.toordinal()  # `today` may be lazy, which has no minus
    if days == 0:
        return "due today"
    if days == 1:
        return "due tomorrow"
    if days > 0:
        return f"{days} days left"
    return "1 day late" if days == -1 else f"{-days} days late"


@register.filter
def days_tone(due, today) -> str:
    """The tone of a deadline: late, close (two days or fewer), or plain."""
    if not isinstance(due, date) or not isinstance(today, date):
        return "plain"
    days = due.toordinal() - today.toordinal()
    return "stop" if days < 0 else "wait" if days <= 2 else "plain"


@register.filter
def size_words(size) -> str:
    return filesizeformat(size) if isinstance(size, int) else size or ""


_FILE_ICONS = {
    "pdf": "file-earmark-pdf",
    "xlsx": "file-earmark-spreadsheet",
    "csv": "file-earmark-spreadsheet",
    "jpg": "file-earmark-image",
    "jpeg": "file-earmark-image",
    "png": "file-earmark-image",
    "docx": "file-earmark-word",
    "txt": "file-earmark-text",
}


@register.filter
def file_icon(name: str) -> SafeString:
    return icon_svg(_FILE_ICONS.get(str(name).rpartition(".")[2].lower(), "file-earmark"))


@register.filter
def share_of(part, whole) -> int:
    """How many hundredths of `whole` are in `part`, kept between 0 and 100."""
    return max(0, min(100, part * 100 // whole)) if whole and part else 0


def address_of(name: str, *args) -> str | None:
    """The address of a route, or None where there is no such route."""
    return _route(settings.ROOT_URLCONF, name, args)[0]


def open_to(name: str, *args, actor) -> bool:
    """Whether the route exists and its view lets this actor in, as far as it can
    say without a record."""
    url, lets_in = _route(settings.ROOT_URLCONF, name, args)
    return bool(url) and (lets_in is None or lets_in(actor))


@lru_cache(maxsize=500)
def _route(_urlconf: str, name: str, args: tuple) -> tuple:
    """Address and gatekeeper of a route; every page asks for a dozen of them."""
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return None, None
    return url, getattr(resolve(url).func, "lets_in", None)


@register.simple_tag(takes_context=True)
def nav_url(context, name: str, *args) -> str:
    """The address of route `name`, or "" where it does not exist or this actor may not open it."""
    actor = getattr(context.get("request"), "actor", None)
    return (address_of(name, *args) or "") if open_to(name, *args, actor=actor) else ""


@register.simple_tag
def error_links(form=None, formset=None) -> list[tuple[str, str]]:
    """Every error of a form or formset as (id of its field or "", words), in page order."""
    links = [] if form is None else _form_errors(form)
    if formset is not None:
        links += [("", words) for words in formset.non_form_errors()]
        for number, row in enumerate(formset.forms, start=1):
            links += [(where, f"Row {number}: {words}") for where, words in _form_errors(row)]
    return links


def _form_errors(form) -> list[tuple[str, str]]:
    links = [("", words) for words in form.non_field_errors()]
    for field in form:
        if field.errors:
            links += [(_focus_id(field), words) for words in field.errors]
    return links


def _focus_id(field) -> str:
    """The id that a link can reach: a group of radios or boxes starts at its first."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.simple_tag
def prefix_of(field) -> str:
    """What stands outside the box before it, "£" for money (widget attribute `data-prefix`)."""
    return field.field.widget.attrs.get("data-prefix", "")


@register.simple_tag
def suffix_of(field) -> str:
    return field.field.widget.attrs.get("data-suffix", "")


@register.filter
def or_dash(value):
    return conditional_escape(value) if value not in (None, "") else "–"


@register.simple_tag
def meter_svg(
    label: str,
    used: int,
    total: int,
    committed: int = 0,
    used_word: str = "used",
    total_word: str = "total",
) -> SafeString:
    """A bar of `used` and then `committed` pence out of `total`, the same drawing in page and PDF.

    Colours are presentation attributes (strict CSP, no style); the style sheet may better them.
    """
    first = share_of(used, total)
    second = min(100 - first, share_of(committed, total))
    words = (
        f"{label}: {format_pence(used)} {used_word} of {format_pence(total)} {total_word}, {first}%"
    )
    over = used > total
    return filled(
        '<svg class="meter-bar{}" viewBox="0 0 100 6" width="100%" height="12" '
        'preserveAspectRatio="none" role="img" aria-label="{}"><title>{}</title>'
        '<rect class="meter-ground" width="100" height="6" fill="#e3dcd1"/>'
        '<rect class="meter-used" width="{}" height="6" fill="#0b5563"/>'
        '<rect class="meter-committed" x="{}" width="{}" height="6" fill="#7fb0b9"/></svg>',
        " is-over" if over else "",
        words,
        words,
        first,
        first,
        second,
    )


@register.simple_tag
def cell(field, label: str = "") -> SafeString:
    """A field in a grid: its box with a label for screen readers and its errors above it.

    Far lighter than crispy where a page holds hundreds of them. `label` says which
    cell this is ("Amount claimed, line 3"); else the field's own label is used.
    """
    if field.is_hidden:
        return SafeString(str(field))
    return filled(
        '<label class="visually-hidden" for="{}">{}</label>{}{}',
        field.id_for_label,
        label or field.label,
        _cell_error(field),
        field.as_widget(attrs={"class": _box_class(field)}),
    )


def _cell_error(field) -> str:
    if not field.errors:
        return ""
    return filled(
        '<p class="invalid-feedback" id="{}_error">{}<span>{}</span></p>',
        field.auto_id,
        icon_svg("exclamation-circle-fill"),
        " ".join(field.errors),
    )


def _box_class(field) -> str:
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    base = {"select": "form-select", "checkbox": "form-check-input"}.get(kind, "form-control")
    parts = [base, widget.attrs.get("class", ""), "is-invalid" if field.errors else ""]
    if widget.attrs.get("data-prefix") == "£":
        parts.append("is-money")
    return " ".join(part for part in parts if part)
