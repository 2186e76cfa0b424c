"""How people's details are written."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.filter
def breakable(email: str) -> str:
    """An email address that may break before its @ in a narrow column, and nowhere else."""
    name, at, host = str(email).partition("@")
    return format_html("{}<wbr>{}{}", name, at, host) if at else email


@register.filter
def in_fours(text: str) -> str:
    """A long code in groups that the eye can keep: "1234 5678"."""
    text = str(text)
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
