"""Minutes: begun with what was noted, written, circulated, corrected, sealed (R71, R79, GV11).

Locks are taken in one order: minutes, a part of them, the next meeting. A meeting that
approves minutes holds itself first, and is under way; the next one is planned still.
"""

from django.db import transaction
from django.db.models import F

from consortium.core import audit, clock, files, jobs
from consortium.core.audit import kind_and_id
from consortium.core.locks import retried
from consortium.core.versions import check_version
from consortium.core.workflow import fire
from members.meetings.facts import moments
from members.meetings.facts.record import record_of
from members.meetings.models import (
    AgendaItem,
    Correction,
    Decision,
    DraftReceipt,
    Meeting,
    Minutes,
    MinutesAddendum,
    MinuteSection,
    Motion,
)
from members.meetings.notices import minutes as notices
from members.meetings.permissions_after import can_correct, can_write_minutes
from members.meetings.rules import canonical, fingerprint
from members.meetings.states import (
    CorrectionState,
    DecisionKind,
    ItemKind,
    ItemState,
    Mark,
    MeetingState,
    MinutesState,
)
from members.meetings.workflow.minutes import MINUTES

from .checks import locked_meeting, refuse_if
from .deciding import follows
from .items import agenda_changed

SEALED_PDF = "minutes.sealed_pdf"
NOT_APPROVED = "These minutes are approved. What is wrong in them is added below."
KIND = "meetings.minutes"


@transaction.atomic
def begin(meeting: Meeting, *, by) -> Minutes:
    """The draft, with what was noted during each item. Asked again, the same."""
    current = locked_meeting(meeting.pk)
    there = Minutes.objects.filter(meeting=current).first()
    if there is not None:
        return there
    refuse_if(
        can_write_minutes(by),
        "" if current.state == MeetingState.HELD else "The meeting is not over yet.",
    )
    made = Minutes.objects.create(meeting=current, begun_on=clock.today())
    MinuteSection.objects.bulk_create(
        MinuteSection(
            minutes=made, item=each, position=number, title=each.title, text=each.notes,
            mark=each.mark,
        )
        for number, each in enumerate(current.items.standing(), start=1)
    )  # fmt: skip
    audit.record("minutes.begun", made, after={"meeting": current.pk}, by=by)
    return made


def _locked(minutes: Minutes) -> Minutes:
    found = Minutes.objects.select_for_update().get(pk=minutes.pk)
    found.meeting = Meeting.objects.get(pk=found.meeting_id)
    return found


def _open(minutes: Minutes) -> str:
    return NOT_APPROVED if minutes.state == MinutesState.APPROVED else ""


@transaction.atomic
def write(section: MinuteSection, *, title: str, text: str, version, by) -> MinuteSection:
    """The words of one part. Raises `Stale` where somebody else has written meanwhile.

    The words stay out of the audit; the sealed record holds them.
    """
    minutes = _locked(section.minutes)
    current = MinuteSection.objects.select_for_update().get(pk=section.pk)
    refuse_if(
        can_write_minutes(by), _open(minutes), "" if title.strip() else "Enter a heading.",
    )  # fmt: skip
    check_version(current, version)
    current.title, current.text = title.strip()[:160], text.strip()
    current.version += 1
    current.save(update_fields=["title", "text", "version"])
    after = {"version": current.version, "letters": len(current.text)}
    audit.record("minutes.written", current, after=after, by=by)
    return current


@transaction.atomic
def add_heading(
    minutes: Minutes, *, title: str, text: str, after: MinuteSection | None = None,
    mark: str = Mark.MEETING, by,
) -> MinuteSection:  # fmt: skip
    """A heading of its own, behind `after` or at the end."""
    current = _locked(minutes)
    refuse_if(
        can_write_minutes(by), _open(current), "" if title.strip() else "Enter a heading.",
        "This part belongs to other minutes."
        if after is not None and after.minutes_id != current.pk else "",
    )  # fmt: skip
    last = current.sections.order_by("-position").first()
    place = after or last
    position = place.position if place else 0
    current.sections.filter(position__gt=position).update(position=F("position") + 1)
    made = MinuteSection.objects.create(
        minutes=current, position=position + 1, title=title.strip()[:160], text=text.strip(),
        mark=mark,
    )  # fmt: skip
    audit.record("minutes.heading_added", made, after={"title": made.title}, by=by)
    return made


@retried
def circulate(minutes: Minutes, *, by) -> Minutes:
    """The draft goes to everybody who was invited, once, and onto the next agenda."""
    current = _locked(minutes)
    current.circulated_at, current.circulated_on = moments.now(), clock.today()
    current.circulated_by_id = by.user_id
    current.version += 1
    fields = ("circulated_at", "circulated_on", "circulated_by_id", "version")
    current = fire(MINUTES, current, "circulate", fields=fields, by=by)
    current.meeting = Meeting.objects.get(pk=current.meeting_id)
    people = notices.circulated(current, by=by)
    DraftReceipt.objects.bulk_create(DraftReceipt(minutes=current, user=user) for user in people)
    put_on_next(current, by=by)
    return current


def opened(minutes: Minutes, *, by) -> int:
    """Somebody looked at the circulated draft, signed in as themselves; the first time stays."""
    if by.user_id is None or by.impersonator_id or minutes.state != MinutesState.CIRCULATED:
        return 0
    theirs = minutes.receipts.filter(user_id=by.user_id, opened_at__isnull=True)
    return theirs.update(opened_at=moments.now())


def approval_words(minutes: Minutes) -> str:
    day = minutes.meeting.on
    return f"The minutes of {day.day} {day:%B %Y} are approved as a true record."


def put_on_next(minutes: Minutes, *, by) -> AgendaItem | None:
    """The next planned meeting's item for minutes is about these, where it is still blank.

    Otherwise they wait with what is brought to the next agenda (`facts.minutes`).
    """
    if _on_an_agenda(minutes):
        return None
    following = Meeting.objects.filter(
        state=MeetingState.PLANNED, on__gt=minutes.meeting.on, on__gte=clock.today()
    )
    blank = AgendaItem.objects.filter(
        meeting__in=following, kind=ItemKind.MINUTES, state=ItemState.PLANNED, about_kind=""
    )
    found = blank.order_by("meeting__on", "meeting__starts_at", "position").first()
    meeting = locked_meeting(found.meeting_id) if found else None
    item = blank.filter(pk=found.pk).first() if found else None  # as it stands under the lock
    if meeting is None or item is None:
        return None
    before = {"title": item.title}
    item.about_kind, item.about_id = kind_and_id(minutes)
    item.title, item.text = str(minutes), approval_words(minutes)
    item.version += 1
    item.save(update_fields=["about_kind", "about_id", "title", "text", "version"])
    after = {"title": item.title, "minutes": minutes.pk}
    audit.record("agenda.item_changed", item, before=before, after=after, by=by)
    agenda_changed(meeting)
    return item


def _on_an_agenda(minutes: Minutes) -> bool:
    kind, pk = kind_and_id(minutes)
    rows = AgendaItem.objects.open().filter(kind=ItemKind.MINUTES, about_kind=kind, about_id=pk)
    return rows.exists()


@transaction.atomic
def ask_correction(
    minutes: Minutes, *, text: str, section: MinuteSection | None = None, by
) -> Correction:
    """Somebody who was there says what is wrong in the draft. The secretariat is told."""
    current = _locked(minutes)
    refuse_if(
        can_correct(by, current.meeting),
        {
            MinutesState.DRAFT: "The draft has not been circulated yet.",
            MinutesState.APPROVED: NOT_APPROVED,
        }.get(MinutesState(current.state)),
        "" if text.strip() else "Say what is to be corrected.",
        "This part belongs to other minutes."
        if section is not None and section.minutes_id != current.pk
        else "",
    )
    made = Correction.objects.create(
        minutes=current, section=section, user_id=by.user_id, organisation_id=by.organisation_id,
        text=text.strip(), on=clock.today(),
    )  # fmt: skip
    after = {"minutes": current.pk, "section": section and section.pk}
    audit.record("minutes.correction_asked", made, after=after, by=by)
    notices.correction_asked(made, by=by)
    return made


@transaction.atomic
def answer_correction(correction: Correction, *, taken: bool, answer: str, by) -> Correction:
    """Taken or declined, in words; whoever asked is told. The words of a part are changed by
    `write`, so that its version says so."""
    minutes = _locked(correction.minutes)
    current = Correction.objects.select_for_update().get(pk=correction.pk)
    refuse_if(
        can_write_minutes(by), _open(minutes),
        "" if current.state == CorrectionState.SENT else "This has been answered already.",
        "" if answer.strip() else "Say what was changed, or why nothing was.",
    )  # fmt: skip
    current.state = CorrectionState.TAKEN if taken else CorrectionState.DECLINED
    current.answer, current.answered_on = answer.strip(), clock.today()
    current.answered_by_id = by.user_id
    current.save(update_fields=["state", "answer", "answered_on", "answered_by_id"])
    audit.record("minutes.correction_answered", current, after={"state": current.state}, by=by)
    notices.correction_answered(current, by=by)
    return current


@follows(DecisionKind.MINUTES)
def approved(motion: Motion, decision: Decision | None, *, by) -> None:
    """A later meeting has approved them: sealed in the same transaction (GV11)."""
    if decision is None or decision.about_kind != KIND:
        return
    minutes = Minutes.objects.select_for_update().filter(pk=decision.about_id).first()
    if minutes is not None and minutes.state == MinutesState.CIRCULATED:
        seal(minutes, decision, by=by)


def seal(minutes: Minutes, decision: Decision, *, by) -> Minutes:
    """Freeze all of it as canonical JSON text with its SHA-256. The PDF is made of that text."""
    minutes.meeting = Meeting.objects.get(pk=minutes.meeting_id)
    text = canonical(record_of(minutes))
    minutes.sealed, minutes.sealed_sha256 = text, fingerprint(text)
    minutes.approved_by, minutes.approved_on = decision, decision.decided_on
    minutes.version += 1
    fields = ("sealed", "sealed_sha256", "approved_by", "approved_on", "version")
    facts = {"decision": decision.pk}
    minutes = fire(MINUTES, minutes, "approve", facts=facts, fields=fields, by=by)
    jobs.start(SEALED_PDF, label=str(minutes), args={"minutes": minutes.pk}, by=by)
    return minutes


@transaction.atomic
def add_correction(
    minutes: Minutes, *, text: str, decision: Decision | None = None, note: str = "", by
) -> MinutesAddendum:
    """After approval: added below, with the decision that says so or a note why none is needed."""
    current = _locked(minutes)
    refuse_if(
        can_write_minutes(by),
        "" if current.state == MinutesState.APPROVED else
        "These minutes are not approved yet. Change their words.",
        "" if text.strip() else "Say what is corrected.",
        "" if decision or note.strip() else "Choose a decision, or say why none is needed.",
    )  # fmt: skip
    made = MinutesAddendum.objects.create(
        minutes=current, text=text.strip(), decision=decision, note=note.strip()[:300],
        on=clock.today(), by_id=by.user_id,
    )  # fmt: skip
    after = {"minutes": current.pk, "decision": decision and decision.pk}
    audit.record("minutes.corrected_afterwards", made, after=after, by=by)
    return made


@transaction.atomic
def keep_pdf(minutes: Minutes, content: bytes, *, by) -> Minutes:
    """Keep the PDF of sealed minutes, once; asked again, nothing happens."""
    current = _locked(minutes)
    if current.file_id is None and current.state == MinutesState.APPROVED:
        name = f"minutes-{current.meeting.on.isoformat()}.pdf"
        current.file = files.keep(content, name, owner=current, by=by)
        current.save(update_fields=["file"])
        after = {"sha256": current.file.sha256, "sealed_sha256": current.sealed_sha256}
        audit.record("minutes.pdf_kept", current, after=after, by=by)
    return current


def decision_kind(item: AgendaItem, chosen: str = DecisionKind.GENERAL) -> str:
    """What is decided at an item that is about minutes approves them; else what was chosen."""
    about = item.kind == ItemKind.MINUTES and item.about_kind == KIND
    return DecisionKind.MINUTES if about else chosen
