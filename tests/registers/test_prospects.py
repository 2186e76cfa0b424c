"""Prospects: from being written down to joining, or not now; with their applications."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused, every_cell
from members.applications.actions import deciding, sending
from members.applications.permissions import applicant
from members.models import Seat
from members.registers import prospect_facts as facts
from members.registers import prospect_notices, reports, rules, tasks, todos
from members.registers.actions import matching, recruiting
from members.registers.models import Prospect, ProspectContact
from members.registers.models.feedback import REMOVED
from members.registers.permissions import can_match, can_recruit
from members.registers.states import PURSUED, ProspectState
from members.registers.workflow import PROSPECT
from members.roll.actions.profiles import save_profile
from members.states import Role
from tests.factories import applications as apply
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
S = ProspectState
SOON = TODAY + timedelta(days=7)
STEP = {"next_step": "Ring them.", "next_on": SOON}
TALK = {"on_day": TODAY, "how": "telephone", "words": "Kim Vale likes it.", **STEP}


@pytest.fixture
def officer(office):
    return people.actor_of(people.seated(Role.STRATEGIC_OFFICER, office.organisation))


@pytest.fixture
def add(officer):
    def added(name="Example Carers Forum", **more):
        values = {
            "name": name, "work": "Speaks for carers.", "contact_name": "Kim Vale",
            "contact_email": f"{''.join(name.split()).lower()}@example.net",
            "services": ["voice"], **STEP, **more,
        }  # fmt: skip
        values["owner"] = values.get("owner") or prospect_owner(officer)
        return recruiting.add_prospect(values=values, by=officer)

    return added


def prospect_owner(actor):
    return people.User.objects.get(pk=actor.user_id)


def mails(kind: str) -> list[str]:
    return list(Message.objects.filter(kind=f"prospect.{kind}").values_list("to", flat=True))


# --- Writing down ---------------------------------------------------------------------


def test_what_is_written_down_is_on_record_without_the_person(add):
    found = add(source="Met Kim Vale at a fair.", next_step="Ring Kim Vale.")
    (row,) = audit.history(found)
    assert (row.action, row.after["services"]) == ("prospect.added", ["voice"])
    assert "Vale" not in repr((row.before, row.after, row.object_label))
    assert found.state == S.IDENTIFIED


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"name": " "}, "what it is called"),
        ({"work": ""}, "what it does"),
        ({"next_step": " "}, "what the next step is"),
        ({"next_on": None}, "by when"),
        ({"next_on": TODAY - timedelta(days=1)}, "today or later"),
    ],
)
def test_it_has_a_name_a_purpose_and_a_next_step(add, more, why):
    with pytest.raises(Refused, match=why):
        add(**{"name": "Example Carers Forum", **more})


def test_it_stands_once_and_is_not_a_member_already(add, member):
    add()
    with pytest.raises(Refused, match="already"):
        add(name="example carers forum")
    with pytest.raises(Refused, match="is a member"):
        add(name=member.organisation.name)
    with pytest.raises(IntegrityError), transaction.atomic():
        Prospect.objects.filter(pk=add("Example Other").pk).update(name="EXAMPLE CARERS FORUM")


def test_who_looks_after_it_may_do_so_today(add, member, secretariat):
    with pytest.raises(Refused, match="looks for new members"):
        add(owner=member.representative)
    owner = prospect_owner(secretariat)
    found = add(owner=owner)
    assert mails("given") == [owner.email]
    assert found.owner == owner


def test_it_is_changed_from_the_page_that_showed_it_last(add, officer):
    found = add()
    values = {name: getattr(found, name) for name in recruiting.WORDS}
    clock.set_today(SOON + timedelta(days=3), by=SYSTEM)  # its step is overdue, and stays
    changed = recruiting.change_prospect(
        found, values={**values, "gap": "A voice for carers."}, version=1, by=officer
    )
    assert (changed.gap, changed.version, changed.services) == ("A voice for carers.", 2, [])
    with pytest.raises(Stale):
        recruiting.change_prospect(found, values=values, version=1, by=officer)
    with pytest.raises(Refused, match="today or later"):
        recruiting.change_prospect(
            found, values={**values, "next_on": TODAY}, version=2, by=officer
        )


# --- Permission -------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_the_secretariat_the_chair_and_the_officer_look_for_members(role):
    actor = replace(SYSTEM, user_id=7, hat="x", roles=frozenset({role.value}))
    may = role in (Role.SECRETARIAT, Role.CHAIR, Role.STRATEGIC_OFFICER)
    assert (can_recruit(actor) is None) == may
    assert (can_match(actor) is None) == (role == Role.SECRETARIAT)
    assert can_recruit(replace(actor, impersonator_id=5)) is not None


def test_nobody_else_does_anything(add, representative, officer):
    found = add()
    for verb in (
        lambda by: recruiting.contact(found, **TALK, by=by),
        lambda by: recruiting.leave(found, reason="No.", by=by),
        lambda by: recruiting.forget_person(found, by=by),
        lambda by: recruiting.change_prospect(found, values={"name": "x", "work": "y"},
                                              version=1, by=by),
        lambda by: matching.match(found, apply.received(), by=by),
    ):  # fmt: skip
        for by in (representative, replace(officer, impersonator_id=9)):
            with pytest.raises(Refused):
                verb(by)


# --- Stages ----------------------------------------------------------------------------


WANTED = {
    ("identified", "approach"), ("identified", "interest"), ("identified", "invite"),
    ("identified", "leave"), ("identified", "apply"),
    ("approached", "interest"), ("approached", "invite"), ("approached", "leave"),
    ("approached", "apply"), ("interested", "invite"), ("interested", "leave"),
    ("interested", "apply"), ("invited", "leave"), ("invited", "apply"),
    ("applied", "join"), ("applied", "fall_through"),
    ("not_now", "take_up"), ("not_now", "apply"),
}  # fmt: skip


def test_the_whole_table_of_stages():
    found = {(state, move.name) for state, move in every_cell(PROSPECT) if state in move.sources}
    assert found == WANTED


def test_contacts_lead_from_stage_to_stage(add, officer):
    found = add()
    for days, move, stage in ((9, "approach", "approached"), (5, "interest", "interested"),
                              (7, "", "interested"), (1, "invite", "invited")):  # fmt: skip
        day = TODAY - timedelta(days=days)
        found = recruiting.contact(found, **{**TALK, "on_day": day, "move": move}, by=officer)
        assert found.state == stage
    assert found.last_contact == TODAY - timedelta(days=1)
    assert [each.contact.state for each in facts.contacts(found)] == [
        "invited", "interested", "interested", "approached",
    ]  # fmt: skip
    with pytest.raises(Refused, match="not possible"):
        recruiting.contact(found, **TALK, move="approach", by=officer)
    with pytest.raises(Refused, match="Write what came of it.*next step"):
        recruiting.contact(found, **{**TALK, "words": " ", "next_step": ""}, by=officer)
    with pytest.raises(Refused, match="later than today"):
        recruiting.contact(found, **{**TALK, "on_day": SOON}, by=officer)


def test_a_contact_stays_as_it_was_written(add, officer):
    recruiting.contact(add(), **TALK, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProspectContact.objects.update(words="Other words.")


def test_who_asks_to_be_forgotten_is(add, officer):
    found = recruiting.contact(add(), **TALK, by=officer)
    found = recruiting.forget_person(found, by=officer)
    assert (found.contact_name, found.contact_email) == ("", "")
    assert found.contacts.get().words == REMOVED


def test_not_now_says_why_and_forgets_who_is_asked_no_more(add, officer):
    found = add()
    with pytest.raises(Refused, match="reason"):
        recruiting.leave(found, reason=" ", by=officer)
    for day, why in ((TODAY, "later than today"), (TODAY + timedelta(days=999), "within 2 years")):
        with pytest.raises(Refused, match=why):
            recruiting.leave(found, reason="No money.", ask_again_on=day, by=officer)
    asked = recruiting.leave(found, reason="No money.", ask_again_on=SOON, by=officer)
    assert (asked.contact_name, asked.next_on, asked.next_step) == ("Kim Vale", None, "")
    again = recruiting.take_up(asked, **STEP, by=officer)
    assert (again.state, again.reason, again.ask_again_on) == (S.IDENTIFIED, "", None)
    over = recruiting.leave(again, reason="Never.", by=officer)
    assert over.contact_name == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Prospect.objects.filter(pk=over.pk).update(contact_name="Kim Vale")


# --- Its application ------------------------------------------------------------------------


def test_an_application_in_its_name_is_known_at_once(add, officer, secretariat):
    found = add(apply.NAME.upper())
    sent = apply.received()
    found.refresh_from_db()
    assert (found.state, found.application, found.next_on) == (S.APPLIED, sent, None)
    assert mails("applied") == [prospect_owner(officer).email]
    assert audit.history(found).last().actor_id is None


def test_the_address_tells_as_well_and_the_name_comes_first(add):
    other = add("Example Second", contact_email=apply.EMAIL)
    apply.received()
    other.refresh_from_db()
    assert other.state == S.APPLIED


def test_a_draft_is_nobodys_business(add):
    found = add(apply.NAME)
    apply.fill(apply.draft())
    found.refresh_from_db()
    assert found.state == S.IDENTIFIED


def test_who_is_admitted_has_become_a_member(add, officer, secretariat, chair, member):
    found = add(apply.NAME)
    sent = apply.deciding_(secretariat)
    deciding.admit(sent, by=chair)
    found.refresh_from_db()
    assert (found.state, found.became_on, found.contact_name) == (S.MEMBER, clock.today(), "")
    assert mails("decided") == [prospect_owner(officer).email]
    assert "1 became a member this year" in facts.figures(clock.today()).sentence


def test_who_is_not_admitted_or_takes_it_back_is_not_pursued(add, secretariat, chair, member):
    refused, back = add(apply.NAME), add("Example Other Network")
    second = apply.received("Example Other Network", "other@example.org")
    sending.withdraw(second, by=applicant(second))
    deciding.refuse(apply.deciding_(secretariat), reason="Not here.", by=chair)
    for found, why in ((refused, "not admitted"), (back, "withdrew")):
        found.refresh_from_db()
        assert found.state == S.NOT_NOW
        assert why in found.reason
        assert "Not here" not in found.reason


def test_the_secretariat_matches_by_hand_what_names_do_not(add, secretariat, chair, member):
    found, other = add(), add("Example Other")
    sent = apply.received()
    with pytest.raises(Refused, match="not sent"):
        matching.match(found, apply.draft("Example New", "new@example.org"), by=secretariat)
    matched = matching.match(found, sent, by=secretariat)
    assert matched.state == S.APPLIED
    with pytest.raises(Refused, match="application of Example Carers Forum"):
        matching.match(other, sent, by=secretariat)
    assert not facts.applications_to_match(other).exists()


def test_one_that_was_decided_long_ago_is_taken_over_with_its_day(add, secretariat, chair, member):
    sent = deciding.admit(apply.deciding_(secretariat), by=chair)
    clock.set_today(clock.today() + timedelta(days=30), by=SYSTEM)
    found = add(next_on=clock.today())
    assert matching.match(found, sent, by=secretariat).became_on == sent.decided_on


def test_without_its_application_nobody_has_applied(add):
    with pytest.raises(IntegrityError), transaction.atomic():
        Prospect.objects.filter(pk=add().pk).update(state=S.APPLIED, next_on=None)


# --- The clock, and the first page ----------------------------------------------------------


def test_the_owner_is_reminded_on_the_day_and_sees_it_on_the_first_page(add, officer):
    assert tasks.STEP in due.handlers
    found = add()
    assert not list(todos.todos(officer, today=TODAY))
    clock.set_today(SOON, by=SYSTEM)
    due.sweep(today=SOON)
    due.sweep(today=SOON)
    assert mails("step_due") == [prospect_owner(officer).email]
    (todo,) = todos.todos(officer, today=SOON)
    assert (todo.title, todo.url) == (
        "Take the next step with Example Carers Forum", found.get_absolute_url(),
    )  # fmt: skip


def test_a_step_that_was_put_off_reminds_on_its_new_day(add, officer):
    found = add()
    later = SOON + timedelta(days=5)
    recruiting.contact(found, **{**TALK, "next_on": later}, by=officer)
    clock.set_today(SOON, by=SYSTEM)
    due.sweep(today=SOON)
    assert mails("step_due") == []


def test_who_is_to_be_asked_again_is_on_that_day(add, officer):
    recruiting.leave(add(), reason="No money.", ask_again_on=SOON, by=officer)
    clock.set_today(SOON, by=SYSTEM)
    due.sweep(today=SOON)
    assert mails("ask_again") == [prospect_owner(officer).email]
    (todo,) = todos.todos(officer, today=SOON)
    assert todo.title == "Ask Example Carers Forum again"


def test_where_nobody_holds_the_owners_post_the_secretariat_goes_on(add, officer, secretariat):
    found = add()
    Seat.objects.filter(user_id=officer.user_id).update(ends=TODAY)
    assert not [each for each in todos.todos(secretariat, today=TODAY) if each.kind == "prospect"]
    clock.set_today(SOON, by=SYSTEM)
    due.sweep(today=SOON)
    assert [user.pk for user in prospect_notices.keepers(found)] == [secretariat.user_id]
    assert mails("step_due") == [prospect_owner(secretariat).email]
    kinds = [each.kind for each in todos.todos(secretariat, today=SOON)]
    assert kinds.count("prospect") == 1


# --- Gaps and figures -----------------------------------------------------------------------


def test_it_is_seen_beside_what_members_give(add, member):
    profile = {"services": ["voice"], "areas": []}
    by = people.actor_of(member.representative)
    save_profile(member.organisation, values=profile, version=0, by=by)
    found = add(services=["voice", "premises"])
    brings = {each.name: each.members for each in facts.would_bring(found, TODAY)}
    assert brings == {
        "Premises and property": (),
        "A voice with councils and other bodies": (member.organisation.short_name,),
    }
    gaps = {each.name: each.prospects for each in facts.figures(TODAY).gaps}
    assert gaps["Premises and property"] == ("Example Carers Forum",)


def test_the_scarcest_stands_first_and_two_givers_are_no_gap():
    found = rules.offers(
        [("a", "A"), ("b", "B"), ("c", "C")], [("a", "Y"), ("a", "X"), ("b", "X")], [("c", "New")]
    )
    assert [(each.name, each.is_gap) for each in found] == [("C", True), ("B", True), ("A", False)]
    assert found[2].members == ("X", "Y")


def test_the_year_is_summed_up_in_a_sentence(add, officer):
    add()
    recruiting.contact(add("Example Two"), **TALK, move="interest", by=officer)
    recruiting.leave(add("Example Three"), reason="No.", by=officer)
    found = facts.figures(TODAY)
    assert found.sentence == "2 prospects, 1 interested, 0 became members this year"
    assert (found.added, found.let_go, found.due) == (3, 1, 0)
    assert sum(count for _, _, count in found.stages) == 3
    assert reports.prospects_pdf(found).startswith(b"%PDF")


def test_a_year_begins_anew_in_april(add, officer):
    add()
    assert facts.figures(date(2027, 4, 1)).added == 0


def test_every_stage_is_pursued_or_settled():
    assert PURSUED | {S.APPLIED, S.MEMBER, S.NOT_NOW} == set(S)
