"""Who is told what. A dispute's words stay on its page: mails only lead there."""

from django.urls import reverse

from consortium.core import clock
from consortium.core.days import long_day
from members.models import User
from members.notices import tell
from members.offices import chair_on, holders
from members.states import Role

from .models import (
    Arrangement,
    ChairNote,
    Dispute,
    Group,
    GroupReport,
    NoteReader,
    Proposal,
    Speaker,
)
from .states import GroupRole, Side


def party(dispute: Dispute, side: str) -> list[User]:
    """Who speaks for a side today: the chair, or whom the members named without one."""
    today = clock.today()
    if side == Side.CONSORTIUM:
        term = chair_on(today)
        return [term.holder] if term else [each.user for each in speakers(today)]
    return list(holders(Role.REPRESENTATIVE, day=today, organisation=dispute.body_id))


def speakers(today) -> list[Speaker]:
    """Whoever speaks for the members while nobody holds the chair; one at most."""
    seated = holders(Role.REPRESENTATIVE, day=today)
    found = Speaker.objects.on(today).filter(user__in=seated)
    return list(found.select_related("user", "organisation"))


def speaker_named(speaker: Speaker, *, by):
    """Every representative hears who speaks for them; the accountable body's, too."""
    for user in holders(Role.REPRESENTATIVE, day=clock.today()):
        tell(
            "dispute.speaker", speaker, user, "Who speaks for the members in disputes",
            f"Nobody holds the chair. {speaker.user.name}, {speaker.organisation.name}, speaks for "
            "the members in disputes with the accountable body until somebody does.",
            f"Decided: {speaker.decided}", link=reverse("offices"), do="See who holds the offices",
            by=by,
        )  # fmt: skip


def to_sides(kind: str, dispute: Dispute, subject: str, *lines: str, do: str, by) -> None:
    """Both sides, whoever acted apart."""
    told = {user.pk: user for side in Side for user in party(dispute, side)}
    told.pop(by.user_id, None)
    for user in told.values():
        tell(
            f"dispute.{kind}", dispute, user, subject, *lines, link=dispute.get_absolute_url(),
            do=do, by=by,
        )  # fmt: skip


def opened(dispute: Dispute, *, by):
    to_sides(
        "opened", dispute, "A dispute was opened",
        f"{dispute.get_opened_side_display()} has opened a dispute about clause "
        f"{dispute.clause} of the agreement.", "What it is about stands on its page alone.",
        do="Read it", by=by,
    )  # fmt: skip


def written(dispute: Dispute, *, by):
    to_sides("written", dispute, "News in a dispute", "The other side wrote a note.",
             do="Read it", by=by)  # fmt: skip


def proposed(proposal: Proposal, *, by):
    to_sides(
        "proposed", proposal.dispute, "Answer a proposal in a dispute",
        f"{proposal.get_side_display()} proposes: "
        f"{proposal.get_kind_display().lower()}. It counts when both sides agree.",
        do="Read and answer", by=by,
    )  # fmt: skip


def answered(proposal: Proposal, *, by):
    to_sides(
        proposal.state, proposal.dispute, f"{proposal.get_state_display()}: "
        f"{proposal.get_kind_display().lower()}",
        "What was proposed in the dispute has its answer.", do="See the dispute", by=by,
    )  # fmt: skip


def ended(dispute: Dispute, *, by):
    to_sides(dispute.state, dispute, f"The dispute is {dispute.get_state_display().lower()}",
             f"Since {long_day(dispute.ended_on)}.", do="See the dispute", by=by)  # fmt: skip


def prompted(dispute: Dispute, *, by):
    days = (clock.today() - dispute.opened_on).days
    to_sides(
        "prompt", dispute, "How does the dispute stand?",
        f"It was opened {days} days ago and goes on.",
        "Write down how the talks stand, propose an outcome, or propose an independent third "
        "party that both sides agree.", do="See the dispute", by=by,
    )  # fmt: skip


def reader_named(reader: NoteReader, *, by):
    tell(
        "chair_note.named", reader.note, reader.user, "The chair shares a private note with you",
        "You can read one of the chair's private notes. Keep it to yourself.",
        link=reader.note.get_absolute_url(), do="Read it", by=by,
    )  # fmt: skip


def handed_over(note: ChairNote, *, by):
    term = chair_on(clock.today())
    if term and term.holder_id != by.user_id:
        tell(
            "chair_note.handed_over", note, term.holder, "A private note is handed over to you",
            "Who was chair before you has handed a private note over.",
            link=note.get_absolute_url(), do="Read it", by=by,
        )  # fmt: skip


def term_over(holder: User, term, goes_on, *, by):
    tell(
        "chair_note.term_over", term, holder, "Hand over your private notes, or let them go",
        "Your term as chair is over. Your private notes can still be read by you and whom you "
        "named, and by nobody else.",
        f"Hand over what the next chair needs. The others are deleted on {long_day(goes_on)}.",
        link=reverse("chair_notes"), do="See your notes", by=by,
    )  # fmt: skip


def convenors(group: Group) -> list[User]:
    now = group.members.on(clock.today()).filter(role=GroupRole.CONVENOR)
    return [each.user for each in now.select_related("user") if each.user.is_active]


def to_convenor(kind: str, group: Group, subject: str, *lines: str, link: str, do: str, by):
    """The convenor, and the secretariat where there is none."""
    people = convenors(group) or holders(Role.SECRETARIAT, day=clock.today())
    for user in people:
        if user.pk != by.user_id:
            tell(f"group.{kind}", group, user, subject, *lines, link=link, do=do, by=by)


def joined(member, *, by):
    """Whoever has an account and was put into a group hears of it."""
    if member.user_id and member.user_id != by.user_id:
        group = member.group
        tell(
            "group.joined", group, member.user, f"You are in the group “{group}”",
            f"From {long_day(member.starts)} you are "
            f"{'its convenor' if member.role == GroupRole.CONVENOR else 'a member of it'}.",
            group.remit, link=group.get_absolute_url(), do="See the group", by=by,
        )  # fmt: skip


def report_asked(report: GroupReport, *, by):
    to_convenor(
        "report_asked", report.group, f"Write a report: {report.title}",
        f"The consortium needs it by {long_day(report.due_on)}.",
        link=report.get_absolute_url(), do="Write it", by=by,
    )  # fmt: skip


def report_soon(report: GroupReport, *, by):
    to_convenor(
        "report_soon", report.group, f"Due on {long_day(report.due_on)}: {report.title}",
        link=report.get_absolute_url(), do="Write it", by=by,
    )  # fmt: skip


def report_late(report: GroupReport, *, by):
    told = {user.pk: user for user in convenors(report.group)}
    told |= {user.pk: user for user in holders(Role.SECRETARIAT, day=clock.today())}
    for user in told.values():
        tell(
            "group.report_late", report, user, f"Late: {report.title}",
            f"The report of “{report.group}” was due on {long_day(report.due_on)}.",
            link=report.get_absolute_url(), do="See the report", by=by,
        )  # fmt: skip


def report_sent(report: GroupReport, *, by):
    people = holders(Role.REPRESENTATIVE, Role.SECRETARIAT, Role.CHAIR, day=clock.today())
    for user in people:
        if user.pk != by.user_id:
            tell(
                "group.report_sent", report, user, f"{report.group}: {report.title}",
                "The group has sent its report to the consortium.",
                link=report.get_absolute_url(), do="Read it", by=by,
            )  # fmt: skip


def group_review_due(group: Group, *, by):
    for user in holders(Role.SECRETARIAT, day=clock.today()):
        tell(
            "group.review_due", group, user, f"Review the group: {group}",
            f"Its review was due on {long_day(group.review_by)}. Let it go on until a later day, "
            "or end it.", link=group.get_absolute_url(), do="Review it", by=by,
        )  # fmt: skip


def arrangement_review_due(arrangement: Arrangement, *, by):
    for user in holders(Role.SECRETARIAT, Role.CHAIR, day=clock.today()):
        tell(
            "arrangement.review_due", arrangement, user, f"Review: {arrangement}",
            f"The yearly review was due on {long_day(arrangement.review_by)}.",
            link=arrangement.get_absolute_url(), do="See what was met", by=by,
        )  # fmt: skip
