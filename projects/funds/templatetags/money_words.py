"""Small words for pages about money: `{% load money_words %}`."""

from django import template

register = template.Library()


@register.filter
def named(names, number) -> str:
    """A person's name out of {id: name}; "somebody" who is not there any more."""
    return names.get(number, "somebody")
