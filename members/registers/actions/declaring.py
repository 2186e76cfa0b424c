"""The register of interests: what somebody is tied to, from when, until when (SD3)."""

from datetime import date

from django.db import IntegrityError, transaction

from consortium.core import audit, clock
from members.actions.erasing import also_forgets
from members.actions.exporting import also_exports
from members.models import Organisation, User
from members.registers.models import StandingInterest
from members.registers.permissions import can_declare

from .checks import locked, refuse_if

FORGOTTEN = "Forgotten"
TWICE = "This interest is in the register already. End it first where it has changed."


@transaction.atomic
def declare_interest(
    *, user: User, organisation: Organisation, words: str, starts: date, by
) -> StandingInterest:
    """Register what ties a person to an organisation: their own, or written down for another
    by the secretariat. From then on they approve no claim of it whose quarter it touches."""
    refuse_if(
        can_declare(by, user_id=user.pk),
        "" if words.strip() else "Say what the interest is.",
        "The first day cannot be in the future." if starts > clock.today() else "",
        TWICE
        if StandingInterest.objects.filter(
            user=user, organisation=organisation, ends__isnull=True
        ).exists()
        else "",
    )
    made = StandingInterest(
        user=user, organisation=organisation, words=words.strip(), starts=starts,
        registered_at=clock.now(), registered_by_id=by.user_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # somebody was as quick
        refuse_if(TWICE)
    after = {"user": user.pk, "organisation": organisation.pk, "starts": starts}
    audit.record("interest.registered", made, after=after, by=by)
    return made


@transaction.atomic
def end_interest(found: StandingInterest, *, on: date, by) -> StandingInterest:
    """Its last day, today or later: for the days before, what was registered counts."""
    current = locked(found)
    refuse_if(
        can_declare(by, user_id=current.user_id),
        "It has ended already." if current.ends else "",
        "The last day is today or later. What was registered counts for the days before."
        if on < clock.today()
        else "",
    )
    current.ends = on
    current.save(update_fields=["ends"])
    audit.record("interest.ended", current, after={"ends": on}, by=by)
    return current


@also_forgets
def forget_interests_of(user: User, *, by) -> None:
    """The words go; that there was an interest stays, for the claims of its time."""
    StandingInterest.objects.filter(user=user).update(words=FORGOTTEN)


@also_exports
def interests_of(user: User) -> list[dict]:
    rows = StandingInterest.objects.filter(user=user).select_related("organisation")
    return [
        {
            "what": "Registered interest", "organisation": each.organisation.name,
            "words": each.words, "from": each.starts.isoformat(),
            "until": each.ends.isoformat() if each.ends else "",
        }
        for each in rows
    ]  # fmt: skip
