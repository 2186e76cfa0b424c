"""Forms whose messages say what to do, and forms that can be sent twice without harm."""

from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass
from django.forms.utils import pretty_name

from .idempotency import FIELD as TOKEN
from .idempotency import new_token
from .plainwords import speak_plainly
from .versions import check_version


class PlainMixin:
    """Plain messages for every field; `{% crispy form %}` ready. Goes before ModelForm, too.

    `button` is the word on the button; "" leaves the button to the template.
    """

    button = "Save and continue"
    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = pretty_name(name)
            speak_plainly(field, str(field.label))

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = True
        helper.form_method = "post"
        helper.attrs = {"novalidate": ""}
        helper.form_show_errors = True
        if self.button:
            helper.add_input(Submit("send", self.button))
        return helper

    def add_refusal(self, refused: Any) -> None:
        """Show every reason of a `Refused` above the form."""
        for reason in refused.reasons:
            self.add_error(None, reason)


class PlainForm(PlainMixin, forms.Form):
    """A form with plain messages."""


class TokenField(forms.CharField):
    """A hidden token, another one each time the form is rendered, after an error too."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False, max_length=64, initial=new_token)

    def bound_data(self, data: Any, initial: Any) -> str:
        return new_token()

    def clean(self, value: Any) -> str:
        return value or ""  # `idempotency.once` is the reader, and says what is missing


class VersionField(forms.CharField):
    """The version of the record that the form was rendered from, as text."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False)

    def clean(self, value: Any) -> str:
        return value or ""  # `check_version` is the reader: anything else is stale


class TokenMixin(PlainMixin):
    """Adds the hidden `token` and, with `record=`, the hidden `version`."""

    def __init__(self, *args, record: Any = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        self.fields[TOKEN] = TokenField()
        if record is not None:
            self.fields["version"] = VersionField()
            self.initial.setdefault("version", record.version)

    def check_version(self, record: Any) -> None:
        """Raise `Stale` if the record (read under its lock) was changed after rendering."""
        check_version(record, self.cleaned_data.get("version"), form=self)


class TokenForm(TokenMixin, forms.Form, metaclass=DeclarativeFieldsMetaclass):
    """A form that acts: sent twice it acts once, and over somebody else's change never."""
