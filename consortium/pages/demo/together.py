"""Working together: groups, the secretariat's service, disputes, and the chair's own notes."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from members.models import Organisation, User
from members.working import reports
from members.working.actions import disputes, group_reports, groups, notes, service
from members.working.actions.groups import Who
from members.working.models import Group, Standard
from members.working.states import Basis, GroupRole, Measured

from . import office
from .cast import CHAIR, acting, representative_of
from .receipts import example_pdf

SECRETARY, BODY, CONVENOR = "ruth_okafor", "alan_pryor", "carol_finch"
CALLS = "Answers to members who ring"


def tell() -> None:
    serve()
    group = volunteers()
    settled()
    meet(group)
    promised()
    going_on()
    quarrel()


def chair():
    return acting(CHAIR, "chair")


def serve() -> None:
    """From the first day: who serves the consortium, and what they promise."""
    office.on(date(2026, 4, 1))
    by, body = acting(SECRETARY), Organisation.objects.get(slug="vcasb")
    arrangement = service.arrange(
        title="Secretariat", organisation=body, office="Example partnership office",
        does="Calls meetings, sends agendas and papers, writes the minutes, answers questions.",
        hours="Monday to Thursday, 9am to 4pm", email="secretariat@example.org",
        telephone="01234 000000", formats="Large print, plain text, read aloud on request",
        minute="Example minute of 12 March 2026", starts=date(2026, 4, 1),
        review_by=date(2027, 3, 31), by=by,
    )  # fmt: skip
    for title, days, basis, event, measured in (
        ("Draft minutes", 10, Basis.AFTER, "the meeting", Measured.MINUTES),
        ("Agendas and papers", 5, Basis.BEFORE, "the meeting", Measured.AGENDAS),
        ("First step of an application", 5, Basis.AFTER, "it came in", Measured.APPLICATIONS),
        ("Answers to feedback", 20, Basis.AFTER, "it came in", Measured.FEEDBACK),
        (CALLS, 3, Basis.AFTER, "the call", Measured.HAND),
    ):
        service.promise(
            arrangement, title=title, days=days, basis=basis, event=event, measured=measured,
            starts=date(2026, 4, 1), by=by,
        )  # fmt: skip


def volunteers() -> Group:
    """One group at work with people from inside and outside; one that has ended."""
    by = acting(SECRETARY)
    group = groups.set_up(
        name="Example group: volunteers’ week", minute="Example minute of 12 March 2026",
        remit="Plan one week in June in which all members show what volunteers do.",
        starts=date(2026, 4, 1), review_by=date(2026, 12, 10), by=by,
    )  # fmt: skip
    convenor = User.objects.get(pk=acting(CONVENOR).user_id)
    groups.join(group, Who(user=convenor), role=GroupRole.CONVENOR, starts=date(2026, 4, 1), by=by)
    other = Organisation.objects.get(slug="val")
    groups.join(group, Who(organisation=other), starts=date(2026, 4, 1), by=by)
    outside = Who(
        name="Example Outsider", works_for="Example Borough Council", agreed_on=date(2026, 4, 1)
    )
    groups.join(group, outside, starts=date(2026, 4, 1), by=acting(CONVENOR))
    first = group_reports.ask_report(
        group, title="Plan for the week", due_on=date(2026, 5, 29), by=by
    )
    office.on(date(2026, 5, 26))
    text = "Twelve events in five places. Each member brings one. Costs stay within the grant."
    plan = SimpleUploadedFile(
        "Plan.pdf", example_pdf("Plan", "Twelve events", heading="Example plan"), "application/pdf"
    )
    group_reports.send_report(
        first, text=text, content=reports.render_report(first, text=text), upload=plan,
        by=acting(CONVENOR),
    )  # fmt: skip
    ended = groups.set_up(
        name="Example group: shared training", minute="Example minute of 12 March 2026",
        remit="Draw up one list of courses.", starts=date(2026, 4, 1),
        review_by=date(2026, 9, 30), by=acting(SECRETARY),
    )  # fmt: skip
    own = User.objects.get(pk=acting(representative_of("val"), "member").user_id)
    groups.join(ended, Who(user=own), starts=date(2026, 4, 1), by=acting(SECRETARY))
    office.on(date(2026, 7, 9))
    groups.end_group(
        ended, on=date(2026, 7, 9), why="Done. Example minute of 9 July 2026", by=acting(SECRETARY)
    )
    return group


def meet(group: Group) -> None:
    office.on(date(2026, 9, 22))
    notes_of = example_pdf("22 September 2026", "What we agreed", heading="Example notes")
    groups.record_meeting(
        group, on=date(2026, 5, 6), place="Example Hall, Luton", by=acting(CONVENOR),
        notes="Twelve events are planned. Each member names one person by 20 May.",
    )  # fmt: skip
    groups.record_meeting(
        group, on=date(2026, 9, 22), place="By video", notes="We looked back at the week.",
        upload=SimpleUploadedFile("Notes.pdf", notes_of, "application/pdf"), by=acting(CONVENOR),
    )  # fmt: skip
    group_reports.ask_report(
        group, title="What the week brought", due_on=date(2026, 11, 13), by=acting(SECRETARY)
    )


def promised() -> None:
    """What was done by hand this year: met, late, and not done yet."""
    office.on(date(2026, 10, 12))
    by, calls = acting(SECRETARY), Standard.objects.get(title=CALLS)
    for what, asked, answered in (
        ("Example: who keeps the banner", date(2026, 6, 9), date(2026, 6, 10)),
        ("Example: how to claim for a hall", date(2026, 9, 14), date(2026, 9, 21)),
        ("Example: a list of all contacts", date(2026, 10, 9), None),
    ):
        service.record_delivery(calls, what=what, base_on=asked, done_on=answered, by=by)


def settled() -> None:
    """A dispute that both sides ended in June."""
    office.on(date(2026, 6, 1))
    found = disputes.open_dispute(
        title="Example: days until a claim is paid", clause="8.1(4)", by=chair(),
        about="Members waited 40 days for the first advance. They ask for a day that holds.",
    )  # fmt: skip
    office.on(date(2026, 6, 9))
    disputes.write_step(
        found, on=date(2026, 6, 8), by=acting(BODY),
        words="We met. The bank had asked for a second signatory, who is now named.",
    )  # fmt: skip
    outcome = disputes.propose_outcome(
        found, words="Approved claims are paid within 20 working days.", by=acting(BODY)
    )
    office.on(date(2026, 6, 11))
    disputes.agree(outcome, by=chair())


def going_on() -> None:
    """A dispute in which the body has proposed somebody, and the chair has not answered."""
    office.on(date(2026, 9, 28))
    found = disputes.open_dispute(
        title="Example: who keeps the shared equipment", clause="8.1(2)", by=chair(),
        about="Laptops bought with a grant stand in one member's office. Others cannot use them.",
    )  # fmt: skip
    office.on(date(2026, 10, 5))
    disputes.write_step(
        found, on=date(2026, 10, 2), by=chair(),
        words="We asked for a list of the equipment and where it is.",
    )  # fmt: skip
    office.on(date(2026, 10, 14))
    disputes.propose_third_party(
        found, name="Example Mediator", works_for="Example Mediation Trust", by=acting(BODY),
        why="Has worked for neither side, and is paid by the trust.",
    )  # fmt: skip


def quarrel() -> None:
    """One private note of the chair, which one other person may read."""
    office.on(date(2026, 10, 8))
    note = notes.write_note(
        kind="tension", title="Example: two members and one hall", by=chair(),
        words="Both booked the same hall for the same day. Neither wants to move.",
        look_again_on=date(2026, 10, 20),
    )  # fmt: skip
    notes.name_reader(
        note, User.objects.get(pk=acting(representative_of("brcc"), "member").user_id), by=chair()
    )
