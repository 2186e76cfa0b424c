"""Setting up funders and grants, and keeping their terms (R57)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.periods import FinancialYear
from consortium.core.saving import saved
from consortium.core.versions import check_version
from consortium.core.workflow import Refused
from projects.funds.models import Condition, CostHeading, Fund, Funder, Grant, GrantAward
from projects.funds.permissions import can_edit_grants

EDITABLE = (
    "name",
    "reference",
    "starts",
    "ends",
    "member_days",
    "check_days",
    "pay_days",
    "funder_days",
    "second_approval_limit",
    "variance_basis_points",
    "variance_amount",
    "payment_rule",
    "payment_rule_percent",
    "retention_basis_points",
    "late_items_allowed",
    "keep_records_years",
)


def _only_finance(by: Actor) -> None:
    if not (by.is_system or can_edit_grants(by)):
        raise Refused("Only the accountable body's finance officer can do this.")


@transaction.atomic
def create_funder(*, slug: str, name: str, by: Actor, **fields) -> Funder:
    """`fields` as on `Funder`: other_names, contact_name, contact_email, historical, example."""
    _only_finance(by)
    funder = saved(Funder(slug=slug, name=name, **fields))
    audit.record("funder.created", funder, after={"name": name}, by=by)
    return funder


@transaction.atomic
def create_heading(*, slug: str, name: str, position: int, example: bool = False, by: Actor):
    """A cost heading that grants can allow."""
    _only_finance(by)
    heading = saved(CostHeading(slug=slug, name=name, position=position, example=example))
    audit.record("heading.created", heading, after={"name": name}, by=by)
    return heading


@transaction.atomic
def create_grant(
    *,
    funder: Funder,
    fund: Fund,
    name: str,
    reference: str,
    starts: date,
    ends: date,
    headings: Iterable[CostHeading],
    awards: Mapping[str, int],
    conditions: Iterable[tuple[str, str]] = (),
    slug: str = "",
    by: Actor,
    **terms,
) -> Grant:
    """A contract with its headings, yearly awards (pence by "2026/27") and conditions.

    `conditions` are (clause, text); `terms` any other field of `Grant`. A grant
    pays into a restricted fund.
    """
    _only_finance(by)
    if not fund.restricted:
        raise Refused("A grant is held in a restricted fund.")
    grant = saved(
        Grant(
            slug=slug or reference.lower().replace(" ", "-"),
            funder=funder,
            fund=fund,
            name=name,
            reference=reference,
            starts=starts,
            ends=ends,
            **terms,
        )
    )
    grant.headings.set(headings)
    after = {"reference": reference, "fund": fund.code, "starts": starts, "ends": ends}
    audit.record("grant.created", grant, after=after, by=by)
    for year, amount in awards.items():
        award(grant, FinancialYear.parse(year), amount, by=by)
    for clause, text in conditions:
        add_condition(grant, clause=clause, text=text, by=by)
    return grant


@transaction.atomic
def update_grant(
    grant: Grant, changes: Mapping, *, version: int | str | None = None, by: Actor
) -> Grant:
    """Change terms named in `EDITABLE`, and `headings`. Raises `Stale` on an old version.

    Fund, funder and terms of payment stay: they stand behind what is posted.
    """
    _only_finance(by)
    stored = Grant.objects.select_for_update().get(pk=grant.pk)
    if version is not None:
        check_version(stored, version)
    values = {name: value for name, value in changes.items() if name in EDITABLE}
    before = {name: getattr(stored, name) for name in values}
    for name, value in values.items():
        setattr(stored, name, value)
    if "headings" in changes:
        before["headings"], values["headings"] = _set_headings(stored, changes["headings"])
    stored.version += 1
    try:
        stored.full_clean()
    except ValidationError as error:
        raise Refused(error.messages) from None
    stored.save(update_fields=[*(n for n in values if n != "headings"), "version"])
    changed = {name for name in values if before[name] != values[name]}
    audit.record(
        "grant.changed",
        stored,
        before={name: before[name] for name in changed},
        after={name: values[name] for name in changed},
        by=by,
    )
    return stored


def _set_headings(grant: Grant, headings: Iterable[CostHeading]) -> tuple[list[str], list[str]]:
    before = sorted(grant.headings.values_list("slug", flat=True))
    grant.headings.set(headings)
    return before, sorted(heading.slug for heading in headings)


@transaction.atomic
def award(grant: Grant, year: FinancialYear, amount: int, *, by: Actor) -> GrantAward:
    """What the funder awards for one financial year, in pence; said again, it is changed."""
    _only_finance(by)
    if year not in grant.financial_years:
        raise Refused(f"The grant does not run in {year.label}.")
    if amount < 0:
        raise Refused("An award is £0.00 or more.")
    known = GrantAward.objects.filter(grant=grant, financial_year=year.label).first()
    before = {"amount": known.amount} if known else None
    result, _ = GrantAward.objects.update_or_create(
        grant=grant, financial_year=year.label, defaults={"amount": amount}
    )
    after = {"year": year.label, "amount": amount}
    audit.record("grant.awarded", grant, before=before, after=after, by=by)
    return result


@transaction.atomic
def add_condition(grant: Grant, *, clause: str, text: str, by: Actor) -> Condition:
    """A condition of the contract, numbered, so that a breach can be named."""
    _only_finance(by)
    Grant.objects.select_for_update().get(pk=grant.pk)
    number = Condition.objects.filter(grant=grant).count() + 1
    condition = saved(Condition(grant=grant, number=number, clause=clause, text=text.strip()))
    audit.record("grant.condition_added", grant, after={"number": number, "clause": clause}, by=by)
    return condition
