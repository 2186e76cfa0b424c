"""Naming who speaks for the members in disputes while nobody holds the chair (8.3, R75, R85)."""

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.workflow import Refused
from members.models import Organisation, Seat, User
from members.offices import accountable_body_id_on, chair_on
from members.states import Role
from members.working import notices
from members.working.models import Speaker
from members.working.permissions import can_name_speaker


@transaction.atomic
def name_speaker(user: User, *, organisation: Organisation, decided: str, by) -> Speaker:
    """Record whom the members named. `decided` says how: a meeting, or a round of mails.

    Every representative is told. It ends when a chair's term begins, or with another name.
    """
    today = clock.today()
    list(Speaker.objects.select_for_update().filter(ended_on__isnull=True))
    seats = Seat.objects.on(today).filter(role=Role.REPRESENTATIVE, organisation=organisation)
    reasons = [
        can_name_speaker(by) or "",
        "The chair is held, and speaks for the members." if chair_on(today) else "",
        "" if seats.filter(user=user).exists() else "Choose a member's representative of today.",
        "The accountable body is the other side. Choose another member's representative."
        if organisation.pk == accountable_body_id_on(today) else "",
        "" if decided.strip() else "Say how the members decided it.",
    ]  # fmt: skip
    if any(reasons):
        raise Refused([each for each in reasons if each])
    Speaker.objects.filter(ended_on__isnull=True).update(ended_on=today)
    speaker = Speaker.objects.create(
        user=user, organisation=organisation, decided=decided.strip(), named_on=today,
        named_by_id=by.user_id,
    )  # fmt: skip
    after = {"user": user.pk, "organisation": organisation.pk}
    audit.record("dispute_speaker.named", speaker, after=after, by=by)
    notices.speaker_named(speaker, by=by)
    return speaker
