"""HTML from a shape and its values, for pieces that a page draws hundreds of times."""

from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


def filled(shape: str, *values: Any) -> SafeString:
    """What `format_html` gives, at a third of its price: text is escaped, HTML known to be
    safe and numbers go in as they are.

    `format_html` looks at each value of each piece for lazy translations first; the few
    that come here all the same go the long way. `shape` is ours, never anybody's input.
    """
    return SafeString(shape.format(*[_safe(value) for value in values]))


def _safe(value: Any) -> str:
    kind = value.__class__
    if kind is SafeString:
        return value
    if kind is str:
        return escape(value)
    return str(value) if kind is int else conditional_escape(value)


def joined(pieces) -> SafeString:
    """Pieces of text and HTML one after the other, the text escaped."""
    return SafeString("".join(map(_safe, pieces)))
