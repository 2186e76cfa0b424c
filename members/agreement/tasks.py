"""The clock's doors into the agreement."""

from consortium.core.actor import SYSTEM
from consortium.core.due import handles

from . import commitment_notices, protocol_notices, request_notices
from .actions import commitments
from .actions.protocols import REVIEW
from .actions.requests import LATE, SOON
from .actions.signing import remind
from .actions.versions import REMIND
from .models import Agreement, Commitment, Protocol, RequestLine


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


@handles(commitments.SOON, coalesce=True)
def remind_of_a_commitment(item, late: bool) -> None:
    commitment = Commitment.objects.open().filter(pk=item.object_id).first()
    if commitment:
        commitment_notices.due_soon(commitment, by=SYSTEM)


@handles(commitments.LATE)
def ask_whether_it_was_kept(item, late: bool) -> None:
    commitment = Commitment.objects.open().filter(pk=item.object_id).first()
    if commitment:
        commitment_notices.late(commitment, by=SYSTEM)
