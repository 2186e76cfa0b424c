"""What a person agrees to have shown in the public directory, and takes back."""

from collections.abc import Iterable

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.workflow import Refused
from members.actions.erasing import also_forgets
from members.models import User
from members.roll import notices
from members.roll.models import PublishingConsent
from members.roll.permissions import can_publish
from members.roll.states import PublishItem

from .checks import refuse_if


@transaction.atomic
def set_consents(user: User, items: Iterable[str], *, how: str = "", by) -> list[str]:
    """From now on exactly `items` of a person are shown; gives them, in their order.

    Recorded by somebody else, `how` says how the person agreed. What is taken back
    is gone from the directory with this act, and stays on record as it was.
    """
    wanted = [item for item in PublishItem.values if item in set(items)]
    user = User.objects.select_for_update().get(pk=user.pk)
    standing = {each.item: each for each in user.consents.standing()}
    new = [item for item in wanted if item not in standing]
    ones_own = by.user_id == user.pk
    refuse_if(
        can_publish(by, user),
        "" if ones_own or how.strip() or not new else "Say how they agreed, and when.",
    )
    gone = [each for item, each in standing.items() if item not in wanted]
    if not new and not gone:
        return wanted
    _give(user, new, how="" if ones_own else how.strip(), by=by)
    _take_back(gone, by=by)
    audit.record(
        "person.publishing", user, before={"items": sorted(standing)}, after={"items": wanted},
        reason=how, by=by,
    )  # fmt: skip
    words = ", ".join(PublishItem(item).label.lower() for item in wanted) or "nothing"
    notices.consent_changed(user, words, by=by)
    return wanted


@also_forgets
def take_back_everything(user: User, *, by) -> None:
    """Who is made nameless agrees to nothing any more; whoever agrees to that decides it."""
    standing = list(user.consents.standing())
    if standing:
        _take_back(standing, by=by)
        before = {"items": sorted(each.item for each in standing)}
        audit.record("person.publishing", user, before=before, after={"items": []}, by=by)


def _give(user: User, items: list[str], *, how: str, by) -> None:
    if by.user_id is None and items:
        raise Refused("Only a person agrees, or says how somebody did.")
    now = clock.now()
    for item in items:
        PublishingConsent.objects.create(
            user=user, item=item, given_at=now, given_by_id=by.user_id, how=how
        )


def _take_back(consents: Iterable[PublishingConsent], *, by) -> None:
    for each in consents:
        each.ended_at, each.ended_by_id = clock.now(), by.user_id
        each.save(update_fields=["ended_at", "ended_by_id"])
