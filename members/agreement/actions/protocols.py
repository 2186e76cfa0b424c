"""Protocols: written, adopted, put to work, reviewed, and acknowledged by each member."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.days import long_day
from consortium.core.versions import check_version
from consortium.core.workflow import fire
from members.agreement import protocol_facts, protocol_notices
from members.agreement.models import Acknowledgement, Protocol
from members.agreement.permissions import can_acknowledge, can_keep
from members.agreement.states import IN_USE, ProtocolState
from members.agreement.workflow import PROTOCOL

from .checks import locked, refuse_if

REVIEW = "protocol.review_due"


@transaction.atomic
def draft_protocol(*, kind: str, title: str, text: str, by) -> Protocol:
    """The first version of a protocol."""
    title = " ".join(title.split())
    taken = Protocol.objects.exclude(state=ProtocolState.DROPPED).filter(title__iexact=title)
    refuse_if(
        can_keep(by),
        f"There is a protocol called {title} already. Begin a new version of it."
        if taken.exists()
        else "",
        "" if text.strip() else "Write what the members agree on.",
    )
    return _begin(kind=kind, title=title, text=text.strip(), based_on=None, by=by)


@transaction.atomic
def revise(protocol: Protocol, *, by) -> Protocol:
    """The next version, as a draft with the same words; this one stays in use meanwhile."""
    current = locked(protocol)
    draft = Protocol.objects.filter(title=current.title, state=ProtocolState.DRAFT)
    refuse_if(
        can_keep(by),
        "" if current.state in IN_USE else "Only a protocol that is in use gets a new version.",
        "There is a draft already. Go on with it." if draft.exists() else "",
    )
    return _begin(
        kind=current.kind, title=current.title, text=current.text, based_on=current, by=by
    )


def _begin(*, kind, title, text, based_on, by) -> Protocol:
    last = Protocol.objects.filter(title=title).order_by("-number").first()
    protocol = Protocol.objects.create(
        kind=kind,
        title=title,
        text=text,
        based_on=based_on,
        number=last.number + 1 if last else 1,
        drafted_on=clock.today(),
    )
    audit.record("protocol.drafted", protocol, after={"kind": kind, "title": title}, by=by)
    return protocol


@transaction.atomic
def change_protocol(protocol: Protocol, *, text: str, version=None, by) -> Protocol:
    """The words of a draft."""
    current = locked(protocol)
    refuse_if(
        can_keep(by),
        "" if current.state == ProtocolState.DRAFT else "Only a draft can be changed.",
        "" if text.strip() else "Write what the members agree on.",
    )
    if version is not None:
        check_version(current, version)
    before = {"text": current.text}
    current.text, current.version = text.strip(), current.version + 1
    current.save(update_fields=["text", "version"])
    audit.record("protocol.changed", current, before=before, after={"text": current.text}, by=by)
    return current


@transaction.atomic
def adopt(protocol: Protocol, *, on: date, minute: str, review_by: date, by) -> Protocol:
    """A meeting has adopted it. The version before it is over; every member acknowledges it."""
    current, today = locked(protocol), clock.today()
    wrong = []
    if on > today:
        wrong.append("The day of the decision must be today or earlier.")
    if review_by <= max(on, today):
        wrong.append("The day of review must be later than today.")
    earlier = Protocol.objects.in_use().filter(title=current.title).first()
    current.adopted_on, current.minute, current.review_by = on, minute.strip(), review_by
    refuse_if(*PROTOCOL.reasons(current, "adopt", by, days_refused=wrong))
    if earlier:
        earlier.over_on = today
        fire(PROTOCOL, earlier, "replace", fields=("over_on",), by=by)
        due.cancel(REVIEW, earlier)
    fields = ("adopted_on", "minute", "review_by")
    facts = {"days_refused": wrong}
    current = fire(PROTOCOL, current, "adopt", facts=facts, fields=fields, by=by)
    due.plan(REVIEW, current, review_by)
    protocol_notices.adopted(current, by=by)
    return current


@transaction.atomic
def implement(protocol: Protocol, *, on: date, how: str, by) -> Protocol:
    """It is put to work, not only agreed: the second of the two ticks."""
    current = locked(protocol)
    wrong = []
    if on > clock.today():
        wrong.append("The day must be today or earlier.")
    if current.adopted_on and on < current.adopted_on:
        wrong.append(f"It was adopted on {long_day(current.adopted_on)}; enter a later day.")
    current.implemented_on, current.implemented_how = on, how.strip()
    fields = ("implemented_on", "implemented_how")
    return fire(PROTOCOL, current, "implement", facts={"days_refused": wrong}, fields=fields, by=by)


@transaction.atomic
def review(protocol: Protocol, *, note: str, review_by: date, by) -> Protocol:
    """Looked at, and kept as it is until the next day of review."""
    current, today = locked(protocol), clock.today()
    refuse_if(
        can_keep(by),
        "" if current.state in IN_USE else "Only a protocol that is in use is reviewed.",
        "" if note.strip() else "Say what the review found.",
        "The next day of review must be later than today." if review_by <= today else "",
    )
    before = {"review_by": current.review_by, "reviewed_on": current.reviewed_on}
    due.cancel(REVIEW, current)
    current.reviewed_on, current.review_by, current.review_note = today, review_by, note.strip()
    current.save(update_fields=["reviewed_on", "review_by", "review_note"])
    after = {"review_by": review_by, "reviewed_on": today}
    audit.record("protocol.reviewed", current, before=before, after=after, reason=note, by=by)
    due.plan(REVIEW, current, review_by)
    return current


@transaction.atomic
def drop_protocol(protocol: Protocol, *, reason: str, by) -> Protocol:
    current = locked(protocol)
    current.over_on = clock.today()
    return fire(PROTOCOL, current, "drop", reason=reason, fields=("over_on",), by=by)


@transaction.atomic
def acknowledge(protocol: Protocol, *, by) -> Acknowledgement:
    """A member's representative says that the member knows it and works by it."""
    current = locked(protocol)
    given = current.acknowledgements.filter(organisation_id=by.organisation_id)
    refuse_if(
        can_acknowledge(by),
        "" if current.state in IN_USE else "This version is not in use.",
        "Your organisation has acknowledged it already." if given.exists() else "",
        ""
        if protocol_facts.is_member(by.organisation_id)
        else "Only a full member acknowledges a protocol.",
    )
    kept = Acknowledgement.objects.create(
        protocol=current,
        organisation_id=by.organisation_id,
        given_on=clock.today(),
        given_by_id=by.user_id,
    )
    after = {"organisation": by.organisation_id}
    audit.record("protocol.acknowledged", current, after=after, by=by)
    return kept
