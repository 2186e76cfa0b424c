"""The verbs of the claim to a funder: assembled, signed by two, frozen and sent, answered (R64)."""

from .answering import agree, new_version, query
from .assembling import abandon, add_row, assemble, collect, remove_row, save_text
from .linking import end_link, new_link
from .signing import send, sign, unsign

__all__ = [
    "abandon",
    "add_row",
    "agree",
    "assemble",
    "collect",
    "end_link",
    "new_link",
    "new_version",
    "query",
    "remove_row",
    "save_text",
    "send",
    "sign",
    "unsign",
]
