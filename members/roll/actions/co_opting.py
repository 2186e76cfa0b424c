"""Organisations asked to advise (5.4): with a purpose, by a decision, without a vote."""

from datetime import date

from django.db import transaction

from consortium.core import audit, files, jobs
from consortium.core.actor import SYSTEM
from consortium.core.days import long_day
from consortium.core.models.files import StoredFile
from members.actions import add_organisation, seats, terms
from members.actions.memberships import begin_membership
from members.models import Organisation, Seat
from members.roll import notices
from members.roll.models import CoOption
from members.roll.permissions import office
from members.roll.rules import co_option_refusals
from members.states import Membership

from .checks import locked, refuse_if

LETTER = "roll.co_option_letter"


@transaction.atomic
def co_opt(
    *,
    name: str,
    short_name: str,
    starts: date,
    ends: date | None = None,
    purpose: str,
    decided: str,
    office_email: str = "",
    telephone: str = "",
    by,
) -> CoOption:
    """Take an organisation in to advise. `decided` names the minute of the meeting.

    One that was a member or an adviser before comes back under its own name.
    """
    purpose, decided = purpose.strip(), decided.strip()
    earlier = Organisation.objects.filter(name__iexact=" ".join(name.split())).first()
    earlier = earlier and locked(earlier)
    refuse_if(
        office(by),
        *co_option_refusals(starts=starts, ends=ends),
        "" if purpose else "Say what it is to advise on.",
        "" if decided else "Enter the minute of the meeting that decided it.",
        _member_already(earlier),
    )
    contact = {"office_email": office_email, "telephone": telephone}
    organisation = (
        _back(earlier, starts=starts, ends=ends, reason=decided, by=by)
        if earlier
        else _new(name, short_name, starts=starts, ends=ends, contact=contact, by=by)
    )
    co_option = CoOption.objects.create(
        organisation=organisation, purpose=purpose, decided=decided, starts=starts, ends=ends
    )
    after = {"starts": starts, "ends": ends, "decided": decided}
    audit.record("co_option.decided", co_option, after=after, by=by)
    notices.co_opted(co_option, by=by)
    jobs.start(
        LETTER, label=f"Letter to {organisation.name}", args={"co_option_id": co_option.pk},
        by=SYSTEM,
    )  # fmt: skip
    return co_option


def _new(name: str, short_name: str, *, starts, ends, contact: dict, by) -> Organisation:
    return add_organisation(
        name=name, short_name=short_name, membership=Membership.CO_OPTED, joined=starts,
        left=ends, **contact, by=by,
    )  # fmt: skip


def _back(earlier: Organisation, *, starts, ends, reason: str, by) -> Organisation:
    """One that is known comes back; what its office is called stays as it was."""
    return begin_membership(
        earlier, Membership.CO_OPTED, joined=starts, left=ends, reason=reason, by=by
    )


def letter_of(co_option: CoOption) -> StoredFile | None:
    """The letter as it was made; None until then."""
    return next((each for each in files.of(co_option) if each.ours), None)


@transaction.atomic
def keep_letter(co_option: CoOption, content: bytes, *, by) -> StoredFile:
    """Keep the letter for good; when two were made at once, the first is kept."""
    current = CoOption.objects.select_for_update().get(pk=co_option.pk)
    name = f"Co-option {current.pk}.pdf"
    return letter_of(current) or files.keep(content, name, owner=current, by=by)


@transaction.atomic
def end_co_option(organisation: Organisation, *, last: date, reason: str, by) -> Organisation:
    """Make `last` the last day on which it advises; the roles of its people end with it."""
    organisation = locked(organisation)
    terms.lock_offices()
    refuse_if(
        office(by),
        "" if organisation.membership == Membership.CO_OPTED else
        f"{organisation.name} is not co-opted.",
        _too_early(organisation, last),
        _too_late(organisation, last),
    )  # fmt: skip
    before = {"left": organisation.left}
    organisation.left = last
    organisation.save(update_fields=["left"])
    end_seats(organisation, last=last, reason=reason, by=by)
    audit.record(
        "organisation.changed", organisation, before=before, after={"left": last}, reason=reason,
        by=by,
    )  # fmt: skip
    return organisation


def end_seats(organisation: Organisation, *, last: date, reason: str, by) -> None:
    """No role there goes on after `last`; what has not begun by then is taken back.

    The organisation and the offices must be locked.
    """
    standing = Seat.objects.overlapping(last + seats.A_DAY, None).filter(organisation=organisation)
    for seat in standing.select_related("user", "organisation"):
        if seat.starts > last:
            seats.withdraw_locked(seat, reason=reason, by=by)
        else:
            seats.end_locked(seat, last, reason=reason, by=by)


def _member_already(earlier: Organisation | None) -> str:
    if earlier and earlier.membership == Membership.MEMBER:
        return f"{earlier.name} is a full member, and needs no co-option."
    return ""


def _too_early(organisation: Organisation, last: date) -> str:
    if organisation.joined and last < organisation.joined:
        return f"It advises from {long_day(organisation.joined)}; the last day cannot be before."
    return ""


def _too_late(organisation: Organisation, last: date) -> str:
    if organisation.left and last > organisation.left:
        return f"It ends on {long_day(organisation.left)}. To go on after that, co-opt it anew."
    return ""
