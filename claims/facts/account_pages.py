"""What the pages about bank details show: states and masked numbers only."""

from dataclasses import dataclass
from datetime import date

from claims.facts.accounts import days_left, why_not_usable
from claims.models import PayeeAccount
from claims.states import AccountState
from consortium.core import clock
from members.models import Organisation, User
from members.offices import accountable_body_id_on


@dataclass(frozen=True)
class Details:
    """One member's bank details. `problem` says why nothing is paid to them today."""

    organisation: Organisation
    versions: list[PayeeAccount]
    verified: PayeeAccount | None
    waiting: PayeeAccount | None
    problem: str
    wait_left: int
    is_body: bool


def details_of(organisation: Organisation) -> Details:
    """With every version, newest first, and the names of who entered and verified it."""
    versions = list(organisation.payee_accounts.order_by("-number"))
    people = {v.entered_by_id for v in versions} | {v.verified_by_id for v in versions}
    names = dict(User.objects.filter(pk__in=people - {None}).values_list("pk", "name"))
    for version in versions:
        version.entered_by = names.get(version.entered_by_id, "The system")
        version.verified_by = names.get(version.verified_by_id, "")
    return _details(organisation, versions, clock.today(), accountable_body_id_on(clock.today()))


def account_rows() -> list[Details]:
    """Every member of today, in four queries."""
    today = clock.today()
    organisations = list(Organisation.objects.on(today).order_by("name"))
    by_member: dict[int, list[PayeeAccount]] = {each.pk: [] for each in organisations}
    for account in PayeeAccount.objects.filter(organisation__in=organisations).order_by("-number"):
        by_member[account.organisation_id].append(account)
    body = accountable_body_id_on(today)
    return [_details(each, by_member[each.pk], today, body) for each in organisations]


def _details(organisation, versions: list[PayeeAccount], today: date, body) -> Details:
    def first(state):
        return next((each for each in versions if each.state == state), None)

    verified, waiting = first(AccountState.VERIFIED), first(AccountState.WAITING)
    problem = why_not_usable(verified, today=today, waiting=waiting is not None)
    left = days_left(verified, today=today) if verified and verified.number > 1 else 0
    return Details(
        organisation, versions, verified, waiting, problem, left, organisation.pk == body
    )
