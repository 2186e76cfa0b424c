"""The chair's private notes are the chair's, and whom the chair names (R81)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from consortium.core import clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow, Message
from consortium.core.workflow import Refused
from members.models import Term, User
from members.working import tasks
from members.working.actions import notes
from members.working.models import ChairNote
from members.working.rules import NOTES_KEPT
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
SECRET = "Two members do not speak."
ENDS = date(2027, 3, 31)


@pytest.fixture
def note(chair):
    return notes.write_note(kind="tension", title="A quarrel", words=SECRET, by=chair)


def next_chair():
    """Another person holds the chair from 1 April 2027."""
    term = people.ChairFactory(starts=date(2027, 4, 1), ends=date(2028, 3, 31))
    return term, people.actor_of(term.holder, f"chair:{term.organisation_id}", day=date(2027, 4, 1))


def test_only_the_chair_writes_one_and_only_the_chair_sees_it(
    note, chair, secretariat, representative, body
):
    for actor in (secretariat, representative, body, replace(chair, impersonator_id=7)):
        assert not ChairNote.objects.visible_to(actor).exists()
        with pytest.raises(Refused):
            notes.write_note(kind="tension", title="A", words="B", by=actor)
    assert list(ChairNote.objects.visible_to(chair)) == [note]
    assert not ChairNote.objects.visible_to(None).exists()
    assert not ChairNote.objects.visible_to(SYSTEM).exists()


def test_its_words_are_in_no_audit_row_and_no_mail(note, chair, member):
    notes.add_step(note, on=TODAY, words="I rang both.", by=chair)
    reader = notes.name_reader(note, member.representative, by=chair)
    notes.remove_reader(reader, by=chair)
    notes.hand_over(note, by=chair)
    notes.close_note(note, by=chair)
    notes.delete_note(note, by=chair)
    said = " ".join(str(row) for row in AuditRow.objects.values_list())
    said += " ".join(f"{each.subject} {each.text}" for each in Message.objects.all())
    for words in (SECRET, "A quarrel", "I rang both."):
        assert words not in said
    assert "chair_note.deleted" in said


def test_steps_have_days_and_a_closed_note_takes_none(note, chair):
    with pytest.raises(Refused) as refused:
        notes.add_step(note, on=TODAY + timedelta(days=1), words=" ", look_again_on=TODAY, by=chair)
    assert len(refused.value.reasons) == 3
    notes.add_step(
        note, on=TODAY, words="I rang.", look_again_on=TODAY + timedelta(days=5), by=chair
    )
    notes.close_note(note, by=chair)
    note.refresh_from_db()
    assert (note.over_on, note.look_again_on) == (TODAY, None)
    with pytest.raises(Refused, match="closed"):
        notes.add_step(note, on=TODAY, words="More.", by=chair)


def test_whom_the_chair_names_reads_one_note_and_changes_nothing(note, chair, member):
    other = notes.write_note(kind="conflict", title="Another", words="Private.", by=chair)
    named = people.actor_of(member.representative)
    reader = notes.name_reader(note, member.representative, by=chair)
    assert list(ChairNote.objects.visible_to(named)) == [note]
    assert not ChairNote.objects.visible_to(replace(named, impersonator_id=3)).exists()
    for verb in (
        lambda: notes.add_step(note, on=TODAY, words="Mine.", by=named),
        lambda: notes.name_reader(other, member.claims_person, by=named),
        lambda: notes.hand_over(note, by=named),
        lambda: notes.delete_note(note, by=named),
    ):
        with pytest.raises(Refused):
            verb()
    notes.remove_reader(reader, by=chair)
    assert not ChairNote.objects.visible_to(named).exists()


def test_the_next_chair_reads_only_what_was_handed_over(note, chair):
    kept = notes.write_note(kind="tension", title="Kept", words="Mine.", by=chair)
    notes.hand_over(note, by=chair)
    _, after = next_chair()
    assert list(ChairNote.objects.visible_to(after)) == [note]
    with pytest.raises(Refused):
        notes.add_step(note, on=TODAY, words="Mine now.", by=after)
    clock.set_today(date(2027, 4, 1), by=SYSTEM)
    former = people.actor_of(User.objects.get(pk=chair.user_id))
    assert set(ChairNote.objects.visible_to(former)) == {note, kept}
    with pytest.raises(Refused):
        notes.write_note(kind="tension", title="A", words="B", by=former)


def test_ninety_days_after_the_term_what_was_not_handed_over_is_deleted(note, chair):
    handed = notes.write_note(kind="tension", title="Handed", words="Yours.", by=chair)
    notes.hand_over(handed, by=chair)
    next_chair()
    assert notes.GOES in due.handlers
    assert tasks
    for day in (ENDS + timedelta(days=1), ENDS + NOTES_KEPT):
        clock.set_today(day, by=SYSTEM)
        due.sweep(today=day)
    assert list(ChairNote.objects.all()) == [handed]
    told = Message.objects.filter(kind="chair_note.term_over")
    assert [each.recipient_user_id for each in told] == [chair.user_id]


def test_a_chair_who_stays_keeps_them(note, chair):
    first = Term.objects.get(office="chair")
    people.ChairFactory(
        holder=first.holder, organisation=first.organisation, starts=date(2027, 4, 1),
        ends=date(2028, 3, 31),
    )  # fmt: skip
    for day in (ENDS + timedelta(days=1), ENDS + NOTES_KEPT):
        clock.set_today(day, by=SYSTEM)
        due.sweep(today=day)
    assert ChairNote.objects.filter(pk=note.pk).exists()
    assert not Message.objects.filter(kind="chair_note.term_over").exists()
    day = date(2028, 3, 31) + NOTES_KEPT
    clock.set_today(day, by=SYSTEM)
    due.sweep(today=day)
    assert not ChairNote.objects.exists()


def test_a_term_that_ended_early_lets_nothing_go_sooner_than_was_said(note, chair):
    term = Term.objects.get(office="chair")
    said = notes.goes_on(term)
    Term.objects.filter(pk=term.pk).update(ends=TODAY)
    assert notes.goes_on(Term.objects.get(pk=term.pk)) == said == ENDS + NOTES_KEPT


def test_nothing_goes_before_its_day(note, chair):
    with pytest.raises(Refused):
        notes.let_go(Term.objects.get(office="chair"), by=SYSTEM)


def test_no_search_and_no_copy_of_data_shows_one(note, chair, member):
    from consortium.pages import finding, persondata

    notes.name_reader(note, member.representative, by=chair)
    assert finding.search("quarrel", chair) == []
    for pk in (chair.user_id, member.representative.pk):
        records = persondata.data_of(User.objects.get(pk=pk)).records
        assert not any("note" in each["record"] for each in records)


def test_the_pages_are_for_the_chair_and_whom_the_chair_names(
    note, chair, sign_in_as, member, office
):
    mine = sign_in_as(User.objects.get(pk=chair.user_id), chair.hat)
    assert SECRET in mine.get(note.get_absolute_url()).content.decode()
    assert "A quarrel" in mine.get(reverse("chair_notes")).content.decode()
    theirs = sign_in_as(member.representative)
    assert theirs.get(note.get_absolute_url()).status_code in (403, 404)
    assert sign_in_as(office.secretariat).get(note.get_absolute_url()).status_code in (403, 404)
    notes.name_reader(note, member.representative, by=chair)
    page = theirs.get(note.get_absolute_url())
    assert SECRET in page.content.decode()
    assert "Delete it" not in page.content.decode()
    delete = reverse("chair_note_delete", args=[note.pk])
    assert theirs.post(delete).status_code == 409
    assert ChairNote.objects.exists()
