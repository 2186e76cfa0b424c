"""The awareness log, representation and stakeholders: adding, changing, ending, reporting."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.periods import FinancialYear
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from members.models import MeetingBusiness
from members.registers import facts, reports, tasks, todos
from members.registers.actions import logging, seating
from members.registers.models import Awareness, Representation, Stakeholder
from members.states import Role
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
WORK = {"what": "Stall", "kind": "event", "sector": "public", "on_day": TODAY, "reached": 40}
BODY = {"name": "Borough Council", "sector": "statutory", "contact_name": "Kim Vale"}


@pytest.fixture
def log(secretariat):
    def logged(organisation=None, **more):
        return logging.log_awareness(organisation, values={**WORK, **more}, by=secretariat)

    return logged


@pytest.fixture
def seat(secretariat, member):
    values = {
        "body": "Health Forum", "seat": "Member", "organisation": member.organisation,
        "person": member.representative, "mandate": "Speaks for us.", "starts": TODAY,
        "report_by": TODAY + timedelta(days=30),
    }  # fmt: skip
    return seating.give_seat(values=values, by=secretariat)


# --- Awareness --------------------------------------------------------------------


def test_a_representative_logs_for_their_own_member_alone(representative, member):
    found = logging.log_awareness(member.organisation, values=WORK, by=representative)
    assert (found.who, found.reached) == (member.organisation.name, 40)
    for other in (None, people.member().organisation):
        with pytest.raises(Refused, match="own organisation"):
            logging.log_awareness(other, values=WORK, by=representative)
    claims = people.actor_of(member.claims_person)
    with pytest.raises(Refused):
        logging.log_awareness(member.organisation, values=WORK, by=claims)


def test_awareness_work_is_written_down_when_it_has_happened(log):
    with pytest.raises(Refused, match="later than today"):
        log(on_day=TODAY + timedelta(days=1))


def test_an_entry_is_changed_from_the_page_that_showed_it_last(log, secretariat):
    found = log()
    values = {**WORK, "what": "Bigger stall"}
    changed = logging.change_awareness(found, values=values, version=1, by=secretariat)
    assert (changed.what, changed.version) == ("Bigger stall", 2)
    with pytest.raises(Stale):
        logging.change_awareness(found, values=values, version=1, by=secretariat)


def test_what_is_struck_out_is_counted_no_more_and_stays(log, secretariat):
    found = log()
    with pytest.raises(Refused, match="reason"):
        logging.strike_awareness(found, reason=" ", by=secretariat)
    logging.strike_awareness(found, reason="Written down twice.", by=secretariat)
    assert not facts.awareness({}).exists()
    assert Awareness.objects.count() == 1
    assert [row.action for row in audit.history(found)] == ["awareness.logged", "awareness.struck"]


def test_it_is_counted_by_quarter_and_audience(log):
    log()
    log(on_day=date(2026, 7, 1), sector="vcs")
    log(on_day=date(2026, 4, 1), sector="vcs")
    log(on_day=date(2026, 3, 31), sector="vcs")
    counts = {
        word: (cells, sum_) for word, cells, sum_ in facts.awareness_counts(FinancialYear(2026))
    }
    assert counts["Voluntary and community"] == ([1, 1, 0, 0], 2)
    assert counts["The public"] == ([0, 0, 1, 0], 1)


def test_the_log_is_filtered(log, member):
    log()
    own = log(member.organisation, kind="talk", sector="vcs", what="Talk in Luton")
    for given in (
        {"kind": "talk"}, {"sector": "vcs"}, {"organisation": member.organisation}, {"q": "luton"},
    ):  # fmt: skip
        assert list(facts.awareness(given)) == [own]


# --- Representation ---------------------------------------------------------------


def test_a_seat_says_who_and_what_for(seat, secretariat, member, representative):
    assert seat.who == member.representative.name
    assert Message.objects.filter(to=member.representative.email).exists()
    values = {name: getattr(seat, name) for name in seating.FIELDS}
    with pytest.raises(Refused, match="who sits there"):
        seating.give_seat(values={**values, "person": None}, by=secretariat)
    with pytest.raises(Refused, match="Only the secretariat"):
        seating.give_seat(values=values, by=representative)
    with pytest.raises(IntegrityError), transaction.atomic():
        Representation.objects.filter(pk=seat.pk).update(person=None)


def test_names_stay_out_of_the_audit(seat, member, secretariat):
    logging.add_stakeholder(values=BODY, by=secretariat)
    rows = repr(list(audit.AuditRow.objects.values("before", "after", "object_label")))
    assert member.representative.name not in rows
    assert "Kim Vale" not in rows


def test_who_sits_there_reports_back_and_it_waits_for_the_next_agenda(seat, representative):
    made = seating.report(
        seat, on_day=TODAY, attended=True, words="They plan cuts.", for_agenda=True,
        next_by=TODAY + timedelta(days=60), by=representative,
    )  # fmt: skip
    business = MeetingBusiness.objects.get()
    assert (business.kind, business.object_id) == (seating.BUSINESS, str(made.pk))
    seat.refresh_from_db()
    assert seat.report_by == TODAY + timedelta(days=60)
    with pytest.raises(Refused, match="reported already"):
        seating.report(
            seat, on_day=TODAY, attended=True, words="Again.", for_agenda=False, by=representative
        )


def test_nobody_else_reports(seat, representative, secretariat):
    values = {"on_day": TODAY, "attended": False, "words": "Nobody went.", "for_agenda": False}
    other = people.actor_of(people.member().representative)
    for actor in (other, replace(representative, impersonator_id=5)):
        with pytest.raises(Refused):
            seating.report(seat, **values, by=actor)
    assert not seating.report(seat, **values, by=secretariat).attended


def test_a_report_is_asked_for_on_its_day(seat, member, representative):
    assert tasks.REPORT in due.handlers
    clock.set_today(seat.report_by, by=SYSTEM)
    due.sweep(today=seat.report_by)
    kinds = list(
        Message.objects.filter(to=member.representative.email).values_list("kind", flat=True)
    )
    assert kinds.count("representation.report_due") == 1
    (todo,) = todos.todos(representative, today=seat.report_by)
    assert todo.title == "Report back from Health Forum"


def test_who_has_left_a_seat_is_asked_for_nothing(seat, secretariat, representative):
    with pytest.raises(Refused, match="before it began"):
        seating.end_seat(seat, on=TODAY - timedelta(days=1), by=secretariat)
    ended = seating.end_seat(seat, on=TODAY, by=secretariat)
    due.sweep(today=seat.report_by)
    assert not Message.objects.filter(kind="representation.report_due").exists()
    assert not list(todos.todos(representative, today=seat.report_by))
    with pytest.raises(Refused, match="ended"):
        seating.end_seat(ended, on=TODAY, by=secretariat)


def test_the_register_comes_as_pdf(seat):
    assert reports.representation_pdf({}).startswith(b"%PDF")


# --- Stakeholders -----------------------------------------------------------------


def test_a_stakeholder_stands_once_and_takes_its_people_with_it(secretariat):
    found = logging.add_stakeholder(values=BODY, by=secretariat)
    with pytest.raises(Refused, match="already"):
        logging.add_stakeholder(values={**BODY, "name": "borough council"}, by=secretariat)
    found = logging.end_stakeholder(found, reason="Merged.", by=secretariat)
    assert (found.contact_name, found.ended_on) == ("", TODAY)
    again = logging.add_stakeholder(values=BODY, by=secretariat)
    assert list(Stakeholder.objects.current()) == [again]
    with pytest.raises(IntegrityError), transaction.atomic():
        Stakeholder.objects.filter(pk=found.pk).update(contact_name="Kim Vale")


def test_contacts_are_logged_with_the_latest_day(secretariat, representative):
    found = logging.add_stakeholder(values=BODY, by=secretariat)
    for days in (3, 1, 9):
        logging.log_contact(
            found, on_day=TODAY - timedelta(days=days), how="meeting", words="Budget.",
            by=representative,
        )  # fmt: skip
    found.refresh_from_db()
    assert found.last_contact == TODAY - timedelta(days=1)
    assert found.contacts.first().organisation_id == representative.organisation_id


def test_the_auditor_changes_nothing(office, secretariat):
    auditor = people.actor_of(people.seated(Role.AUDITOR, office.organisation))
    found = logging.add_stakeholder(values=BODY, by=secretariat)
    for verb in (
        lambda: logging.add_stakeholder(values={**BODY, "name": "Another"}, by=auditor),
        lambda: logging.end_stakeholder(found, reason="No.", by=auditor),
        lambda: logging.log_contact(found, on_day=TODAY, how="email", words="x", by=auditor),
        lambda: logging.log_awareness(None, values=WORK, by=auditor),
    ):
        with pytest.raises(Refused):
            verb()
