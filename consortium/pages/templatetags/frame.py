"""The parts of every page that are the same each time, drawn once and kept."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string

register = template.Library()
AT_HAND = 4  # on a phone these stand at the foot, and the rest under "More"


@register.simple_tag
def page_head() -> str:
    """Style sheets, scripts and what browsers want to know."""
    return _drawn("_head.html")


@register.simple_tag(takes_context=True)
def side_navigation(context) -> str:
    return _drawn("_side.html", context["nav_links"])


@register.simple_tag(takes_context=True)
def foot_navigation(context) -> str:
    return _drawn("_foot.html", context["nav_links"])


@lru_cache(maxsize=256)
def _drawn(name: str, links: tuple = ()) -> str:
    """A part of the frame; there are as many as sets of links that people may open."""
    return render_to_string(name, {"at_hand": links[:AT_HAND], "further": links[AT_HAND:]})
