"""What Django's own fields say when something is wrong, in the words of this house.

Never "this field is required", never "invalid": each message says what to do,
and names the field. `%(…)s` are the parameters of Django's validators.
"""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet

_QUESTIONS = (
    "how", "what", "when", "where", "which", "who", "why", "is", "are", "was", "were",
    "do", "does", "did", "has", "have",
)  # fmt: skip
_DETERMINERS = ("the ", "a ", "an ", "any ", "your ", "our ", "all ", "each ", "every ", "their ")

_TEXT = {
    "max_length": "{Label} must be %(limit_value)d characters or fewer. It has %(show_value)d",
    "min_length": "{Label} must be %(limit_value)d characters or more. It has %(show_value)d",
    "null_characters_not_allowed": "{Label} has a character in it that cannot be kept",
    "invalid": "{Label} is not written as it should be",
    "surrogate_characters_not_allowed": "{Label} has a character in it that cannot be kept",
}
_NUMBER = {
    "max_value": "{Label} must be %(limit_value)s or less",
    "min_value": "{Label} must be %(limit_value)s or more",
    "step_size": "{Label} must be a multiple of %(limit_value)s",
    "max_digits": "{Label} must have no more figures than %(max)s",
    "max_decimal_places": "{Label} must have no more figures after the point than %(max)s",
    "max_whole_digits": "{Label} must have no more figures before the point than %(max)s",
}
_CHOICE = {
    "required": "Select {the}",
    "invalid_choice": "Select {the} from the list",
    "invalid_list": "Select {the} from the list",
    "invalid_pk_value": "Select {the} from the list",
}

# Field class → code → message; a class also has the messages of those it comes from.
MESSAGES: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "{Enter}"},
    forms.CharField: _TEXT,
    forms.IntegerField: {**_NUMBER, "invalid": "{Label} must be a whole number, like 12"},
    forms.FloatField: {"invalid": "{Label} must be a number, like 12.5"},
    forms.DecimalField: {"invalid": "{Label} must be a number, like 12.5"},
    forms.DateField: {"invalid": "{Label} must be a date, like 14 October 2026"},
    forms.TimeField: {"invalid": "{Label} must be a time, like 14:30"},
    forms.DateTimeField: {"invalid": "{Label} must be a day and time, like 14/10/2026 14:30"},
    forms.DurationField: {
        "invalid": "{Label} must be a length of time, like 1:30:00",
        "overflow": "{Label} must be between {min_days} and {max_days} days",
    },
    forms.EmailField: {"invalid": "Enter an email address in full, like name@example.org"},
    forms.URLField: {"invalid": "Enter a web address in full, like https://www.example.org"},
    forms.UUIDField: {"invalid": "{Label} is not a reference of ours"},
    forms.JSONField: {"invalid": "{Label} is not written as JSON"},
    forms.GenericIPAddressField: {"invalid": "{Label} must be an address like 192.0.2.1"},
    forms.SlugField: {"invalid": "{Label} must be letters, figures, hyphens and underscores only"},
    forms.FileField: {
        "required": "Select {the}",
        "invalid": "The file did not arrive. Select it again",
        "missing": "The file did not arrive. Select it again",
        "empty": "The selected file is empty",
        "max_length": "The name of the selected file must be %(max)d characters or fewer",
        "contradiction": "Select a file or tick the box that removes it, not both",
        "invalid_extension": "The selected file must be one of these: %(allowed_extensions)s",
    },
    forms.ImageField: {"invalid_image": "The selected file must be a picture"},
    forms.BooleanField: {"required": "Tick “{Label}”"},
    forms.ChoiceField: _CHOICE,
    forms.MultipleChoiceField: {**_CHOICE, "required": "Select at least one for {lower}"},
    forms.ModelChoiceField: _CHOICE,
    forms.ModelMultipleChoiceField: {**_CHOICE, "required": "Select at least one for {lower}"},
    forms.TypedMultipleChoiceField: {"required": "Select at least one for {lower}"},
    forms.MultiValueField: {
        "invalid": "{Label} is not written as it should be",
        "incomplete": "Fill in every part of {the}",
    },
    forms.SplitDateTimeField: {
        "invalid_date": "{Label} must have a date, like 14 October 2026",
        "invalid_time": "{Label} must have a time, like 14:30",
    },
    forms.FilePathField: _CHOICE,
}

FORMSET_MESSAGES: dict[str, Any] = {
    "missing_management_form": "Part of this page did not arrive. Open it again and send it anew",
    "too_many_forms": "Rows that can be sent at once: %(num)d at most",
    "too_few_forms": "Rows to be sent: %(num)d at least",
}


def lower_first(label: str) -> str:
    """From "Amount paid" to "amount paid"; "VAT amount" stays as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def with_the(label: str) -> str:
    """A label inside a sentence: "the amount paid", "your name"."""
    lower = lower_first(label)
    return lower if lower.lower().startswith(_DETERMINERS) else f"the {lower}"


def enter(label: str) -> str:
    """What to do about an empty field: "Enter the amount paid", "Say why it is late"; a question
    is to be answered."""
    if label == "Why?" or (label.startswith("Why") and not label.endswith("?")):
        return f"Say {lower_first(label).rstrip('?')}"
    if label.endswith("?") or label.lower().split(" ")[0] in _QUESTIONS:
        return f"Answer “{label}”"
    return f"Enter {with_the(label)}"


def speak_plainly(field: forms.Field, label: str) -> None:
    """Give a field our messages, wherever its form did not write its own."""
    words = {
        "Label": label, "lower": lower_first(label), "the": with_the(label), "Enter": enter(label)
    }  # fmt: skip
    # A per cent sign would be taken for a parameter, or not, as each validator likes.
    words = {name: text.replace("%", "per cent") for name, text in words.items()}
    djangos = _from_classes(field, lambda cls: vars(cls).get("default_error_messages", {}))
    ours = _from_classes(field, lambda cls: MESSAGES.get(cls, {}))
    for code, template in ours.items():
        said = field.error_messages.get(code)
        if said is None or said is djangos.get(code) or said == djangos.get(code):
            field.error_messages[code] = _fill(template, words)
    for part in getattr(field, "fields", ()):
        speak_plainly(part, label)


def _fill(template: str, words: dict[str, str]) -> str:
    for name, text in words.items():
        template = template.replace(f"{{{name}}}", text)
    return template


def _from_classes(field: forms.Field, messages) -> dict:
    found: dict = {}
    for cls in reversed(type(field).__mro__):
        found.update(messages(cls))
    return found


class PlainFormSet(BaseFormSet):
    """A formset whose own messages are ours: `formset_factory(Form, formset=PlainFormSet)`."""

    default_error_messages = FORMSET_MESSAGES
