"""Bank details: entered by one person, verified by another, replaced and never changed."""

from django.db import transaction
from django.db.models import Max

from claims.models import PayeeAccount
from claims.notices import money as notices
from claims.permissions_money import can_enter_account
from claims.rules import bank
from claims.states import AccountState
from claims.workflow_money import ACCOUNT
from consortium.core import audit, clock
from consortium.core.workflow import Refused, fire
from members.models import Organisation

VERIFIED_FIELDS = ("how_verified", "shared_reason", "verified_at", "verified_by_id")


@transaction.atomic
def enter_account(
    organisation: Organisation, *, account_name: str, sort_code: str, account_number: str, by
) -> PayeeAccount:
    """A new version of a member's bank details, waiting for a second person (SD5).

    The text is as typed; `bank.AccountError` says what is wrong with it. They take
    the place of details that still wait. Verified ones are paid to no more until
    the new ones are verified or refused.
    """
    if reason := can_enter_account(by, organisation):
        raise Refused(reason)
    values = {
        "account_name": bank.account_name(account_name),
        "sort_code": bank.sort_code(sort_code),
        "account_number": bank.account_number(account_number),
    }
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    versions = PayeeAccount.objects.filter(organisation=organisation)
    for waiting in versions.filter(state=AccountState.WAITING).select_related("organisation"):
        fire(ACCOUNT, waiting, "overtake", by=by)
    account = PayeeAccount.objects.create(
        organisation=organisation,
        number=(versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        entered_at=clock.now(),
        entered_on=clock.today(),
        entered_by_id=by.user_id,
        **values,
    )
    after = {"number": account.number, "account": account.masked}
    audit.record("claims.account_entered", account, after=after, by=by)
    notices.account_entered(account, by=by)
    return account


@transaction.atomic
def verify_account(account: PayeeAccount, *, how: str, shared_reason: str = "", by) -> PayeeAccount:
    """A second person says how they checked the details; they can be paid to after the wait.

    Details that another member has, too, need `shared_reason` (M22).
    """
    account = _locked(account)
    facts = {"how": how.strip(), "stops": _sharing(account, shared_reason)}
    if not ACCOUNT.reasons(account, "verify", by, **facts):
        for old in PayeeAccount.objects.filter(
            organisation=account.organisation, state=AccountState.VERIFIED
        ):
            fire(ACCOUNT, old, "replace", by=by)
    account.how_verified, account.shared_reason = how.strip()[:200], shared_reason.strip()[:200]
    account.verified_at, account.verified_by_id = clock.now(), by.user_id
    account = fire(ACCOUNT, account, "verify", facts=facts, fields=VERIFIED_FIELDS, by=by)
    notices.account_verified(account, by=by)
    return account


@transaction.atomic
def verify_again(account: PayeeAccount, *, how: str, by) -> PayeeAccount:
    """A third person checks verified details once more, and stands for them from now on.

    For details whose verifier approved a claim that is to be paid to them (2.8).
    """
    account = _locked(account)
    same = account.verified_by_id == by.user_id
    facts = {"how": how.strip(), "stops": ["You verified these details already."] if same else []}
    account.how_verified = how.strip()[:200]
    account.verified_at, account.verified_by_id = clock.now(), by.user_id
    fields = ("how_verified", "verified_at", "verified_by_id")
    return fire(ACCOUNT, account, "verify_again", facts=facts, fields=fields, by=by)


@transaction.atomic
def refuse_account(account: PayeeAccount, *, reason: str, by) -> PayeeAccount:
    """The details did not stand up; those verified before stay in use."""
    account = fire(ACCOUNT, _locked(account), "refuse", reason=reason, by=by)
    notices.account_refused(account, reason=reason, by=by)
    return account


def _locked(account: PayeeAccount) -> PayeeAccount:
    """Under the member's lock and, with every other that has the same numbers, its own."""
    Organisation.objects.select_for_update().get(pk=account.organisation_id)
    same = PayeeAccount.objects.select_for_update().filter(
        sort_code=account.sort_code, account_number=account.account_number
    )
    list(same.order_by("pk").values_list("pk", flat=True))
    return PayeeAccount.objects.select_related("organisation").get(pk=account.pk)


def shared_with(account: PayeeAccount) -> list[Organisation]:
    """Other members whose verified details are the same."""
    return list(
        Organisation.objects.filter(
            payee_accounts__sort_code=account.sort_code,
            payee_accounts__account_number=account.account_number,
            payee_accounts__state=AccountState.VERIFIED,
        ).exclude(pk=account.organisation_id)
    )


def _sharing(account: PayeeAccount, reason: str) -> list[str]:
    if reason.strip() or not shared_with(account):
        return []
    return ["Another member has these bank details. Say why both may use them, or refuse them."]
