"""Form fields for what people type: amounts, days, whole numbers; and the forms that hold them.

What was typed comes back as it was typed. Every message names its field and
says what to do.
"""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .days import DayError, day_range, long_day, parse_day
from .money import MoneyError, bare_pence, format_pence, parse_pence
from .plainforms import PlainForm as PlainForm
from .plainforms import TokenForm as TokenForm
from .plainwords import PlainFormSet as PlainFormSet

_WHOLE = re.compile(r"-?(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)")
MAX_WHOLE = 2**31 - 1


class TypedField(forms.Field):
    """A text box whose content is read by `read(text)`, which raises ValidationError."""

    widget = forms.TextInput

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if not isinstance(value, str):
            return value
        return self.read(value) if value.strip() else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "autocomplete": "off"}

    def named(self, rest: str, *, code: str) -> ValidationError:
        """An error that starts with the field's name: "Date paid must …"."""
        return ValidationError(f"{self.label or 'This'} {rest}", code=code)


class MoneyField(TypedField):
    """Pence from an amount typed in pounds: "1,234.5", "£1234.50".

    Negative amounts, "(120)" or "-120", only with `allow_negative`. `why_max`
    completes the message about too much: "…, the amount left on this heading".
    The £ stands outside the box (`data-prefix`, drawn by the template).
    """

    default_error_messages = {"required": "Enter an amount"}

    def __init__(
        self,
        *,
        allow_negative: bool = False,
        min_pence: int | None = None,
        max_pence: int | None = None,
        why_max: str = "",
        **kwargs,
    ):
        self.allow_negative = allow_negative
        self.min_pence, self.max_pence, self.why_max = min_pence, max_pence, why_max
        super().__init__(**kwargs)

    def read(self, text: str) -> int:
        try:
            return parse_pence(text, allow_negative=self.allow_negative)
        except MoneyError as error:
            words = str(error)
            if words.startswith("The amount must") and self.label:
                words = words.replace("The amount", str(self.label), 1)
            raise ValidationError(words, code="amount") from None

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_pence is not None and value < self.min_pence:
            raise self.named(f"must be {format_pence(self.min_pence)} or more", code="min_value")
        if self.max_pence is not None and value > self.max_pence:
            why = f", {self.why_max}" if self.why_max else ""
            raise self.named(
                f"must be {format_pence(self.max_pence)} or less{why}", code="max_value"
            )

    def prepare_value(self, value: Any) -> Any:
        return bare_pence(value) if isinstance(value, int) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        attrs = {**super().widget_attrs(widget), "data-prefix": "£"}
        # A decimal keypad has no minus and no brackets on many phones.
        return attrs if self.allow_negative else {**attrs, "inputmode": "decimal"}


class DayField(TypedField):
    """A date typed as "14/10/2026", "14 October 2026", "14 oct 26" or "2026-10-14"."""

    default_error_messages = {"required": "Enter a date"}

    def __init__(self, *, min_day: date | None = None, max_day: date | None = None, **kwargs):
        self.min_day, self.max_day = min_day, max_day
        super().__init__(**kwargs)

    def read(self, text: str) -> date:
        try:
            return parse_day(text)
        except DayError as error:
            raise self.named(f"must {error}", code="day") from None

    def validate(self, value: date | None) -> None:
        super().validate(value)
        first, last = self.min_day, self.max_day
        if value is None or (first or value) <= value <= (last or value):
            return
        raise self.named(f"must be {_bounds(first, last)}", code="range")

    def prepare_value(self, value: Any) -> Any:
        return long_day(value) if isinstance(value, date) else value


def _bounds(first: date | None, last: date | None) -> str:
    if first and last:
        return "between " + day_range(first, last).replace(" to ", " and ")
    return f"{long_day(first)} or later" if first else f"{long_day(last or date.max)} or earlier"


class WholeNumberField(TypedField):
    """A count typed as "1200" or "1,200"; Django's own field would take "1_200" too."""

    default_error_messages = {"required": "Enter a number"}

    def __init__(self, *, min_value: int = 0, max_value: int = MAX_WHOLE, **kwargs):
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    def read(self, text: str) -> int:
        text = " ".join(text.split())
        if not _WHOLE.fullmatch(text):
            raise self.named("must be a whole number, like 12", code="whole")
        digits = re.sub("[, ]", "", text)
        if len(digits) > 20:
            raise self.named(f"must be {self.max_value:,} or less", code="max_value")
        return int(digits)

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is not None and value < self.min_value:
            raise self.named(f"must be {self.min_value:,} or more", code="min_value")
        if value is not None and value > self.max_value:
            raise self.named(f"must be {self.max_value:,} or less", code="max_value")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        attrs = super().widget_attrs(widget)
        return attrs if self.min_value < 0 else {**attrs, "inputmode": "numeric"}


HOURS = (
    "%H:%M", "%H.%M", "%H", "%I%p", "%I %p", "%I:%M%p", "%I.%M%p", "%I:%M %p", "%I.%M %p",
)  # fmt: skip


class HourField(forms.TimeField):
    """A time of day typed as "18:00", "18.00", "18", "6pm" or "6:30 pm"."""

    default_error_messages = {"required": "Enter a time"}

    def __init__(self, **kwargs):
        widget = forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"})
        super().__init__(input_formats=list(HOURS), widget=widget, **kwargs)
