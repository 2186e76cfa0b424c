"""Prospects: writing them down, keeping in touch, letting them go, taking them up again (R123)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.versions import check_version
from consortium.core.workflow import fire
from members.models import Organisation, User
from members.offices import holders
from members.registers import prospect_notices as notices
from members.registers import rules
from members.registers.models import Prospect, ProspectContact, ProspectService
from members.registers.models.feedback import REMOVED
from members.registers.permissions import RECRUITS, can_recruit
from members.registers.states import ProspectState
from members.registers.workflow import PROSPECT
from members.roll.states import Service

from .checks import locked, refuse_if
from .keeping import kept, put

STEP = "prospect.step_due"
KEPT = ("name", "work", "gap", "stakeholder", "representation", "owner", "next_on")
PERSON = ("contact_name", "contact_email", "contact_telephone")
WORDS = (*KEPT, *PERSON, "source", "next_step")
OVER = "It is not pursued any more."


def _said(prospect: Prospect) -> dict:
    """For the audit: neither people nor words that are likely to name one (D3)."""
    areas = sorted(prospect.areas.values_list("pk", flat=True))
    return {**kept(prospect, KEPT), "services": sorted(_services(prospect)), "areas": areas}


def _services(prospect: Prospect) -> set[str]:
    return set(prospect.services_given.values_list("code", flat=True))


def _put_lists(prospect: Prospect, values: dict) -> None:
    wanted = {Service(code).value for code in values.get("services", ())}
    there = _services(prospect)
    prospect.services_given.filter(code__in=there - wanted).delete()
    ProspectService.objects.bulk_create(
        ProspectService(prospect=prospect, code=code) for code in Service.values
        if code in wanted - there
    )  # fmt: skip
    prospect.areas.set(values.get("areas", ()))


def _against(values: dict, *, but: int | None = None) -> list[str]:
    """Everything that stands against these values, but for the next step."""
    name = values["name"].strip()
    same = Prospect.objects.exclude(state=ProspectState.MEMBER).filter(name__iexact=name)
    roll = Organisation.objects.on(clock.today()).members().filter(name__iexact=name)
    return [
        "" if name and values["work"].strip() else "Say what it is called and what it does.",
        "It is among the prospects already." if same.exclude(pk=but).exists() else "",
        f"{name} is a member." if roll.exists() else "",
        *_against_owner(values.get("owner")),
    ]


def _against_owner(owner: User | None) -> list[str]:
    """Who looks after it is somebody who may; a person without that role hears nothing."""
    may = owner and holders(*RECRUITS, day=clock.today()).filter(pk=owner.pk).exists()
    return [] if may else ["Choose somebody who looks for new members today."]


def _against_step(step: str, day: date | None) -> list[str]:
    return rules.next_step_refusals(step, day, today=clock.today())


def _against_change(prospect: Prospect, values: dict) -> list[str]:
    """A step whose day has gone by may stay as it is while something else is put right."""
    if prospect.state in (ProspectState.MEMBER, ProspectState.NOT_NOW):
        return [OVER]
    if not prospect.is_pursued or values.get("next_on") == prospect.next_on:
        return []
    return _against_step(values.get("next_step", ""), values.get("next_on"))


@transaction.atomic
def add_prospect(*, values: dict, by) -> Prospect:
    """Write down an organisation that we would like to have as a member.

    `values`: name, work, gap, services (codes), areas, contact_name, contact_email,
    contact_telephone, source, stakeholder, representation, owner, next_step, next_on.
    """
    step = _against_step(values.get("next_step", ""), values.get("next_on"))
    refuse_if(can_recruit(by), *_against(values), *step)
    found = Prospect(added_on=clock.today(), recorded_by_id=by.user_id)
    put(found, WORDS, values)
    found.save(force_insert=True)
    _put_lists(found, values)
    audit.record("prospect.added", found, after=_said(found), by=by)
    plan(found)
    notices.given(found, by=by)
    return found


@transaction.atomic
def change_prospect(prospect: Prospect, *, values: dict, version, by) -> Prospect:
    """Put right what is known of it, who looks after it, or its next step."""
    current = locked(prospect)
    check_version(current, version)
    if not current.is_pursued:
        values = {**values, "next_step": "", "next_on": None}
    against = (*_against(values, but=current.pk), *_against_change(current, values))
    refuse_if(can_recruit(by), *against)
    before, had = _said(current), current.owner_id
    put(current, WORDS, values)
    current.version += 1
    current.save(update_fields=[*WORDS, "version"])
    _put_lists(current, values)
    audit.record("prospect.changed", current, before=before, after=_said(current), by=by)
    plan(current)
    if current.owner_id != had:
        notices.given(current, by=by)
    return current


@transaction.atomic
def contact(
    prospect: Prospect,
    *,
    on_day: date,
    how: str,
    words: str,
    move: str = "",
    next_step: str,
    next_on: date,
    by,
) -> Prospect:
    """Write down a contact, the stage it led to (`move`, empty: the same), and what is next."""
    current = locked(prospect)
    refuse_if(
        can_recruit(by),
        "" if current.is_pursued else OVER,
        "It is later than today." if on_day > clock.today() else "",
        "" if words.strip() else "Write what came of it.",
        *_against_step(next_step, next_on),
    )
    current = _with_step(current, next_step, next_on)
    if current.last_contact is None or current.last_contact < on_day:
        current.last_contact = on_day
    if move:
        current = fire(PROSPECT, current, move, fields=("next_on", "last_contact"), by=by)
    else:
        current.save(update_fields=["next_on", "last_contact"])
    ProspectContact.objects.create(
        prospect=current, on_day=on_day, how=how, words=words.strip(), state=current.state,
        recorded_on=clock.today(), recorded_by_id=by.user_id,
    )  # fmt: skip
    after = {"on_day": on_day, "how": how, "next_on": next_on}
    audit.record("prospect.contact", current, after=after, by=by)
    plan(current)
    return current


def _with_step(prospect: Prospect, step: str, day: date | None) -> Prospect:
    """Its words are saved apart from the move, whose fields the audit keeps (D3)."""
    prospect.next_step, prospect.next_on = step.strip(), day
    prospect.save(update_fields=["next_step"])
    return prospect


@transaction.atomic
def leave(prospect: Prospect, *, reason: str, ask_again_on: date | None = None, by) -> Prospect:
    """Not now. Without a day to ask again the details of the person there go (D3)."""
    current, today = locked(prospect), clock.today()
    refuse_if(*rules.ask_again_refusals(ask_again_on, today=today))
    return let_go(current, "leave", reason=reason, ask_again_on=ask_again_on, by=by)


def let_go(current: Prospect, move: str, *, reason: str, ask_again_on=None, known=None, by):
    """Fire one of the moves to "not now" on a prospect that the caller has locked."""
    refuse_if(*PROSPECT.reasons(current, move, by, reason=reason, **(known or {})))
    if ask_again_on is None:
        nameless(current)
    current.reason, current.ended_on = reason.strip()[:300], clock.today()
    current.ask_again_on, current.next_on = ask_again_on, None
    fields = ("reason", "ended_on", "ask_again_on", "next_on")
    current = fire(PROSPECT, current, move, reason=reason, facts=known, fields=fields, by=by)
    no_step(current)
    plan(current)
    return current


def no_step(prospect: Prospect) -> None:
    prospect.next_step = ""
    prospect.save(update_fields=["next_step"])


def nameless(prospect: Prospect) -> None:
    for name in PERSON:
        setattr(prospect, name, "")
    prospect.save(update_fields=list(PERSON))


@transaction.atomic
def take_up(prospect: Prospect, *, next_step: str, next_on: date, by) -> Prospect:
    """Begin with it again, from the first stage; its log of contacts stays."""
    current = locked(prospect)
    refuse_if(can_recruit(by), *_against_step(next_step, next_on))
    current = _with_step(current, next_step, next_on)
    current.reason, current.ended_on, current.ask_again_on = "", None, None
    fields = ("reason", "ended_on", "ask_again_on", "next_on")
    current = fire(PROSPECT, current, "take_up", fields=fields, by=by)
    plan(current)
    return current


@transaction.atomic
def forget_person(prospect: Prospect, *, by) -> Prospect:
    """The person there asks for it: their details go, and the words of every contact."""
    current = locked(prospect)
    refuse_if(can_recruit(by))
    nameless(current)
    current.contacts.update(words=REMOVED)
    audit.record("prospect.person_forgotten", current, by=by)
    return current


def plan(prospect: Prospect) -> None:
    """A reminder on the day that counts now; earlier ones are called off."""
    due.cancel(STEP, prospect)
    if prospect.next_day:
        due.plan(STEP, prospect, prospect.next_day)
