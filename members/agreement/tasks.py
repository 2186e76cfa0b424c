"""The clock's doors into the agreement."""

from consortium.core.actor import SYSTEM
from consortium.core.due import handles

from . import protocol_notices, request_notices
from .actions.protocols import REVIEW
from .actions.requests import LATE, SOON
from .actions.signing import remind
from .actions.versions import REMIND
from .models import Agreement, Protocol, RequestLine


@handles(REMIND, coalesce=True)
def remind_of_signatures(item, late: bool) -> None:
    agreement = Agreement.objects.signing().filter(pk=item.object_id).first()
    if agreement:
        remind(agreement, by=SYSTEM)


@handles(REVIEW)
def ask_for_the_review(item, late: bool) -> None:
    protocol = Protocol.objects.in_use().filter(pk=item.object_id).first()
    if protocol:
        protocol_notices.review_due(protocol, by=SYSTEM)


@handles(SOON, coalesce=True)
def remind_of_a_request(item, late: bool) -> None:
    line = RequestLine.objects.waiting().filter(pk=item.object_id).first()
    if line:
        request_notices.due_soon(line, by=SYSTEM)


@handles(LATE)
def chase_a_request(item, late: bool) -> None:
    line = RequestLine.objects.waiting().filter(pk=item.object_id).first()
    if line:
        request_notices.late(line, by=SYSTEM)
