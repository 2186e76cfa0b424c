"""Everything that the site holds about one person, for that person (D3).

Names of fields decide: a key to the person, or a number called `…_by_id`, `user_id` and
the like. So a table that comes later is found without being named here.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import BigIntegerField, ForeignKey

from consortium.core import clock
from consortium.core.models import AuditRow, Message
from members.actions import exporting
from members.actions.sessions import open_sessions
from members.behalf import Names, names_for
from members.devices import device_words
from members.models import User

OURS = frozenset({"core", "members", "agreement", "registers", "meetings", "roll", "working",
                  "applications", "projects", "funds",
                  "strategy", "bids", "claims", "reviews", "pages"})  # fmt: skip
TOLD_APART = frozenset({"core.auditrow", "core.message", "core.usedtoken",
                        # The chair's private notes stand in no export, not even as numbers (R81).
                        "working.chairnote", "working.notestep", "working.notereader"})  # fmt: skip
NUMBERS = ("user_id", "owner_id", "holder_id", "recipient_user_id")
MOST = 20_000  # of one kind; nobody has that many


@dataclass(frozen=True)
class PersonData:
    """What the JSON holds in full and the PDF shows to be read."""

    made_at: str
    about: dict
    roles: list[dict]
    offices: list[dict]
    second_steps: list[dict]
    sessions: list[dict]
    mails: list[dict]
    acts: list[dict]
    about_you: list[dict]
    records: list[dict] = field(default_factory=list)
    own_words: list[dict] = field(default_factory=list)

    def as_dict(self) -> dict:
        return asdict(self)


def data_of(user: User) -> PersonData:
    """Read it all; a handful of queries and one for each kind of record."""
    return PersonData(
        made_at=_time(clock.now()),
        about=_about(user),
        roles=[_days(seat, role=seat.get_role_display()) for seat in _with_places(user.seats)],
        offices=[_days(row, office=row.get_office_display()) for row in _with_places(user.terms)],
        second_steps=[
            {"kind": factor.get_type_display(), "set_up": _time(factor.created_at),
             "last_used": _time(factor.last_used_at)}
            for factor in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        sessions=[
            {"device": device_words(row.user_agent), "browser_says": row.user_agent, "from": row.ip,
             "signed_in": _time(row.created_at), "last_seen": _time(row.last_seen_at)}
            for row in open_sessions(user)
        ],
        mails=[_mail(mail) for mail in _mails(user)],
        acts=_acts(actor_id=user.pk),
        about_you=_acts(object_kind="members.user", object_id=str(user.pk)),
        records=list(_records(user)),
        own_words=[row for facts in exporting.ALSO for row in facts(user)],
    )  # fmt: skip


def _about(user: User) -> dict:
    return {
        "number": user.pk,
        "name": user.name,
        "email": user.email,
        "telephone": user.telephone,
        "account": "open" if user.is_active else "closed",
        "here_since": _time(user.date_joined),
        "last_signed_in": _time(user.last_login),
    }


def _with_places(rows):
    return rows.select_related("organisation").order_by("starts", "pk")


def _days(row, **more) -> dict:
    return {
        **more,
        "organisation": row.organisation.name,
        "from": row.starts.isoformat(),
        "to": row.ends.isoformat() if row.ends else None,
        "taken_back": _time(row.withdrawn_at),
    }


def _mails(user: User):
    return Message.objects.filter(recipient_user_id=user.pk).order_by("pk")[:MOST]


def _mail(mail: Message) -> dict:
    """Mails with a secret link are kept without their words, here as well."""
    words = "Not kept: it carried a link for you alone" if mail.private else mail.text
    return {"at": _time(mail.created_at), "to": mail.to, "subject": mail.subject, "text": words}


def _acts(**which) -> list[dict]:
    """What was done, each with the role and for whom (R88); two queries."""
    rows = list(AuditRow.objects.filter(**which).order_by("sequence")[:MOST])
    names = names_for(rows)
    return [_act(row, names) for row in rows]


def _act(row: AuditRow, names: Names) -> dict:
    return {
        "number": row.sequence,
        "at": _time(row.at),
        "what": row.action,
        "as": names.capacity(row),
        "about": f"{row.object_kind} {row.object_id}",
        "from": row.ip,
        "reason": row.reason,
    }


def _records(user: User) -> Iterator[dict]:
    """Which other records name the person by number, and as what."""
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model._meta.label_lower in TOLD_APART:
            continue
        for name in fields_naming_people(model):
            keys = model._base_manager.filter(**{name: user.pk}).order_by("pk")
            ids = [str(key) for key in keys.values_list("pk", flat=True)[:MOST]]
            if ids:
                yield {"record": str(model._meta.verbose_name), "as": _words(name), "numbers": ids}


def fields_naming_people(model) -> list[str]:
    """The fields of a model that hold a person's number."""
    found = []
    for each in model._meta.concrete_fields:
        to_people = isinstance(each, ForeignKey) and each.remote_field.model is User
        number = isinstance(each, BigIntegerField) and (
            each.name.endswith("_by_id") or each.name in NUMBERS
        )
        if to_people or number:
            found.append(each.name)
    return found


def _words(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")


def _time(moment) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
