"""The clock's doors of proposals in writing: a reminder, and the end of the closing day."""

from consortium.core.actor import SYSTEM
from consortium.core.due import handles

from .actions import written as verbs
from .facts.written import is_over
from .models import WrittenProposal


def _open(item) -> WrittenProposal | None:
    rows = WrittenProposal.objects.open().select_related("motion")
    return rows.filter(pk=item.object_id).first()


@handles(verbs.SOON, coalesce=True)
def ask_again(item, late: bool) -> None:
    found = _open(item)
    if found and not is_over(found):
        verbs.remind(found, by=SYSTEM)


@handles(verbs.CLOSES)
def close(item, late: bool) -> None:
    """The day after the last; what was closed or withdrawn before stays as it is."""
    found = _open(item)
    if found and is_over(found):
        verbs.close(found, by=SYSTEM)
