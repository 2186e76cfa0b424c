"""How people's details are written."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.filter
def breakable(email: str) -> str:
    """An email address that may break before its @ in a narrow column, and nowhere else."""
    name, at, host = str(email).partition("@")
    return format_html("{}<wbr>{}{}", name, at, host) if at else email
