"""The awareness log and the register of stakeholders: adding, changing, ending."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.versions import check_version
from members.models import Organisation
from members.registers.models import Awareness, Contact, Stakeholder
from members.registers.permissions import can_log, can_log_for

from .checks import locked, refuse_if
from .keeping import kept, put

NOT_YET = "Write it down when it has happened: the day is later than today."
AWARENESS = ("what", "kind", "sector", "on_day", "place", "reached", "note")
STAKEHOLDER = (
    "name", "sector", "interest", "keeper", "contact_name", "contact_email", "contact_telephone",
)  # fmt: skip
PERSONAL = frozenset({"contact_name", "contact_email", "contact_telephone"})


def _plain(record, names) -> dict:
    """What the audit keeps of a record: no names or addresses of people (D3)."""
    return kept(record, [name for name in names if name not in PERSONAL])


@transaction.atomic
def log_awareness(organisation: Organisation | None, *, values: dict, by) -> Awareness:
    """Write down an event, talk or leaflet of this member (None: the consortium's).

    `values`: what, kind, sector, on_day, place, reached, note.
    """
    refuse_if(
        can_log_for(by, organisation.pk if organisation else None),
        NOT_YET if values["on_day"] > clock.today() else "",
    )
    entry = Awareness(organisation=organisation, recorded_by_id=by.user_id)
    put(entry, AWARENESS, values)
    entry.save(force_insert=True)
    audit.record("awareness.logged", entry, after=_plain(entry, AWARENESS), by=by)
    return entry


@transaction.atomic
def change_awareness(entry: Awareness, *, values: dict, version, by) -> Awareness:
    """Put an entry right. `version` is that of the page it was changed on."""
    current = locked(entry)
    check_version(current, version)
    refuse_if(
        can_log_for(by, current.organisation_id),
        "It is struck out." if current.struck_on else "",
        NOT_YET if values["on_day"] > clock.today() else "",
    )
    before = _plain(current, AWARENESS)
    put(current, AWARENESS, values)
    current.version += 1
    current.save(update_fields=[*AWARENESS, "version"])
    audit.record(
        "awareness.changed", current, before=before, after=_plain(current, AWARENESS), by=by
    )
    return current


@transaction.atomic
def strike_awareness(entry: Awareness, *, reason: str, by) -> Awareness:
    """It was written down by mistake: out of the list and the counts, not out of the record."""
    current = locked(entry)
    refuse_if(
        can_log_for(by, current.organisation_id),
        "It is struck out already." if current.struck_on else "",
        "" if reason.strip() else "Give a reason.",
    )
    current.struck_on, current.struck_by_id = clock.today(), by.user_id
    current.save(update_fields=["struck_on", "struck_by_id"])
    audit.record("awareness.struck", current, reason=reason, by=by)
    return current


@transaction.atomic
def add_stakeholder(*, values: dict, by) -> Stakeholder:
    """Put a body into the register.

    `values`: name, sector, interest, keeper, contact_name, contact_email, contact_telephone.
    """
    refuse_if(can_log(by), _there_already(values["name"]))
    found = Stakeholder(recorded_by_id=by.user_id)
    put(found, STAKEHOLDER, values)
    found.save(force_insert=True)
    audit.record("stakeholder.added", found, after=_plain(found, STAKEHOLDER), by=by)
    return found


def _there_already(name: str, but: int | None = None) -> str:
    same = Stakeholder.objects.current().filter(name__iexact=name.strip()).exclude(pk=but)
    return "It is in the register already." if same.exists() else ""


@transaction.atomic
def change_stakeholder(found: Stakeholder, *, values: dict, version, by) -> Stakeholder:
    current = locked(found)
    check_version(current, version)
    refuse_if(
        can_log(by),
        "It has left the register." if current.ended_on else "",
        _there_already(values["name"], but=current.pk),
    )
    before = _plain(current, STAKEHOLDER)
    put(current, STAKEHOLDER, values)
    current.version += 1
    current.save(update_fields=[*STAKEHOLDER, "version"])
    audit.record(
        "stakeholder.changed", current, before=before, after=_plain(current, STAKEHOLDER), by=by
    )
    return current


@transaction.atomic
def end_stakeholder(found: Stakeholder, *, reason: str, by) -> Stakeholder:
    """Take a body out of the register; the details of the person there go with it (D3)."""
    current = locked(found)
    refuse_if(
        can_log(by),
        "It has left the register already." if current.ended_on else "",
        "" if reason.strip() else "Give a reason.",
    )
    current.ended_on, current.end_reason = clock.today(), reason.strip()
    current.contact_name, current.contact_email, current.contact_telephone = "", "", ""
    current.save(update_fields=["ended_on", "end_reason", *sorted(PERSONAL)])
    audit.record("stakeholder.ended", current, reason=reason, by=by)
    return current


@transaction.atomic
def log_contact(found: Stakeholder, *, on_day: date, how: str, words: str, by) -> Contact:
    """Write down a contact with a stakeholder, for one's own organisation."""
    current = locked(found)
    refuse_if(
        can_log(by),
        "It has left the register." if current.ended_on else "",
        NOT_YET if on_day > clock.today() else "",
        "" if words.strip() else "Say what it was about.",
    )
    contact = Contact.objects.create(
        stakeholder=current, on_day=on_day, how=how, words=words.strip(),
        organisation_id=by.organisation_id, recorded_by_id=by.user_id,
    )  # fmt: skip
    if current.last_contact is None or current.last_contact < on_day:
        current.last_contact = on_day
        current.save(update_fields=["last_contact"])
    audit.record("stakeholder.contact", current, after={"on_day": on_day, "how": how}, by=by)
    return contact
