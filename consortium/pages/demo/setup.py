"""The consortium before the first quarter: people, projects, grants, budgets, strategy."""

from datetime import date

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.periods import FinancialYear
from members.actions.invitations import accept_invitation
from members.actions.organisations import add_organisation, describe_consortium
from members.actions.people import invite_person
from members.actions.seats import seat_person
from members.actions.terms import start_term
from members.models import Organisation
from members.rules import a_year_on
from members.states import Office, Role
from projects.actions import create_project, join_project, tag_aims
from projects.actions.budgets import BudgetRow, load_budget
from projects.actions.outputs import OutputRow, set_outputs
from projects.funds import actions as funds
from projects.funds.states import PaymentRule, Terms
from projects.models import Project
from projects.states import PartnerRole
from projects.strategy import models as strategy

from . import agreeing, roll
from .cast import CHAIR, EVERYBODY, MEMBERS, OFFICE, PASSWORD, acting
from .facts import read

YEAR = FinancialYear(2026)
FIRST_DAY = date(2026, 4, 1)
LONG_AGO = date(2008, 4, 1)
EXAMPLE = "Example figure"
TERMS = {
    "infrastructure": Terms.ADVANCE,
    "volunteering": Terms.ARREARS,
    "it-support": Terms.ADVANCE,
}
CONDITIONS = (
    ("4.1", "Spend the grant only on the projects and headings in the agreed budget."),
    ("6.2", "Claim within 25 working days of the end of each quarter."),
    ("8.3", "Keep invoices and proof of payment for seven years."),
    ("9.1", "Ask before moving more than a tenth of a heading to another."),
)
SERVES = {1: (3,), 2: (9,), 9: (5,)}  # example: projects by the aims that they serve


def build_people():
    """Organisations, people with passwords, seats, and the two offices."""
    facts = read("people")
    describe_consortium(**facts["consortium"], by=SYSTEM)
    slugs = {each["slug"]: _organisation(each) for each in facts["organisations"]}
    body = slugs[facts["accountable_body"]]
    start_term(
        Office.ACCOUNTABLE_BODY,
        organisation=body,
        starts=FIRST_DAY,
        decided="Example minute of 12 March 2026",
        by=SYSTEM,
    )
    # The system seats the first office; from then on the secretariat does it.
    for person in OFFICE:
        _invite(person, slugs, by=SYSTEM)
    secretariat = acting("ruth_okafor")
    for person in EVERYBODY:
        if person not in OFFICE:
            _invite(person, slugs, by=secretariat)
    chair = next(each for each in MEMBERS if each.key == CHAIR)
    start_term(
        Office.CHAIR,
        organisation=slugs[chair.organisation],
        holder=_user(chair),
        starts=FIRST_DAY,
        decided="Example minute of 12 March 2026",
        by=secretariat,
    )


def _organisation(facts: dict) -> Organisation:
    return add_organisation(joined=LONG_AGO, by=SYSTEM, **facts)


def _invite(person, slugs, *, by) -> None:
    organisation = slugs[person.organisation]
    first, *rest = person.roles
    letter = invite_person(
        name=person.name,
        email=person.email,
        organisation=organisation,
        role=first,
        starts=FIRST_DAY,
        ends=a_year_on(FIRST_DAY) if first == Role.AUDITOR else None,
        by=by,
    )
    for role in rest:
        seat_person(letter.user, organisation, role, starts=FIRST_DAY, by=by)
    accept_invitation(letter, password=PASSWORD, by=by)


def _user(person):
    from members.models import User

    return User.objects.get(email=person.email)


def build_projects():
    """Twelve projects with their leads, delivery partners and one strand."""
    people, money = read("people"), read("money")
    by = acting("ruth_okafor")
    funding = {each["project"]: each for each in money["project_funding"]}
    organisations = {each.slug: each for each in Organisation.objects.all()}
    for facts in people["projects"]:
        status = funding[facts["number"]]
        project = create_project(
            number=facts["number"],
            name=facts["name"],
            aliases=facts["aliases"],
            status=status["status"],
            funds_sought=status["funds_sought"] * 100,
            example=True,
            by=by,
        )
        for partner in facts["partners"]:
            join_project(
                project,
                organisations[partner["organisation"]],
                role=PartnerRole(partner["role"]),
                starts=LONG_AGO,
                strand=partner.get("strand", ""),
                role_note=partner.get("special_role", ""),
                by=by,
            )


def build_money():
    """Funders, funds, grants, the year's budgets and outputs, and its four periods."""
    money = read("money")
    by = acting("priya_nair")
    funds.open_year(YEAR, by=by)
    funders = {
        each["slug"]: funds.create_funder(
            slug=each["slug"],
            name=each["name"],
            contact_name="Grants officer",
            contact_email=f"grants@{each['slug']}.example.org",
            example=True,
            by=by,
        )
        for each in money["funders"]
    }
    headings = {
        each["slug"]: funds.create_heading(
            slug=each["slug"], name=each["name"], position=place, example=True, by=by
        )
        for place, each in enumerate(money["cost_headings"])
    }
    funds.create_fund(
        code="UF-OWN",
        name="Accountable body's own means",
        purpose="The one unrestricted fund.",
        restricted=False,
        example=True,
        by=by,
    )
    grants = {each["slug"]: _grant(each, funders, headings, by=by) for each in money["grants"]}
    _budgets(money, grants, headings, by=by)
    _outputs(money, grants, by=by)


def _grant(facts, funders, headings, *, by):
    fund = funds.create_fund(
        code=facts["fund"]["code"], name=facts["fund"]["name"], example=True, by=by
    )
    rule, days = facts["payment_rule"], facts["claim_due"]
    return funds.create_grant(
        slug=facts["slug"],
        funder=funders[facts["funder"]],
        fund=fund,
        name=facts["name"],
        reference=facts["reference"],
        starts=date.fromisoformat(facts["starts"]),
        ends=date.fromisoformat(facts["ends"]),
        headings=[headings[slug] for slug in facts["headings"]],
        awards={each["financial_year"]: each["amount"] * 100 for each in facts["awards"]},
        conditions=CONDITIONS,
        terms=TERMS[facts["slug"]],
        member_days=days["member"],
        check_days=days["check"],
        pay_days=days["pay"],
        funder_days=days["funder"],
        payment_rule=PaymentRule(rule["kind"]),
        payment_rule_percent=rule.get("below_percent", 100),
        retention_basis_points=rule.get("percent", 0) * 100,
        example=True,
        by=by,
    )


def _budgets(money, grants, headings, *, by) -> None:
    organisations = {each.slug: each for each in Organisation.objects.all()}
    projects = {each.number: each for each in Project.objects.all()}
    rows: dict[str, list[BudgetRow]] = {}
    for budget in money["budgets"]:
        for line in budget["lines"]:
            rows.setdefault(budget["grant"], []).append(
                BudgetRow(
                    project=projects[budget["project"]],
                    organisation=organisations[line["partner"]],
                    heading=headings[line["heading"]],
                    quarters=tuple(pounds * 100 for pounds in line["quarters"]),
                    strand=line.get("strand") or "",
                )
            )
    for slug, lines in rows.items():
        load_budget(grants[slug], YEAR, lines, by=by)


def _outputs(money, grants, *, by) -> None:
    organisations = {each.slug: each for each in Organisation.objects.all()}
    projects = {each.number: each for each in Project.objects.all()}
    rows: dict[str, list[OutputRow]] = {}
    for output in money["outputs"]:
        if output["grant"] is None:  # of a project that is still seeking funds
            continue
        rows.setdefault(output["grant"], []).append(
            OutputRow(
                project=projects[output["project"]],
                code=output["code"],
                name=output["name"],
                unit=output["unit"],
                shares={
                    organisations[each["partner"]]: tuple(each["profile"])
                    for each in output["partners"]
                },
                example=True,
            )
        )
    for slug, each in rows.items():
        set_outputs(grants[slug], YEAR, each, by=by)


def build_strategy():
    """Aims, objectives, outcomes, needs, research, policies and plans: reference pages."""
    facts = read("strategy")
    strategy.Aim.objects.bulk_create(strategy.Aim(**each) for each in facts["aims"])
    for number, aims in SERVES.items():
        named = strategy.Aim.objects.filter(number__in=aims)
        tag_aims(Project.objects.get(number=number), named, by=acting("ruth_okafor"))
    strategy.Objective.objects.bulk_create(
        strategy.Objective(**each) for each in facts["objectives"]
    )
    for each in facts["outcomes"]:
        changes = each["changes"]
        outcome = strategy.Outcome.objects.create(
            **{name: value for name, value in each.items() if name != "changes"}
        )
        strategy.Change.objects.bulk_create(
            strategy.Change(outcome=outcome, **change) for change in changes
        )
    needs = facts["needs"]
    survey = strategy.NeedsSurvey.objects.create(
        title=needs["title"], year=needs["year"], base=needs["base"], source=needs["source"]
    )
    strategy.Need.objects.bulk_create(
        strategy.Need(survey=survey, **each) for each in needs["items"]
    )
    strategy.Research.objects.bulk_create(strategy.Research(**each) for each in facts["research"])
    strategy.Policy.objects.bulk_create(strategy.Policy(**each) for each in facts["policies"])
    strategy.Plan.objects.bulk_create(strategy.Plan(**each) for each in facts["plans"])


def build():
    """Everything before the first claim, on 1 April 2026."""
    clock.set_today(FIRST_DAY, by=SYSTEM)
    build_people()
    roll.build()
    agreeing.build()
    build_projects()
    build_money()
    build_strategy()
