"""What the members say of themselves, who else speaks for them, and who advises."""

from datetime import date

from members.actions.invitations import accept_invitation
from members.actions.people import invite_person
from members.models import Organisation, User
from members.roll.actions import co_opting, content, naming, profiles, resigning
from members.roll.actions.profiles import Answer
from members.states import Role

from . import office
from .cast import ADVISER, BY_KEY, PASSWORD, acting, representative_of
from .facts import read

CO_OPTED = date(2026, 5, 13)
PAGES = (
    ("directory", Role.SECRETARIAT, date(2026, 9, 30)),
    ("apply", Role.STRATEGIC_OFFICER, date(2027, 3, 31)),
    ("privacy", Role.SECRETARIAT, date(2027, 3, 31)),
)
INFORMATION_OFFICERS = {"brcc": "ben_tilley", "val": "nadia_rahman", "cvsmnb": "ian_whitlock"}


def build() -> None:
    """On the first day: places, profiles and policies, each said by the member itself."""
    facts = read("roll")
    secretariat = acting("ruth_okafor")
    areas = {name: profiles.add_area(name, by=secretariat) for name in facts["areas"]}
    for slug, said in facts["profiles"].items():
        organisation = Organisation.objects.get(slug=slug)
        by = acting(representative_of(slug), "member")
        values = {**said, "areas": [areas[name] for name in said["areas"]]}
        profiles.save_profile(organisation, values=values, version=0, by=by)
        answers = [_answer(policy, *row) for policy, row in facts["policies"][slug].items()]
        profiles.answer_policies(organisation, answers, version=1, by=by)
    name_information_officers()
    for page, owner, review_by in PAGES:
        content.looked_through(page, owner=owner, review_by=review_by, by=secretariat)


def _answer(policy: str, state: str, adopted="", review="", shares: bool = False) -> Answer:
    return Answer(
        policy=policy,
        state=state,
        adopted_on=date.fromisoformat(adopted) if adopted else None,
        review_on=date.fromisoformat(review) if review else None,
        shares=shares,
    )


def name_information_officers() -> None:
    """Three members name one of their people, as their representatives do it."""
    for slug, key in INFORMATION_OFFICERS.items():
        naming.name_person(
            Organisation.objects.get(slug=slug),
            Role.INFORMATION_OFFICER,
            user=User.objects.get(email=BY_KEY[key].email),
            starts=date(2026, 4, 1),
            by=acting(representative_of(slug), "member"),
        )


def tell() -> None:
    """In May an organisation is co-opted, and a member resigns and thinks again."""
    office.on(CO_OPTED)
    secretariat = acting("ruth_okafor")
    made = co_opting.co_opt(
        name="Ivel Community Transport",
        short_name="ICT (Ivel)",
        starts=CO_OPTED,
        ends=date(2027, 5, 12),
        purpose="How volunteers get to where they help, in villages without buses.",
        decided="Example minute of 13 May 2026, item 6",
        office_email="ivel@example.org",
        by=secretariat,
    )
    letter = invite_person(
        name=ADVISER.name, email=ADVISER.email, organisation=made.organisation,
        role=Role.ADVISER, starts=CO_OPTED, ends=made.ends, by=secretariat,
    )  # fmt: skip
    accept_invitation(letter, password=PASSWORD, by=secretariat)
    resigned = resigning.receive(
        Organisation.objects.get(slug="vcb"),
        received_on=CO_OPTED,
        effective_on=date(2026, 9, 30),
        words="The trustees have decided to leave at the end of September.",
        by=acting("carol_finch"),
    )
    office.on(date(2026, 5, 20))
    resigning.withdraw(
        resigned, reason="The trustees met again and stay.", by=acting("carol_finch")
    )
