"""Who serves the consortium, what they promise, and what was met (10.1, R86, R87)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.locks import locked
from consortium.core.versions import check_version
from consortium.core.workflow import refuse_if
from members.models import Organisation
from members.working import facts, rules
from members.working.models import Arrangement, ArrangementReview, Delivery, Standard
from members.working.permissions import can_keep_service
from members.working.states import Measured

REVIEW = "arrangement.review_due"
WORDS = ("office", "does", "hours", "email", "telephone", "formats")
OVER = "This arrangement is over."


@transaction.atomic
def arrange(
    *, title: str, organisation: Organisation, minute: str, starts: date, review_by: date,
    by, **words: str,
) -> Arrangement:  # fmt: skip
    """An organisation provides one thing from a day on. `words`: what `WORDS` names."""
    title = " ".join(title.split())
    there = Arrangement.objects.filter(title__iexact=title)
    refuse_if(
        can_keep_service(by),
        "" if words.get("does", "").strip() else "Say what is provided.",
        "" if minute.strip() else "Enter the minute that agreed it.",
        _against_review(starts, review_by),
        "Somebody provides this on that day already. Record when that ends first."
        if there.filter(ends__isnull=True).exists() or there.filter(ends__gte=starts).exists()
        else "",
    )
    arrangement = Arrangement.objects.create(
        title=title, organisation=organisation, minute=minute.strip(), starts=starts,
        review_by=review_by, **{name: words.get(name, "").strip() for name in WORDS},
    )  # fmt: skip
    after = {"title": title, "organisation": organisation.pk, "starts": starts}
    audit.record("arrangement.made", arrangement, after=after, by=by)
    due.plan(REVIEW, arrangement, review_by)
    return arrangement


def _against_review(after: date, review_by: date) -> str:
    """It is reviewed every year, so the day is within thirteen months."""
    if review_by <= after:
        return "The day of review must be later."
    return "It is reviewed every year." if (review_by - after).days > 397 else ""


@transaction.atomic
def change_arrangement(arrangement: Arrangement, *, version=None, by, **words: str) -> Arrangement:
    """Hours, contact and the like; who provides it and since when stays."""
    current = locked(arrangement)
    refuse_if(
        can_keep_service(by),
        OVER if current.ends else "",
        "" if words.get("does", "").strip() else "Say what is provided.",
    )
    if version is not None:
        check_version(current, version)
    before = {name: getattr(current, name) for name in WORDS}
    for name in WORDS:
        setattr(current, name, words.get(name, "").strip())
    current.version += 1
    current.save(update_fields=[*WORDS, "version"])
    after = {name: getattr(current, name) for name in WORDS}
    audit.record("arrangement.changed", current, before=before, after=after, by=by)
    return current


@transaction.atomic
def end_arrangement(arrangement: Arrangement, *, on: date, reason: str, by) -> Arrangement:
    """Its last day; its standards end with it, and what was measured stays."""
    current = locked(arrangement)
    refuse_if(
        can_keep_service(by),
        OVER if current.ends else "",
        "" if reason.strip() else "Say why, or name the minute.",
        "The last day is before the first." if on < current.starts else "",
    )
    current.ends = on
    current.save(update_fields=["ends"])
    audit.record("arrangement.ended", current, after={"ends": on}, reason=reason.strip(), by=by)
    for each in current.standards.filter(ends__isnull=True):
        _end(each, max(on, each.starts), by=by)
    due.cancel(REVIEW, current)
    return current


@transaction.atomic
def promise(
    arrangement: Arrangement, *, title: str, days: int, basis: str, event: str,
    measured: str = Measured.HAND, starts: date, by,
) -> Standard:  # fmt: skip
    """A standard of service, counted from `starts`; a change of one is a new one."""
    current = locked(arrangement)
    refuse_if(
        can_keep_service(by),
        OVER if current.ends else "",
        "" if 1 <= days <= 260 else "Enter from 1 to 260 working days.",
        "The arrangement had not begun on that day." if starts < current.starts else "",
    )
    standard = Standard.objects.create(
        arrangement=current, title=title.strip(), days=days, basis=basis, event=event.strip(),
        measured=measured, starts=starts,
    )  # fmt: skip
    after = {"title": standard.title, "days": days, "basis": basis, "measured": measured}
    audit.record("standard.set", standard, after=after, by=by)
    return standard


@transaction.atomic
def end_standard(standard: Standard, *, by) -> Standard:
    """From tomorrow it is not promised any more; what was measured stays."""
    current = locked(standard)
    refuse_if(can_keep_service(by), "It has ended already." if current.ends else "")
    return _end(current, max(clock.today(), current.starts), by=by)


def _end(standard: Standard, on: date, *, by) -> Standard:
    standard.ends = on
    standard.save(update_fields=["ends"])
    audit.record("standard.ended", standard, after={"ends": on}, by=by)
    return standard


@transaction.atomic
def record_delivery(
    standard: Standard, *, what: str, base_on: date, done_on: date | None, by
) -> Delivery:
    """One time that it counted: the day it is counted from, and the day it was done, or not yet."""
    current = locked(standard)
    by_hand = current.measured == Measured.HAND
    refuse_if(
        can_keep_service(by),
        "" if by_hand else "The site measures this by itself.",
        "" if what.strip() else "Say what it was.",
        "The standard was not promised on that day."
        if base_on < current.starts or (current.ends and base_on > current.ends)
        else "",
        _against_done(done_on),
    )
    found = Delivery.objects.create(
        standard=current, item=what.strip(), base_on=base_on, done_on=done_on,
        due_on=rules.due_on(base=base_on, basis=current.basis, days=current.days),
        written_by_id=by.user_id,
    )  # fmt: skip
    after = {"standard": current.pk, "due_on": found.due_on, "done_on": done_on}
    audit.record("delivery.recorded", found, after=after, by=by)
    return found


@transaction.atomic
def done(delivery: Delivery, *, on: date, by) -> Delivery:
    """What waited is done; the day decides whether the standard was met."""
    current = locked(delivery)
    refuse_if(
        can_keep_service(by),
        "It was recorded as done already." if current.done_on else "",
        _against_done(on),
    )
    current.done_on = on
    current.save(update_fields=["done_on"])
    audit.record("delivery.done", current, after={"done_on": on}, by=by)
    return current


def _against_done(day: date | None) -> str:
    return "The day must be today or earlier." if day and day > clock.today() else ""


@transaction.atomic
def review_arrangement(arrangement: Arrangement, *, note: str, review_by: date, by):
    """The yearly review: what was met since the last one is kept with its words."""
    current, today = locked(arrangement), clock.today()
    refuse_if(
        can_keep_service(by),
        OVER if current.ends else "",
        "" if note.strip() else "Say what the review found.",
        _against_review(today, review_by),
    )
    last = current.reviews.first()
    counted = facts.tally_of(current, starts=last.on if last else current.starts, ends=today)
    review = ArrangementReview.objects.create(
        arrangement=current, on=today, note=note.strip(), met=counted.met,
        counted=counted.counted, written_by_id=by.user_id,
    )  # fmt: skip
    due.cancel(REVIEW, current)
    current.review_by = review_by
    current.save(update_fields=["review_by"])
    after = {"review_by": review_by, "met": counted.met, "counted": counted.counted}
    audit.record("arrangement.reviewed", current, after=after, by=by)
    due.plan(REVIEW, current, review_by)
    return review
