"""The first act in an empty database: a consortium, its accountable body, one person."""

from django.db import transaction

from consortium.core import clock
from consortium.core.workflow import Refused
from members.models import Consortium, Invitation, Organisation
from members.states import Office, Role

from .organisations import add_organisation, describe_consortium
from .people import invite_person
from .terms import start_term


@transaction.atomic
def begin(*, consortium: str, body: str, person: str, email: str, by) -> Invitation:
    """Name the consortium, put `body` into office, and invite its first secretary.

    That person invites everybody else. `Refused` where a consortium is there
    already. The invitation's `token` (in memory only) is what the link carries.
    """
    if Consortium.objects.exists() or Organisation.objects.exists():
        raise Refused("This database holds a consortium already. Nothing was changed.")
    today = clock.today()
    describe_consortium(formal_name=consortium, profile_name=consortium, by=by)
    organisation = add_organisation(name=body, short_name=body[:30].strip(), joined=today, by=by)
    start_term(Office.ACCOUNTABLE_BODY, organisation=organisation, starts=today, by=by)
    return invite_person(
        name=person, email=email, organisation=organisation, role=Role.SECRETARIAT, by=by
    )
