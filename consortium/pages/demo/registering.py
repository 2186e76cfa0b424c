"""Feedback in every state, awareness, seats elsewhere, interests, stakeholders, prospects, events.

All invented.
"""

from datetime import date, time

from members.applications.permissions import visitor
from members.models import Organisation, User
from members.registers.actions import (
    attending,
    declaring,
    handling,
    hosting,
    inviting,
    logging,
    passing,
    receiving,
    recruiting,
    seating,
)
from members.registers.models import Event, Feedback, Representation, Stakeholder
from members.roll.models import Area
from projects.models import Project

from . import office
from .cast import BY_KEY, CHAIR, acting, representative_of
from .facts import read

SECRETARY = "ruth_okafor"


def tell() -> None:
    facts = read("registers")
    office.on(date(2026, 10, 16))
    for each in facts["awareness"]:
        _log(each)
    for each in facts["representation"]:
        _seat(each)
    for each in facts["interests"]:
        _interest(each)
    for each in facts["stakeholders"]:
        _stakeholder(each)
    for each in facts["prospects"]:
        _prospect(each)
    _report()
    _events(facts["events"])
    feedback()


def before_they_applied() -> None:
    """Prospects of whom an application comes later in the story, and finds them by name."""
    office.on(date(2026, 9, 1))
    for each in read("registers")["prospects_that_apply"]:
        _prospect(each)


def _member(slug: str) -> Organisation | None:
    return Organisation.objects.get(slug=slug) if slug else None


def _by(slug: str):
    return acting(representative_of(slug), "member") if slug else acting(SECRETARY)


def _log(facts: dict) -> None:
    slug = facts["member"]
    values = {**facts, "on_day": date.fromisoformat(facts["on_day"])}
    logging.log_awareness(_member(slug), values=values, by=_by(slug))


def _seat(facts: dict) -> None:
    person = facts.get("person")
    values = {
        **facts,
        "organisation": _member(facts["organisation"]),
        "person": User.objects.get(email=BY_KEY[person].email) if person else None,
        "starts": date.fromisoformat(facts["starts"]),
        "report_by": date.fromisoformat(facts["report_by"]) if facts.get("report_by") else None,
    }
    seating.give_seat(values=values, by=acting("grace_mensah"))


def _interest(facts: dict) -> None:
    declaring.declare_interest(
        user=User.objects.get(email=BY_KEY[facts["person"]].email),
        organisation=Organisation.objects.get(slug=facts["in"]), words=facts["words"],
        starts=date.fromisoformat(facts["since"]), by=acting(facts["person"]),
    )  # fmt: skip


def _stakeholder(facts: dict) -> None:
    values = {**facts, "keeper": _member(facts["keeper"])}
    found = logging.add_stakeholder(values=values, by=acting("grace_mensah"))
    for on_day, how, words in facts["contacts"]:
        day, by = date.fromisoformat(on_day), _by(facts["keeper"])
        logging.log_contact(found, on_day=day, how=how, words=words, by=by)


def _prospect(facts: dict) -> None:
    """One with its contacts; some are not asked now."""
    owner, met_at = facts["owner"], facts.get("met_at")
    by = acting(owner, "chair" if owner == CHAIR else "")
    values = {
        **facts,
        "areas": Area.objects.filter(name__in=facts["areas"]),
        "stakeholder": Stakeholder.objects.filter(name=facts.get("stakeholder", "")).first(),
        "representation": Representation.objects.filter(body=met_at).first() if met_at else None,
        "owner": User.objects.get(email=BY_KEY[owner].email),
        "next_on": date.fromisoformat(facts["next_on"]),
    }
    found = recruiting.add_prospect(values=values, by=by)
    for on_day, how, move, words in facts["contacts"]:
        found = recruiting.contact(
            found, on_day=date.fromisoformat(on_day), how=how, move=move, words=words,
            next_step=values["next_step"], next_on=values["next_on"], by=by,
        )  # fmt: skip
    if later := facts.get("not_now"):
        day = date.fromisoformat(later[1])
        recruiting.leave(found, reason=later[0], ask_again_on=day, by=by)


def _report() -> None:
    """One seat has reported back, for the next agenda."""
    found = Representation.objects.order_by("pk").first()
    seating.report(
        found, on_day=date(2026, 9, 24), attended=True, for_agenda=True,
        words="The forum will ask each borough for its list of warm rooms in November.",
        next_by=date(2026, 12, 17), by=acting(representative_of("val"), "member"),
    )  # fmt: skip


def _events(facts: list[dict]) -> None:
    """One that was held and is reported, and one to come for which people have signed up."""
    for each in facts:
        office.on(date.fromisoformat(each["planned"]))
        event = _event(each)
        for organisation, name, email, needs in each["signed_up"]:
            attending.sign_up(
                event, organisation=organisation, name=name, email=email, access_needs=needs,
                agreed=True, by=visitor(),
            )  # fmt: skip
        if "report" in each:
            _reported(event, each["report"])
    office.on(date(2026, 10, 16))


def _event(facts: dict) -> Event:
    by = acting("grace_mensah")
    starts, ends = facts["hours"]
    values = {
        **facts, "on": date.fromisoformat(facts["on"]),
        "starts_at": time.fromisoformat(starts), "ends_at": time.fromisoformat(ends),
    }  # fmt: skip
    event = hosting.plan_event(values=values, by=by)
    inviting.invite_stakeholders(
        event, Stakeholder.objects.filter(name__in=facts["stakeholders"]), by=by
    )
    for organisation, name, email in facts["typed"]:
        inviting.invite_typed(event, organisation=organisation, name=name, email=email, by=by)
    return hosting.announce(event, by=by)


def _reported(event: Event, facts: dict) -> None:
    office.on(event.on)
    by = acting(CHAIR, "chair")
    came = event.sign_ups.exclude(organisation__in=facts["away"]).values_list("pk", flat=True)
    attending.tick(event, came, by=by)
    for organisation, people in facts["door"]:
        attending.at_the_door(event, organisation=organisation, people=people, by=by)
    office.on(date.fromisoformat(facts["on"]))
    event.refresh_from_db()
    event = hosting.note(event, words=facts["notes"], version=event.version, by=by)
    hosting.finish_report(event, by=by)


def feedback() -> None:
    """Closed, answered, passed to a member, with the chair, new, and one that is late."""
    praise = _given(date(2026, 7, 6), "compliment", "member", "Two evenings on bids. Very good.")
    praise = handling.answer(
        praise, words="Thank you. We have told them.", outcome="none", by=acting(SECRETARY)
    )
    handling.close(praise, by=acting(SECRETARY))
    _upheld()
    late = _given(date(2026, 9, 21), "concern", "consortium", "The web page is out of date.")
    handling.acknowledge(late, by=acting(SECRETARY))
    _passed_on()
    office.on(date(2026, 10, 19))
    _given(
        date(2026, 10, 19), "complaint", "body", "We asked twice for our claim form.",
        name="Example Person", email="example.person@example.net",
    )  # fmt: skip
    office.on(date(2026, 10, 20))
    _given(date(2026, 10, 20), "suggestion", "consortium", "Hold one forum a year in the evening.")


def _given(day: date, kind: str, about: str, words: str, **more) -> Feedback:
    office.on(day)
    if about == "member":
        more.setdefault("organisation", _member("vcb"))
    return receiving.receive(kind=kind, about=about, words=words, **more, by=visitor())


def _upheld() -> None:
    office.on(date(2026, 9, 8))
    found = receiving.receive(
        kind="complaint", about="member", organisation=_member("brcc"), how="telephone",
        words="The room that we had booked was locked, and nobody could be reached.",
        place="Ampthill", by=acting(SECRETARY),
    )  # fmt: skip
    found = handling.acknowledge(found, by=acting(SECRETARY))
    office.on(date(2026, 9, 15))
    found = passing.pass_on(
        found, organisation=_member("brcc"), question="What happened?", by=acting(SECRETARY)
    )
    words = "The key holder was ill. Two people have a key now."
    passing.account(found, words=words, by=_by("brcc"))
    found = handling.answer(
        found, outcome="upheld", by=acting(SECRETARY),
        words="You were right to complain. From now on two people have a key.",
    )  # fmt: skip
    lesson = "Two people have the key of each room, and their numbers hang at the door."
    handling.close(found, lesson=lesson, by=acting(SECRETARY))


def _passed_on() -> None:
    project = Project.objects.order_by("pk").first()
    found = _given(
        date(2026, 10, 5), "concern", "project", "Our group waits since August for an answer.",
        project=project, name="Example Volunteer", email="example.volunteer@example.net",
        may_share=True,
    )  # fmt: skip
    found = handling.acknowledge(found, by=acting(SECRETARY))
    found = handling.look(found, by=acting(SECRETARY))
    question = "When did they write to you, and what did you answer?"
    passing.pass_on(found, organisation=_member("val"), question=question, by=acting(SECRETARY))
