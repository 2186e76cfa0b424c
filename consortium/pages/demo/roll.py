"""What the members say of themselves, who else speaks for them, and who advises."""

from datetime import date

from members.models import Organisation
from members.roll.actions import profiles
from members.roll.actions.profiles import Answer

from .cast import acting, representative_of
from .facts import read


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


def _answer(policy: str, state: str, adopted="", review="", shares: bool = False) -> Answer:
    return Answer(
        policy=policy,
        state=state,
        adopted_on=date.fromisoformat(adopted) if adopted else None,
        review_on=date.fromisoformat(review) if review else None,
        shares=shares,
    )
