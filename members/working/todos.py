"""What waits about disputes, notes, groups and service. It joins the query of the registers."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.todo import Todo
from members.agreement.todos import rows
from members.registers import todos as registers
from members.states import Role

from .models import (
    Arrangement,
    ChairNote,
    Delivery,
    Dispute,
    Group,
    GroupMember,
    GroupReport,
    Proposal,
)
from .states import GroupRole, Side


def todos(
    actor: Actor, *, today: date, more: Iterable = (), words: Mapping | None = None
) -> Iterator[Todo]:
    """`more` and `words` are those of an app that stands on this one, as meetings do."""
    parts, known = [*_parts(actor, today), *more], {**TODOS, **(words or {})}
    yield from registers.todos(actor, today=today, more=parts, words=known)


def _parts(actor: Actor, today: date):
    """The rows of each kind of thing that this hat hears of."""
    if actor.has(Role.CHAIR, Role.REPRESENTATIVE):
        yield rows("dispute", _to_answer(actor), words="title")
    if actor.has(Role.CHAIR):
        notes = ChairNote.objects.mine(actor).filter(look_again_on__lte=today)
        yield rows("note", stateless(notes), words="kind", day="look_again_on")
    waiting = GroupReport.objects.waiting()
    if actor.has(Role.SECRETARIAT):
        late = waiting.filter(due_on__lt=today)
        yield rows("group_report", late, words="title", day="due_on")
        groups = Group.objects.filter(Q(ends__isnull=True), review_by__lte=today)
        yield rows("group", stateless(groups), words="name", day="review_by")
        review = Arrangement.objects.filter(ends__isnull=True, review_by__lte=today)
        yield rows("service", stateless(review), words="title", day="review_by")
        undone = Delivery.objects.filter(done_on__isnull=True)
        yield rows("deliver", stateless(undone), words="item", day="due_on")
    elif actor.has(*CONVENE):
        mine = GroupMember.objects.on(today).filter(role=GroupRole.CONVENOR, user_id=actor.user_id)
        own = waiting.filter(group_id__in=mine.values("group_id"))
        yield rows("group_report", own, words="title", day="due_on")


def _to_answer(actor: Actor):
    """Disputes in which the other side waits for this one."""
    waiting = Proposal.objects.waiting().filter(dispute=OuterRef("pk"))
    for_body = Exists(waiting.filter(side=Side.CONSORTIUM))
    for_members = Exists(waiting.filter(side=Side.BODY))
    found = Dispute.objects.visible_to(actor).going_on()
    if actor.has(Role.CHAIR):
        return found.filter(for_members)
    own = Q(body_id=actor.organisation_id)  # else they speak for the members
    return found.filter(own & for_body | ~own & for_members)


def stateless(found):
    """For `rows`: records without a state of their own."""
    return found.annotate(state=Value("", output_field=CharField()))


# People in these hats convene groups; the report of another hat shows where they wear one.
CONVENE = (Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.CHAIR, Role.STRATEGIC_OFFICER)


def _dispute(pk, title, state, day) -> Todo:
    words = "The other side has made a proposal"
    return Todo("Answer in a dispute", reverse("dispute", args=[pk]), hint=words, weight=1)


def _note(pk, words, state, day) -> Todo:
    return Todo("Look again at a private note", reverse("chair_note", args=[pk]), due=day)


def _report(pk, title, state, day) -> Todo:
    return Todo(f"Report of a group: {title}", reverse("group_report", args=[pk]), due=day)


def _group(pk, name, state, day) -> Todo:
    return Todo(f"Review the group: {name}", reverse("group", args=[pk]), due=day)


def _service(pk, title, state, day) -> Todo:
    return Todo(f"Review: {title}", reverse("arrangement", args=[pk]), due=day)


def _deliver(pk, what, state, day) -> Todo:
    return Todo(f"Record when it was done: {what}", reverse("delivery_done", args=[pk]), due=day)


TODOS = {
    "dispute": _dispute,
    "note": _note,
    "group_report": _report,
    "group": _group,
    "service": _service,
    "deliver": _deliver,
}
