"""Looking through what stands on the public pages, by a day (R117)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock, due
from members.roll.models import ContentReview
from members.roll.permissions import office
from members.roll.states import PAGE_OWNERS, PublicPage

from .checks import refuse_if

DUE = "content.review_due"


@transaction.atomic
def looked_through(page: str, *, owner: str, review_by: date, note: str = "", by) -> ContentReview:
    """Note that a page's words are right today, who sees to it, and by when it is looked at again.

    The owner is reminded on that day.
    """
    today = clock.today()
    refuse_if(
        office(by),
        "" if page in PublicPage.values else "Choose a page from the list.",
        "" if owner in PAGE_OWNERS else "Choose who sees to it.",
        "The next day must be later than today." if review_by <= today else "",
    )
    before = ContentReview.objects.select_for_update().filter(page=page).first()
    values = {
        "owner": owner, "review_by": review_by, "reviewed_on": today,
        "reviewed_by_id": by.user_id, "note": note.strip(),
    }  # fmt: skip
    found, _ = ContentReview.objects.update_or_create(page=page, defaults=values)
    after = {"page": page, "owner": owner, "review_by": review_by}
    earlier = {"owner": before.owner, "review_by": before.review_by} if before else None
    audit.record("content.looked_through", found, before=earlier, after=after, by=by)
    due.cancel(DUE, found)
    due.plan(DUE, found, review_by)
    return found
