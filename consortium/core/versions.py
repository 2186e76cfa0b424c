"""Nobody overwrites what somebody else has just saved (C-ii).

A record has `version = PositiveIntegerField(default=1)`, a form carries the
version it was rendered from, and the verb moves it on with what it saves.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One field of a stale page: what was typed beside what is saved now."""

    label: str
    typed: str
    saved: str

    @property
    def differs(self) -> bool:
        return self.typed.strip() != self.saved.strip()


class Stale(Exception):
    """The record was changed after the page was opened; `lines` shows both versions."""

    def __init__(self, record: Any, lines: Sequence[Line] = ()):
        self.record = record
        self.lines = list(lines)
        super().__init__(f"{record._meta.verbose_name} {record.pk} was changed meanwhile")


def check_version(record: Any, sent: int | str | None, *, form=None) -> None:
    """Raise `Stale` unless `sent` is the record's version.

    `record` must be read under its lock. Give the `form` too: the page then
    shows what was typed beside what is saved. Only the form's own fields are
    shown, so that nobody learns a field by posting its name.
    """
    if str(sent) != str(record.version):
        raise Stale(record, side_by_side(record, form) if form is not None else ())


@contextmanager
def beside(form) -> Iterator[None]:
    """Around a verb that checks the version itself: its `Stale` gets the form's fields.

    with beside(form):
        save_narrative(claim, version=form.cleaned_data["version"], by=request.actor)
    """
    try:
        yield
    except Stale as stale:
        stale.lines = stale.lines or side_by_side(stale.record, form)
        raise


def side_by_side(record: Any, form) -> list[Line]:
    """The fields of a bound form that the record has, too, as typed and as saved."""
    return [
        Line(label=bound.label, typed=_typed(bound), saved=_saved(record, bound))
        for bound in form.visible_fields()
        if hasattr(record, bound.name) and not bound.field.widget.needs_multipart_form
    ]


def _typed(bound) -> str:
    return _words(bound, bound.value())


def _saved(record: Any, bound) -> str:
    value = getattr(record, bound.name)
    if callable(getattr(value, "values_list", None)):  # a many-to-many field
        value = list(value.values_list("pk", flat=True))
    return _words(bound, bound.field.prepare_value(getattr(value, "pk", value)))


def _words(bound, value: Any) -> str:
    """A value in the words of the form: the labels of choices, yes and no."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    values = value if isinstance(value, list | tuple) else [value]
    labels = _labels(bound)
    return ", ".join(labels.get(str(one), str(one)) for one in values)


def _labels(bound) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, label in getattr(bound.field, "choices", None) or ():
        inner = label if isinstance(label, list | tuple) else [(key, label)]
        flat.update((str(k), str(words)) for k, words in inner)
    return flat
