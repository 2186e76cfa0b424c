"""The chair's private notes: the audit says that one was written, never what (9.1(2), R81)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.locks import locked
from consortium.core.models import DueItem
from consortium.core.workflow import Refused, refuse_if
from members.models import Term, User
from members.offices import chair_on
from members.working import notices, rules
from members.working.models import ChairNote, NoteReader, NoteStep
from members.working.permissions import can_keep_note, can_write_notes

TERM_OVER, GOES = "chair_note.term_over", "chair_note.goes"


@transaction.atomic
def write_note(
    *, kind: str, title: str, words: str, look_again_on: date | None = None, by
) -> ChairNote:
    """A note with its first step, in the term in which it is written."""
    today, term = clock.today(), chair_on(clock.today())
    refuse_if(
        can_write_notes(by),
        "" if term and term.holder_id == by.user_id else "You do not hold the chair today.",
        "" if title.strip() else "Give it a short title.",
        *_against_step(today, words),
        _against_day(look_again_on),
    )
    note = ChairNote.objects.create(
        term=term, kind=kind, title=title.strip(), begun_on=today, look_again_on=look_again_on
    )
    NoteStep.objects.create(note=note, on=today, words=words.strip())
    audit.record("chair_note.written", note, by=by)
    due.plan(TERM_OVER, term, date.fromordinal(term.ends.toordinal() + 1))
    due.plan(GOES, term, term.ends + rules.NOTES_KEPT)
    return note


def _against_step(on: date, words: str) -> list[str]:
    found = [] if words.strip() else ["Write what happened."]
    return [*found, *(["The day must be today or earlier."] if on > clock.today() else [])]


def _against_day(day: date | None) -> str:
    return "The day to look again must be later than today." if day and day <= clock.today() else ""


@transaction.atomic
def add_step(note: ChairNote, *, on: date, words: str, look_again_on: date | None = None, by):
    """What happened next, and when to look again; None: not to be reminded any more."""
    current = locked(note)
    refuse_if(
        can_keep_note(by, current),
        "This note is closed." if current.over_on else "",
        *_against_step(on, words),
        _against_day(look_again_on),
    )
    step = NoteStep.objects.create(note=current, on=on, words=words.strip())
    current.look_again_on = look_again_on
    current.save(update_fields=["look_again_on"])
    audit.record("chair_note.step", current, by=by)
    return step


@transaction.atomic
def close_note(note: ChairNote, *, by) -> ChairNote:
    """It is over; the note stays where it is."""
    current = locked(note)
    refuse_if(can_keep_note(by, current), "It is closed already." if current.over_on else "")
    current.over_on, current.look_again_on = clock.today(), None
    current.save(update_fields=["over_on", "look_again_on"])
    audit.record("chair_note.closed", current, by=by)
    return current


@transaction.atomic
def name_reader(note: ChairNote, user: User, *, by) -> NoteReader:
    """Somebody else may read this one note, until the name is taken back."""
    current = locked(note)
    refuse_if(
        can_keep_note(by, current),
        "You can read it anyway." if user.pk == by.user_id else "",
        "" if user.is_active else "This person's account is closed.",
        "This person can read it already." if current.readers.filter(user=user).exists() else "",
    )
    reader = NoteReader.objects.create(note=current, user=user, named_on=clock.today())
    audit.record("chair_note.reader_named", current, after={"user_id": user.pk}, by=by)
    notices.reader_named(reader, by=by)
    return reader


@transaction.atomic
def remove_reader(reader: NoteReader, *, by) -> None:
    current = locked(reader.note)
    refuse_if(can_keep_note(by, current))
    before = {"user_id": reader.user_id}
    reader.delete()
    audit.record("chair_note.reader_removed", current, before=before, by=by)


@transaction.atomic
def hand_over(note: ChairNote, *, by) -> ChairNote:
    """Whoever is chair from then on can read it. This cannot be taken back."""
    current = locked(note)
    refuse_if(
        can_keep_note(by, current),
        "It is handed over already." if current.handed_over_on else "",
    )
    current.handed_over_on = clock.today()
    current.save(update_fields=["handed_over_on"])
    audit.record("chair_note.handed_over", current, by=by)
    notices.handed_over(current, by=by)
    return current


@transaction.atomic
def delete_note(note: ChairNote, *, by) -> None:
    """Gone with its steps; the audit keeps that there was one."""
    current = locked(note)
    refuse_if(can_keep_note(by, current))
    audit.record("chair_note.deleted", current, by=by)
    current.delete()


@transaction.atomic
def ask_at_the_end(term: Term, *, by) -> None:
    """The day after a term: its holder hears what becomes of the notes. Not of one who stays."""
    if not _left_over(term).exists() or _still_chair(term):
        return
    notices.term_over(term.holder, term, goes_on(term), by=by)


def goes_on(term: Term) -> date:
    """The day on which the clock deletes what is not handed over: as it was planned, also where
    the term ended early since."""
    planned = DueItem.objects.filter(
        kind=GOES, object_kind="members.term", object_id=str(term.pk),
        handled_at__isnull=True, cancelled_at__isnull=True,
    )  # fmt: skip
    found = planned.order_by("-due_at").values_list("due_at", flat=True).first()
    return found or term.ends + rules.NOTES_KEPT


@transaction.atomic
def let_go(term: Term, *, by) -> int:
    """What was not handed over ninety days after the term is deleted; gives how many.

    A holder who is chair still keeps them until the last term in a row is over.
    """
    today = clock.today()
    if term.ends + rules.NOTES_KEPT > today:
        raise Refused("The notes of this term are still kept.")
    if _still_chair(term):
        due.plan(GOES, term, chair_on(today).ends + rules.NOTES_KEPT)
        return 0
    notes = list(_left_over(term).select_for_update())
    for note in notes:
        audit.record("chair_note.deleted", note, by=by)
        note.delete()
    return len(notes)


def _left_over(term: Term):
    return ChairNote.objects.filter(term=term, handed_over_on__isnull=True)


def _still_chair(term: Term) -> bool:
    now = chair_on(clock.today())
    return bool(now and now.holder_id == term.holder_id)
