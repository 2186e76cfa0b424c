"""Who did what, and for whom, in the words that pages and papers show (R88, 10.2).

It is worked out from what the audit row holds anyway, so no row had to change.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from consortium.core.models import AuditRow

from .models import Organisation, User
from .rules import MEMBER, done_for
from .states import Role

TEXT = CharField()


@dataclass(frozen=True)
class Names:
    """People and organisations by their ids, as they are called today."""

    people: dict[int, str]
    places: dict[int, str]

    def who(self, row: AuditRow, *, nobody: str = "The system") -> str:
        """As in "Grace Mensah, strategic development officer, for the consortium"."""
        if row.actor_id is None:
            return nobody
        name = self.people.get(row.actor_id, "Somebody")
        return ", ".join(filter(None, [name, self.capacity(row)]))

    def capacity(self, row: AuditRow) -> str:
        """As in "secretariat, for the consortium"; empty where nobody acted in a role.

        What people do to their own account is done for nobody.
        """
        if (row.object_kind, row.object_id) == ("members.user", str(row.actor_id)):
            return ""
        roles = row.actor_roles.split(",") if row.actor_roles else ()
        role, whom = done_for(kind=row.object_kind, action=row.action, roles=roles)
        if whom == MEMBER:
            whom = self.places.get(row.organisation_id or 0, "")
        word = Role(role).label.lower() if role else ""
        return ", ".join(filter(None, [word, f"for {whom}" if whom else ""]))


def names_for(rows: Iterable[AuditRow], *, also: Iterable[int | None] = ()) -> Names:
    """The names that these rows need, and those of the people in `also`. One query."""
    rows = list(rows)
    people = {row.actor_id for row in rows} | set(also)
    places = {row.organisation_id for row in rows}
    users = User.objects.filter(pk__in=people - {None}).order_by()
    organisations = Organisation.objects.filter(pk__in=places - {None}).order_by()
    found: dict[str, dict[int, str]] = {"person": {}, "place": {}}
    for kind, pk, name in _named(users, "person", "name").union(
        _named(organisations, "place", "short_name"), all=True
    ):
        found[kind][pk] = name
    return Names(found["person"], found["place"])


def _named(rows, kind: str, name: str):
    rows = rows.annotate(what=Value(kind, TEXT), said=Cast(name, TEXT))
    return rows.values_list("what", "pk", "said")
