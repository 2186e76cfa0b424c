"""The clock's door of decisions: the day on which one is looked at again."""

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.due import handles

from .actions.looking_after import REVIEW
from .models import Decision
from .notices import decisions as notices


@handles(REVIEW)
def look_again(item, late: bool) -> None:
    found = Decision.objects.filter(pk=item.object_id, review_on__lte=clock.today()).first()
    if found is not None:
        notices.review_due(found, by=SYSTEM)
