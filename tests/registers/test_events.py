"""Events for stakeholders: asking, signing up, moving, who came, forgetting (R80, R110)."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow, DueItem, Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused, every_cell
from members.actions.exporting import ALSO as EXPORTS
from members.applications.permissions import visitor
from members.registers import event_facts as facts
from members.registers import reports, rules, tasks, todos
from members.registers.actions import attending, hosting, inviting, logging
from members.registers.models import Event, EventInvitee, EventSignUp
from members.registers.permissions import can_host
from members.registers.states import EventState
from members.registers.workflow import EVENT
from members.states import Role
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
S = EventState
HANDLERS = tasks  # the clock's doors, which the sweep opens
DAY = TODAY + timedelta(days=30)
VALUES = {
    "title": "What should councils ask of us?", "about": "Groups and councils talk.", "on": DAY,
    "starts_at": time(18), "ends_at": time(20), "place": "Example Hall, Luton",
}  # fmt: skip


@pytest.fixture
def officer(office):
    return people.actor_of(people.seated(Role.STRATEGIC_OFFICER, office.organisation))


@pytest.fixture
def plan(officer):
    def planned(**more):
        return hosting.plan_event(values={**VALUES, **more}, by=officer)

    return planned


@pytest.fixture
def announced(plan, officer):
    def made(**more):
        return hosting.announce(plan(**more), by=officer)

    return made


@pytest.fixture
def stakeholder(officer):
    def added(name="Example Council", email="officer@council.example"):
        values = {"name": name, "sector": "statutory", "contact_name": "Kim Vale",
                  "contact_email": email}  # fmt: skip
        return logging.add_stakeholder(values=values, by=officer)

    return added


def sign_up(event, name="Jo Reed", email="", organisation="Example Youth Club", **more):
    email = email or f"{name.replace(' ', '.').lower()}@example.net"
    given = {"agreed": True, **more}
    return attending.sign_up(
        event, name=name, email=email, organisation=organisation, **given, by=visitor()
    )


def mails(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=f"event.{kind}").values_list("to", flat=True))


def at(day: date) -> None:
    clock.set_today(day, by=SYSTEM)
    due.sweep(today=day)


def changed(event, officer, why="", **more):
    values = {name: getattr(event, name) for name in hosting.FIELDS}
    return hosting.change_event(
        event, values={**values, **more}, why=why, version=event.version, by=officer
    )


# --- Rules ------------------------------------------------------------------------------

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(DAYS, st.times())
def test_volunteer_friendly_is_the_weekend_or_from_five_on(on, starts_at):
    """R110: evening or weekend, and nothing else."""
    found = rules.volunteer_friendly(on, starts_at)
    assert found == (on.strftime("%a") in ("Sat", "Sun") or starts_at.hour >= 17)


@given(DAYS, st.none() | DAYS, st.none() | st.integers(1, 9), st.integers(0, 9), DAYS)
def test_sign_up_is_open_until_its_day_while_there_are_places(on, until, places, taken, today):
    found = rules.sign_up_refusals(on=on, until=until, places=places, taken=taken, today=today)
    still = today <= on and (until is None or today <= until)
    assert (found == []) == (still and (places is None or taken < places))
    assert len(found) <= 1


NAMES = st.sampled_from(["", "Example Council", " example  council", "Example Halls", "Other"])
LINES = st.lists(
    st.builds(
        rules.Attendance, NAMES, st.integers(1, 4), st.sampled_from([True, False, None]),
        st.booleans(),
    )
)  # fmt: skip


@given(st.lists(NAMES.filter(bool)), LINES)
def test_a_report_counts_everybody_who_came_once(asked, lines):
    found = rules.event_report(asked, lines)
    assert found.people == sum(line.people for line in lines if line.attended)
    spellings = [name.casefold() for name, _ in found.came]
    assert len(spellings) == len(set(spellings))
    assert len(found.asked) == len({" ".join(name.split()).casefold() for name in asked})
    assert found.signed_up == sum(1 for line in lines if not line.at_the_door)
    assert found.stayed_away + found.at_the_door <= found.signed_up + found.people
    assert dict(found.came).items() >= {(n, c) for n, c in found.asked if c}


def test_every_move_is_for_hosts_alone():
    host = replace(SYSTEM, user_id=7, hat="x", roles=frozenset({"chair"}))
    other = replace(host, roles=frozenset({"representative"}))
    for state, move in every_cell(EVENT, S.values):
        event = Event(state=state)
        assert (move in EVENT.possible(event, host)) == (state in move.sources)
        assert move not in EVENT.possible(event, other)


@pytest.mark.parametrize("role", Role)
def test_the_chair_the_officer_and_the_secretariat_hold_events(role):
    actor = replace(SYSTEM, user_id=7, hat="x", roles=frozenset({role.value}))
    may = role in (Role.SECRETARIAT, Role.CHAIR, Role.STRATEGIC_OFFICER)
    assert (can_host(actor) is None) == may
    assert can_host(replace(actor, impersonator_id=5)) is not None


# --- Planning -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"title": " "}, "what it is called"),
        ({"about": ""}, "what it is about"),
        ({"ends_at": time(18)}, "end after it starts"),
        ({"sign_up_until": DAY + timedelta(days=1)}, "by the day"),
    ],
)
def test_it_has_a_name_a_purpose_and_hours(plan, more, why):
    with pytest.raises(Refused, match=why):
        plan(**more)


def test_nobody_hears_of_it_before_it_is_announced(plan, stakeholder, officer):
    event = plan()
    inviting.invite_stakeholders(event, [stakeholder()], by=officer)
    inviting.invite_typed(event, organisation="Example Food Bank", email="A@bank.example",
                          by=officer)  # fmt: skip
    assert mails("invited") == []
    with pytest.raises(Refused, match="not announced"):
        sign_up(event)
    hosting.announce(event, by=officer)
    assert mails("invited") == ["a@bank.example", "officer@council.example"]


def test_who_is_put_on_the_list_later_is_mailed_at_once_and_nobody_twice(
    announced, stakeholder, officer
):
    event, council = announced(), stakeholder()
    assert inviting.invite_stakeholders(event, [council], by=officer) == 1
    with pytest.raises(Refused, match="asked already"):
        inviting.invite_stakeholders(event, [council], by=officer)
    with pytest.raises(Refused, match="asked already"):
        inviting.invite_typed(event, organisation="X", email="OFFICER@council.example", by=officer)
    with pytest.raises(Refused, match="which organisation"):
        inviting.invite_typed(event, organisation=" ", email="x@y.example", by=officer)
    inviting.invite_typed(event, organisation="By telephone", by=officer)
    assert mails("invited") == ["officer@council.example"]
    assert not event.invitees.filter(asked_on=None).exists()


def test_only_who_was_not_asked_comes_off_the_list(plan, officer):
    event = plan()
    inviting.invite_typed(event, organisation="One", by=officer)
    inviting.invite_typed(event, organisation="Two", by=officer)
    one, two = event.invitees.all()
    inviting.take_off(one, by=officer)
    hosting.announce(event, by=officer)
    with pytest.raises(Refused, match="asked already"):
        inviting.take_off(two, by=officer)
    assert [each.body for each in event.invitees.all()] == ["Two"]


def test_it_is_announced_with_a_place_and_before_its_day(plan, officer):
    with pytest.raises(Refused, match="where it is"):
        hosting.announce(plan(place=""), by=officer)
    with pytest.raises(Refused, match="day is over"):
        hosting.announce(plan(on=TODAY - timedelta(days=1)), by=officer)
    assert hosting.announce(plan(place="", link="https://a.example"), by=officer).state == S.OPEN


def test_nobody_else_does_anything(announced, representative, officer):
    event = announced()
    made = sign_up(event)
    for verb in (
        lambda by: hosting.plan_event(values=VALUES, by=by),
        lambda by: hosting.change_event(event, values=VALUES, version=event.version, by=by),
        lambda by: hosting.call_off(event, reason="No.", by=by),
        lambda by: hosting.note(event, words="x", version=event.version, by=by),
        lambda by: hosting.finish_report(event, by=by),
        lambda by: inviting.invite_typed(event, organisation="X", by=by),
        lambda by: attending.tick(event, [], by=by),
        lambda by: attending.at_the_door(event, by=by),
        lambda by: attending.cancel(made, by=by),
        lambda by: attending.forget(made, by=by),
    ):
        for by in (representative, replace(officer, impersonator_id=9)):
            with pytest.raises(Refused):
                verb(by)


# --- Signing up -----------------------------------------------------------------------------


def test_who_signs_up_gets_a_mail_with_their_own_link_and_a_calendar_entry(announced):
    sign_up(announced(), access_needs="Large print.")
    (mail,) = Message.objects.filter(kind="event.signed_up")
    assert (mail.to, mail.private) == ("jo.reed@example.net", True)
    assert "/events/mine/" in mail.text
    assert "METHOD:REQUEST" in mail.calendar
    assert "Large print" not in mail.text


def test_the_audit_names_nobody(announced, officer, stakeholder):
    event = announced()
    inviting.invite_stakeholders(event, [stakeholder()], by=officer)
    inviting.invite_typed(event, organisation="Bank", name="Sam Hill", email="sam@bank.example",
                          by=officer)  # fmt: skip
    made = sign_up(event)
    attending.cancel(made, by=visitor())
    rows = AuditRow.objects.filter(object_kind__startswith="registers.event")
    said = repr([(row.before, row.after, row.object_label) for row in rows])
    assert rows.count() >= 6
    for word in ("Reed", "Hill", "Vale", "@"):
        assert word not in said


def test_the_same_address_once_more_changes_nothing_and_only_it_hears(announced):
    event = announced(places=1)
    first = sign_up(event)
    again = sign_up(event, name="Somebody Else", email="JO.reed@example.net ")
    assert again.pk == first.pk
    assert event.sign_ups.get().name == "Jo Reed"
    assert mails("signed_up_before") == ["jo.reed@example.net"]
    with pytest.raises(IntegrityError), transaction.atomic():
        EventSignUp.objects.create(event=event, email="jo.reed@example.net", agreed_on=TODAY,
                                   signed_up_on=TODAY)  # fmt: skip


@pytest.mark.parametrize(
    ("more", "why"),
    [({"name": " "}, "name and email"), ({"email": " "}, "name and email"),
     ({"agreed": False}, "may keep")],
)  # fmt: skip
def test_nobody_is_kept_without_their_word(announced, more, why):
    with pytest.raises(Refused, match=why):
        sign_up(announced(), **more)
    assert not EventSignUp.objects.exists()


def test_a_full_event_takes_nobody_until_somebody_cancels(announced):
    event = announced(places=1)
    first = sign_up(event)
    with pytest.raises(Refused, match="places are taken"):
        sign_up(event, "Kim Vale")
    attending.cancel(first, by=visitor())
    assert sign_up(event, "Kim Vale").pk


def test_there_are_as_many_places_as_people(announced, officer):
    event = announced(places=5)
    for name in ("Al Day", "Bo Day", "Cy Day"):
        sign_up(event, name)
    with pytest.raises(Refused, match="3 have signed up"):
        changed(event, officer, places=2)
    assert changed(event, officer, places=3).places == 3


def test_sign_up_closes_on_its_day(announced):
    event = announced(sign_up_until=DAY - timedelta(days=5))
    clock.set_today(DAY - timedelta(days=5), by=SYSTEM)
    sign_up(event)
    clock.set_today(DAY - timedelta(days=4), by=SYSTEM)
    with pytest.raises(Refused, match="closed"):
        sign_up(event, "Kim Vale")


def test_who_cancels_is_forgotten_at_once_and_may_come_back(announced):
    event = announced()
    made = sign_up(event)
    attending.cancel(made, by=visitor())
    made.refresh_from_db()
    assert (made.name, made.email, made.cancelled_on) == ("", "", TODAY)
    assert not Message.objects.filter(to="jo.reed@example.net").exists()
    with pytest.raises(Refused, match="already"):
        attending.cancel(made, by=visitor())
    assert sign_up(event).pk != made.pk


def test_who_is_asked_has_signed_up_by_address_or_organisation(announced, officer):
    event = announced()
    for body, email in (("Bank", "sam@bank.example"), ("example  YOUTH club", ""), ("Other", "")):
        inviting.invite_typed(event, organisation=body, email=email, by=officer)
    people_there = [sign_up(event), sign_up(event, "Sam Hill", "Sam@bank.example", "")]
    assert [each.signed_up for each in facts.asked(event, people_there)] == [True, True, False]


# --- Moving and calling off ------------------------------------------------------------------


@pytest.fixture
def full(announced, stakeholder, officer):
    """An event with one asked, one asked who signed up, and one who only signed up."""
    event = announced()
    inviting.invite_stakeholders(event, [stakeholder()], by=officer)
    inviting.invite_typed(event, organisation="Bank", email="sam@bank.example", by=officer)
    sign_up(event, "Sam Hill", "sam@bank.example", "Bank")
    sign_up(event)
    return event


EVERYBODY = ["jo.reed@example.net", "officer@council.example", "sam@bank.example"]


def test_a_move_tells_everybody_once_and_changes_their_calendars(full, officer):
    with pytest.raises(Refused, match="Say why"):
        changed(full, officer, on=DAY + timedelta(days=1))
    moved = changed(full, officer, why="The hall is flooded.", on=DAY + timedelta(days=1))
    assert mails("changed") == EVERYBODY
    (mail,) = Message.objects.filter(kind="event.changed", to="jo.reed@example.net")
    assert "The hall is flooded." in mail.text
    assert "SEQUENCE:1" in mail.calendar
    assert moved.sequence == 1


def test_other_words_tell_nobody(full, officer):
    full = changed(full, officer, title="Another title")
    assert mails("changed") == []
    changed(full, officer, place="Another hall")
    assert mails("changed") == EVERYBODY


def test_it_is_not_moved_into_the_past_nor_once_it_has_been(full, officer):
    with pytest.raises(Refused, match="day that is over"):
        changed(full, officer, why="x", on=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="where it is"):
        changed(full, officer, place="")
    clock.set_today(DAY + timedelta(days=1), by=SYSTEM)
    with pytest.raises(Refused, match="its day stays"):
        changed(full, officer, why="x", on=DAY + timedelta(days=9))
    assert mails("changed") == []


def test_two_who_change_it_at_once_see_both(full, officer):
    changed(full, officer, title="One")
    with pytest.raises(Stale):
        hosting.change_event(full, values=VALUES, version=1, by=officer)


def test_called_off_it_tells_everybody_and_asks_nobody_any_more(full, officer):
    with pytest.raises(Refused, match="reason"):
        hosting.call_off(full, reason=" ", by=officer)
    hosting.call_off(full, reason="Snow.", by=officer)
    assert mails("cancelled") == EVERYBODY
    (mail,) = Message.objects.filter(kind="event.cancelled", to="jo.reed@example.net")
    assert "METHOD:CANCEL" in mail.calendar
    assert "Snow." in mail.text
    with pytest.raises(Refused, match="called off"):
        sign_up(full, "Kim Vale")
    at(DAY + timedelta(days=2))
    assert mails("soon") == mails("reminded") == mails("report_due") == []


def test_an_event_that_did_not_happen_is_called_off_without_mails(full, officer):
    clock.set_today(DAY + timedelta(days=1), by=SYSTEM)
    assert hosting.call_off(full, reason="Nobody had the key.", by=officer).state == S.CANCELLED
    assert mails("cancelled") == []


# --- The clock ---------------------------------------------------------------------------------


def test_who_has_not_signed_up_is_asked_again_and_who_has_is_reminded(full):
    at(DAY - timedelta(days=hosting.ASK_AGAIN_DAYS))
    assert mails("reminded") == ["officer@council.example"]
    at(DAY - timedelta(days=hosting.SOON_DAYS))
    assert mails("soon") == ["jo.reed@example.net", "sam@bank.example"]
    at(DAY - timedelta(days=1))
    assert len(mails("reminded") + mails("soon")) == 3


def test_nobody_is_asked_again_to_an_event_that_is_full_or_over(full):
    Event.objects.update(places=2)
    at(DAY - timedelta(days=hosting.ASK_AGAIN_DAYS))
    assert mails("reminded") == []
    at(DAY + timedelta(days=3))  # the night before was missed
    assert mails("soon") == []


def test_a_moved_event_is_reminded_of_by_its_new_day(full, officer):
    changed(full, officer, why="The hall.", on=DAY + timedelta(days=20))
    at(DAY - timedelta(days=hosting.SOON_DAYS))
    assert mails("soon") == []
    open_days = DueItem.objects.filter(kind=hosting.SOON, handled_at=None, cancelled_at=None)
    assert open_days.get().due_at == DAY + timedelta(days=20 - hosting.SOON_DAYS)


def test_the_day_after_hosts_are_asked_for_the_report(full, officer, representative):
    at(DAY + timedelta(days=1))
    assert officer.user_id in Message.objects.filter(kind="event.report_due").values_list(
        "recipient_user_id", flat=True
    )
    titles = [each.title for each in todos.todos(officer, today=clock.today())]
    assert titles == [f"Write up {full.title}"]
    assert f"Write up {full.title}" not in [
        each.title for each in todos.todos(representative, today=clock.today())
    ]


def test_access_needs_go_the_day_after_and_names_after_some_months(full, settings, officer):
    made = sign_up(full, "Kim Vale", access_needs="Step-free.")
    at(DAY)
    made.refresh_from_db()
    assert made.access_needs
    at(DAY + timedelta(days=1))
    made.refresh_from_db()
    assert (made.access_needs, made.name) == ("", "Kim Vale")
    attending.tick(full, [made.pk], by=officer)
    at(DAY + timedelta(days=settings.EVENT_FORGET_DAYS))
    assert not EventSignUp.objects.exclude(name="", email="").exists()
    assert not EventInvitee.objects.exclude(typed_name="", typed_email="").exists()
    assert not Message.objects.filter(to__contains="example.net").exists()
    report = facts.report_of(full)
    assert report.came == (("Example Youth Club", 1),)
    assert dict(report.asked) == {"Bank": 0, "Example Council": 0}


def test_an_address_in_the_register_of_stakeholders_is_kept_there_alone(full, officer):
    invitee = full.invitees.get(stakeholder__isnull=False)
    logging.end_stakeholder(invitee.stakeholder, reason="Closed.", by=officer)
    invitee.refresh_from_db()
    assert (invitee.body, invitee.name, invitee.email) == ("Example Council", "", "")


# --- Who came, and the report ------------------------------------------------------------------


def test_who_came_is_ticked_from_its_day_on(full, officer):
    sam, jo = full.sign_ups.all()
    with pytest.raises(Refused, match="not been yet"):
        attending.tick(full, [sam.pk], by=officer)
    clock.set_today(DAY, by=SYSTEM)
    with pytest.raises(Refused, match="signed up for this event"):
        attending.tick(full, [sam.pk, 10**9], by=officer)
    attending.tick(full, [sam.pk], by=officer)
    attending.at_the_door(full, organisation="example youth club", people=3, by=officer)
    wrong = attending.at_the_door(full, organisation="Typed wrongly", by=officer)
    attending.not_at_the_door(wrong, by=officer)
    for people_there in (0, 501):
        with pytest.raises(Refused, match="1 to 500"):
            attending.at_the_door(full, people=people_there, by=officer)
    with pytest.raises(Refused, match="from the door"):
        attending.not_at_the_door(jo, by=officer)
    report = facts.report_of(full)
    assert report.came == (("Example Youth Club", 3), ("Bank", 1))
    assert (report.people, report.bodies, report.signed_up, report.stayed_away) == (4, 2, 2, 1)


def test_a_report_is_finished_with_notes_and_stays_until_it_is_put_right(full, officer):
    with pytest.raises(Refused, match="not been yet"):
        hosting.note(full, words="Good.", version=full.version, by=officer)
    clock.set_today(DAY, by=SYSTEM)
    with pytest.raises(Refused, match="what came of it"):
        hosting.finish_report(full, by=officer)
    noted = hosting.note(full, words="One form for small grants.", version=full.version, by=officer)
    hosting.finish_report(noted, by=officer)
    for verb in (
        lambda: hosting.note(noted, words="x", version=noted.version, by=officer),
        lambda: attending.tick(full, [], by=officer),
        lambda: attending.at_the_door(full, by=officer),
        lambda: inviting.invite_typed(full, organisation="X", by=officer),
    ):
        with pytest.raises(Refused, match="reported"):
            verb()
    with pytest.raises(Refused, match="reason"):
        hosting.reopen_report(full, reason="", by=officer)
    assert hosting.reopen_report(full, reason="One was missing.", by=officer).state == S.OPEN
    actions = [row.action for row in audit.history(full)]
    assert {"event.report", "event.reopen", "event.noted"} <= set(actions)


def test_one_that_has_been_is_written_down_and_reported_without_mails(plan, officer):
    event = plan(on=TODAY - timedelta(days=7))
    inviting.invite_typed(event, organisation="Bank", email="sam@bank.example", by=officer)
    attending.at_the_door(event, organisation="Bank", people=2, by=officer)
    noted = hosting.note(event, words="It went well.", version=event.version, by=officer)
    assert hosting.finish_report(noted, by=officer).state == S.REPORTED
    assert not Message.objects.filter(kind__startswith="event.").exists()


def test_the_report_on_paper_names_nobody(full, officer, monkeypatch):
    clock.set_today(DAY, by=SYSTEM)
    attending.tick(full, full.sign_ups.values_list("pk", flat=True), by=officer)
    seen = {}
    monkeypatch.setattr(
        reports.pdf, "render_pdf", lambda template, context, **more: seen.update(context) or b"%PDF"
    )
    assert reports.event_pdf(full) == b"%PDF"
    assert "Example Youth Club" in repr(seen)
    for word in ("Reed", "Hill", "Vale", "@"):
        assert word not in repr(seen)


# --- The database, and people's data ------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"ends_at": time(17)}, {"state": S.OPEN, "place": ""},
        {"cancelled_why": "x"}, {"state": S.CANCELLED}, {"state": S.REPORTED},
        {"sign_up_until": DAY + timedelta(days=1)},
    ],
    ids=["name", "hours", "place", "reason", "no reason", "report", "closing"],
)  # fmt: skip
def test_the_database_refuses_what_makes_no_sense(plan, wrong):
    event = plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**wrong)


def test_a_cancelled_sign_up_cannot_be_named(announced):
    made = attending.cancel(sign_up(announced()), by=visitor())
    with pytest.raises(IntegrityError), transaction.atomic():
        EventSignUp.objects.filter(pk=made.pk).update(name="Jo Reed")


def test_a_copy_of_ones_data_holds_ones_sign_ups(full, member):
    user = member.representative
    sign_up(full, "Ray Best", user.email, access_needs="A chair.")
    rows = [row for export in EXPORTS for row in export(user) if row["what"].startswith("Sign-up")]
    assert [row["access_needs"] for row in rows] == ["A chair."]


def test_who_is_made_nameless_is_forgotten_at_events_too(full, member):
    user = member.representative
    made = sign_up(full, "Ray Best", user.email)
    attending.forget_events_of(user, by=SYSTEM)
    made.refresh_from_db()
    assert (made.name, made.email, made.organisation) == ("", "", "Example Youth Club")


def test_what_the_query_takes_for_friendly_is_what_the_rule_says(plan):
    for days in range(7):
        for hour in (9, 16, 17):
            plan(on=DAY + timedelta(days=days), starts_at=time(hour), ends_at=time(21))
    wanted = {each.pk for each in Event.objects.all() if each.is_friendly}
    assert set(Event.objects.friendly().values_list("pk", flat=True)) == wanted
    assert len(wanted) == 11


def test_the_clocks_doors_are_open():
    assert set(hosting.CLOCK) <= set(due.handlers)
