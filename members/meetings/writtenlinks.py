"""The link in a mail with which one person answers a proposal in writing for their member."""

from django.core import signing
from django.urls import reverse

from .models import WrittenProposal

SALT = "members.meetings.written"


def token_for(written: WrittenProposal, user_id: int, organisation_id: int) -> str:
    """It says who may answer what for which member; nothing else opens with it."""
    return signing.dumps([written.pk, user_id, organisation_id], salt=SALT)


def answer_path(written: WrittenProposal, user_id: int, organisation_id: int) -> str:
    return reverse("written_by_link", args=[token_for(written, user_id, organisation_id)])


def read(token: str) -> tuple[int, int, int]:
    """(proposal, person, member) by number; BadSignature for anything else."""
    found = signing.loads(token, salt=SALT)
    if not (isinstance(found, list) and len(found) == 3 and all(type(n) is int for n in found)):
        raise signing.BadSignature("another shape")
    return found[0], found[1], found[2]
