"""A member takes no part in what was decided, or takes part after all (10.7, R97)."""

from django.db import transaction

from consortium.core import audit, clock
from members.meetings.facts.duties import duties_of
from members.meetings.models import Decision, OptOut
from members.meetings.notices import decisions as notices
from members.meetings.permissions import can_speak_for
from members.models import Organisation, User

from .checks import refuse_if


@transaction.atomic
def opt_out(decision: Decision, *, organisation: Organisation, reason: str, by) -> OptOut:
    """ "We will not take part", with the reason. Duties that are signed stay, and are shown.

    It differs from a vote against: whoever lost a vote may take part, and whoever voted for
    it may not.
    """
    current = Decision.objects.select_for_update().get(pk=decision.pk)
    bound = Organisation.objects.voting_on(current.decided_on).filter(pk=organisation.pk).exists()
    refuse_if(
        can_speak_for(by, organisation.pk),
        "" if reason.strip() else "Say why you take no part.",
        "" if bound else f"{organisation.name} was not a member when this was decided.",
        "You have opted out of this already."
        if current.opt_outs.filter(organisation=organisation, ended_on__isnull=True).exists()
        else "",
    )
    made = OptOut.objects.create(
        decision=current,
        organisation=organisation,
        user=User.objects.get(pk=by.user_id),
        reason=reason.strip(),
        warned=duties_of(organisation),
        on=clock.today(),
    )
    after = {"decision": current.reference, "organisation": organisation.pk, "warned": made.warned}
    audit.record("decision.opted_out", made, after=after, reason=made.reason, by=by)
    notices.opted_out(made, by=by)
    return made


@transaction.atomic
def take_part(opt_out: OptOut, *, by) -> OptOut:
    """The member takes part after all, from today; that it did not stays on record."""
    current = OptOut.objects.select_for_update().select_related("decision").get(pk=opt_out.pk)
    refuse_if(
        can_speak_for(by, current.organisation_id),
        "You take part already." if current.ended_on else "",
    )
    current.ended_on = clock.today()
    current.save(update_fields=["ended_on"])
    audit.record("decision.opted_in", current, after={"ended_on": current.ended_on}, by=by)
    notices.takes_part(current, by=by)
    return current
