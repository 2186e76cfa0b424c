"""Writing a version of the agreement, and opening it for signatures."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from consortium.core import audit, clock, due
from consortium.core.versions import check_version
from consortium.core.workflow import fire
from consortium.core.workingdays import add_working_days
from members.agreement import facts, notices
from members.agreement.models import Agreement, Clause
from members.agreement.permissions import can_keep
from members.agreement.rules import REMIND_WORKING_DAYS, text_sha256
from members.agreement.states import AgreementState as S
from members.agreement.workflow import AGREEMENT

from .checks import locked, refuse_if

REMIND = "agreement.remind"
OPENED = ("adopted_on", "minute", "text_sha256", "opened_on", "version")


@transaction.atomic
def draft_version(*, title: str = "", by) -> Agreement:
    """A new version to work on: the words of the newest signed or standing one, or none.

    There is one draft at a time.
    """
    refuse_if(can_keep(by))
    refuse_if(
        "There is a draft already. Go on with it, or give it up."
        if Agreement.objects.filter(state=S.DRAFT).exists()
        else ""
    )
    earlier = facts.being_signed() or facts.standing()
    last = Agreement.objects.aggregate(last=Max("number"))["last"] or 0
    agreement = Agreement.objects.create(
        number=last + 1,
        title=title.strip() or (earlier.title if earlier else "Partnership agreement"),
        based_on=earlier,
        drafted_on=clock.today(),
    )
    if earlier:
        _write(agreement, earlier.words())
    audit.record("agreement.drafted", agreement, after={"number": agreement.number}, by=by)
    return agreement


@transaction.atomic
def load_clauses(agreement: Agreement, clauses: list[tuple[str, str, str]], *, by) -> Agreement:
    """Put (number, title, text) of all clauses into a draft, in place of what was there."""
    current = _draft(agreement, by)
    current.clauses.all().delete()
    _write(current, clauses)
    audit.record("agreement.clauses_loaded", current, after={"clauses": len(clauses)}, by=by)
    return current


def _write(agreement: Agreement, clauses) -> None:
    Clause.objects.bulk_create(
        Clause(agreement=agreement, position=place, ref=ref, title=title, text=text)
        for place, (ref, title, text) in enumerate(clauses, start=1)
    )


def _draft(agreement: Agreement, by) -> Agreement:
    current = locked(agreement)
    refuse_if(
        can_keep(by),
        "" if current.state == S.DRAFT else "Only a draft can be changed. Begin a new version.",
    )
    return current


@transaction.atomic
def describe(agreement: Agreement, *, title: str, changed: str, version=None, by) -> Agreement:
    """The title of a draft, and what it changes, in a few words for who signs."""
    current = _draft(agreement, by)
    if version is not None:
        check_version(current, version)
    before = {"title": current.title, "changed": current.changed}
    current.title, current.changed = title.strip(), changed.strip()
    current.version += 1
    current.save(update_fields=["title", "changed", "version"])
    after = {"title": current.title, "changed": current.changed}
    audit.record("agreement.described", current, before=before, after=after, by=by)
    return current


@transaction.atomic
def put_clause(
    agreement: Agreement, *, ref: str, title: str, text: str, clause: Clause | None = None,
    after: int | None = None, by,
) -> Clause:  # fmt: skip
    """Change a clause of a draft, or add one after the position `after` (None: at the end)."""
    current = _draft(agreement, by)
    ref, title, text = ref.strip(), title.strip(), text.strip()
    others = current.clauses.exclude(pk=clause.pk if clause else None)
    refuse_if(
        f"There is a clause {ref} already." if others.filter(ref=ref).exists() else "",
        "" if ref and text else "A clause has a number and words.",
    )
    before = None
    if clause is None:
        clause = Clause(agreement=current, position=_place(current, after))
    else:
        before = {"ref": clause.ref, "title": clause.title, "text": clause.text}
    clause.ref, clause.title, clause.text = ref, title, text
    clause.save()
    written = {"ref": ref, "title": title, "text": text}
    audit.record("agreement.clause_put", current, before=before, after=written, by=by)
    return clause


def _place(agreement: Agreement, after: int | None) -> int:
    """A free position; those behind it move on by one."""
    if after is None:
        return (agreement.clauses.aggregate(last=Max("position"))["last"] or 0) + 1
    for each in agreement.clauses.filter(position__gt=after).order_by("-position"):
        each.position += 1
        each.save(update_fields=["position"])
    return after + 1


@transaction.atomic
def remove_clause(clause: Clause, *, by) -> None:
    current = _draft(clause.agreement, by)
    gone = {"ref": clause.ref, "title": clause.title, "text": clause.text}
    clause.delete()
    audit.record("agreement.clause_removed", current, before=gone, by=by)


@transaction.atomic
def open_for_signing(agreement: Agreement, *, adopted_on: date, minute: str, by) -> Agreement:
    """A meeting has adopted it: every member is asked to sign. The words stay from here on."""
    current, today = locked(agreement), clock.today()
    words = current.words()
    other = Agreement.objects.signing().values_list("number", flat=True).first()
    current.adopted_on, current.minute, current.opened_on = adopted_on, minute.strip(), today
    current.text_sha256 = text_sha256(current.title, words)
    late = "The day of the decision must be today or earlier." if adopted_on > today else ""
    known = {"clauses": len(words), "other": other, "day_refused": late}
    current.version += 1
    current = fire(AGREEMENT, current, "open", facts=known, fields=OPENED, by=by)
    for days in REMIND_WORKING_DAYS:
        due.plan(REMIND, current, add_working_days(today, days))
    notices.opened(current, facts.unsigned(current), by=by)
    return current


@transaction.atomic
def drop(agreement: Agreement, *, reason: str, by) -> Agreement:
    """Give up a version that is not in force; the one in force stays so."""
    current = locked(agreement)
    was_open = current.state == S.SIGNING
    current.over_on = clock.today()
    current = fire(AGREEMENT, current, "drop", reason=reason, fields=("over_on",), by=by)
    due.cancel(REMIND, current)
    if was_open:
        notices.dropped(current, facts.standing(), reason, by=by)
    return current
