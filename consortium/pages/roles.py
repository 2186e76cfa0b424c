"""Which role may do what: one table, made by asking the same functions that decide.

A row is a deed; a cell asks the permission function of that deed with an actor who
has this one role and nothing else. So the page cannot say more, or less, than the site does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import permissions as claims
from claims import permissions_money as paying
from consortium.core.access import signed_in
from consortium.core.actor import Actor
from members import permissions as people
from members.agreement import permissions as agreement
from members.meetings import permissions as meetings
from members.meetings import permissions_after as meetings_after
from members.meetings import permissions_elections as elections
from members.meetings import permissions_papers as meeting_papers
from members.meetings import permissions_written as meetings_written
from members.registers import permissions as registers
from members.states import CAPACITY_OF, Capacity, Role
from members.working import permissions as working
from projects import permissions as projects
from projects.bids import permissions as bids
from projects.funds import permissions as funds

THEIRS, BODY, ELSEWHERE, PERSON = 1, 2, 3, 4  # stand-ins: ids that are no record's

SHORT = {  # by the value of the role, for the heads of narrow columns
    "reviewer": "Reviewer",
    "strategic_officer": "Development officer",
    "adviser": "Adviser",
}

PARAGRAPHS = {
    "representative": (
        "Speaks and decides for one member, and signs and sends its claims. A member has one "
        "representative at a time. Sees the member's own claims, receipts and bank details and "
        "everybody's totals, never another member's."
    ),
    "claims_person": (
        "Fills in one member's claims, brings the receipts, and enters its bank details, which "
        "somebody in the accountable body's office then verifies. Signs and sends nothing."
    ),
    "substitute": (
        "Comes to meetings and votes for one member when its representative cannot. Named before "
        "the vote opens; whoever votes first for a member has voted."
    ),
    "information_officer": (
        "Keeps one member's profile, and sends what the consortium has asked it for."
    ),
    "adviser": (
        "Comes to meetings for an organisation that is co-opted, and advises. Has no vote, and "
        "sees what is shared with everybody."
    ),
    "reviewer": (
        "Approves the accountable body's own claim in the chair's place, and only a claim for "
        "which they were named. Comes from another member, and sees nothing else of that body."
    ),
    "finance_officer": (
        "Opens the quarters, checks, approves and pays claims, keeps grants, budgets and books, "
        "and claims from funders. Never two of these steps on one claim, and none on a claim of "
        "an organisation of their own."
    ),
    "second_approver": (
        "The second pair of eyes: approves, releases and agrees where the rules want another "
        "person than the one who began. Sets up no grants and opens no quarters."
    ),
    "secretariat": (
        "Looks after people, roles, offices and organisations, and verifies bank details. Moves "
        "no money. Cannot give a role to themselves; every role given is told to the others in "
        "the office. May look at the site as a member's person sees it, with a reason and "
        "for half an hour; that person is told, and nothing can be changed that way."
    ),
    "chair": (
        "Comes with the term of office, from April to March, and never from the accountable "
        "body. Approves the accountable body's own claim, and overrides a rule of approval where "
        "it leaves nobody; each time is recorded with its reason."
    ),
    "auditor": (
        "Reads the books, claims, receipts and people, and changes nothing at all. Has a last "
        "day within a year of the first, and ends by itself."
    ),
    "strategic_officer": (
        "Sees projects, everybody's budgets and the library, for plans, reviews and papers. Moves "
        "no money and sees no claims."
    ),
}

VERBS = {  # of members.permissions.ALLOWED, in the words of the page
    "see_person": "See who has an account, and how to reach them",
    "invite_person": "Invite people",
    "resend_invitation": "Send an invitation again",
    "change_person": "Correct a name or telephone number",
    "deactivate_person": "Close an account",
    "reactivate_person": "Open a closed account again",
    "seat_person": "Give a role to somebody else",
    "end_seat": "End a role",
    "take_back_seat": "Take back a role that has not begun",
    "start_term": "Record a term of office",
    "end_term": "End a term of office",
    "take_back_term": "Take back a term that has not begun",
    "look_as": "Look at the site as a member's person sees it",
    "export_person": "Make a copy of a person's data for them",
    "ask_erasure": "Ask that a person be made nameless",
    "decide_erasure": "Decide it, if another asked",
    "remove_factors": "Take away a lost second step",
    "add_organisation": "Add an organisation",
    "change_organisation": "Change an organisation's details",
}


@dataclass(frozen=True)
class Deed:
    """One row: what is done, and whether an actor may."""

    words: str
    may: Callable[[Actor], bool]


@dataclass(frozen=True)
class Row:
    words: str
    cells: tuple[tuple[str, bool], ...]  # (role, may they) in the order of the columns

    @property
    def anybody(self) -> bool:
        return any(may for _, may in self.cells)


def _claim(organisation_id: int, *, own: bool) -> SimpleNamespace:
    """A claim as the permission functions read it; its reviewer is the actor, if they are one."""
    named = SimpleNamespace(user_id=PERSON, ended_at=None)
    return SimpleNamespace(
        organisation_id=organisation_id,
        organisation=SimpleNamespace(short_name="the member"),
        own=own,
        prepared_by_id=None,
        submitted_by_id=None,
        checked_by_id=None,
        assignments=SimpleNamespace(all=lambda: [named] if own else []),
    )


MEMBERS_CLAIM = _claim(THEIRS, own=False)
ANOTHERS_CLAIM = _claim(ELSEWHERE, own=False)
BODYS_CLAIM = _claim(BODY, own=True)
MEMBER = SimpleNamespace(pk=THEIRS)
DETAILS = SimpleNamespace(organisation=MEMBER, entered_by_id=None, verified_by_id=None)
COMPLAINT = SimpleNamespace(
    is_grievance=True, organisation_id=ELSEWHERE, side="office", second_id=None, body_id=BODY
)
COMPLAINT_ABOUT_BODY = SimpleNamespace(
    is_grievance=True, organisation_id=BODY, side="chair", second_id=None, body_id=BODY
)
A_MEETING = SimpleNamespace(state="planned")
RUN = SimpleNamespace(prepared_by_id=None, released_by_id=None)
FUNDERS = SimpleNamespace(first_signed_by_id=None)


def _named_alone(actor: Actor, claim) -> bool:
    """Only the reviewer's role lets somebody be named; the stand-in names whoever asks."""
    return actor.has(Role.REVIEWER, Role.CHAIR) and claims.can_approve(actor, claim) is None


def groups() -> list[tuple[str, list[Deed]]]:
    """The rows under their headings, from the permission tables of every app."""

    def about_people(verb: str) -> Deed:
        return Deed(VERBS.get(verb, verb), lambda actor: people.refusal(verb, actor) is None)

    return [
        (
            "Claims",
            [
                Deed(
                    "Fill in the own member's claim",
                    lambda actor: claims.can_fill_in(actor, MEMBERS_CLAIM) is None,
                ),
                Deed(
                    "Sign and send it",
                    lambda actor: claims.can_sign(actor, MEMBERS_CLAIM) is None,
                ),
                Deed("See every member's claims", lambda actor: _sees_all(actor)),
                Deed(
                    "See the receipts of every member",
                    lambda actor: claims.can_see_evidence(actor, ANOTHERS_CLAIM),
                ),
                Deed("Check claims", lambda actor: claims.can_check(actor, ANOTHERS_CLAIM) is None),
                Deed(
                    "Approve members' claims",
                    lambda actor: claims.can_approve(actor, ANOTHERS_CLAIM) is None,
                ),
                Deed(
                    "Approve the accountable body's own claim",
                    lambda actor: _named_alone(actor, BODYS_CLAIM),
                ),
            ],
        ),
        (
            "Bank details and payments",
            [
                Deed(
                    "Enter a member's bank details",
                    lambda actor: paying.can_enter_account(actor, MEMBER) is None,
                ),
                Deed(
                    "Verify bank details that another entered",
                    lambda actor: paying.can_verify_account(actor, DETAILS) is None,
                ),
                Deed(
                    "Prepare a payment run",
                    lambda actor: paying.an_officer(actor, RUN) is None,
                ),
                Deed(
                    "Release a run that another prepared",
                    lambda actor: paying.another_than_preparer(actor, RUN) is None,
                ),
                Deed(
                    "Confirm payments that another released",
                    lambda actor: paying.another_than_releaser(actor, RUN) is None,
                ),
                Deed(
                    "Sign a claim to a funder",
                    lambda actor: paying.can_sign_funder_claim(actor, FUNDERS) is None,
                ),
            ],
        ),
        (
            "Funds, grants and projects",
            [
                Deed("See the books and funds", funds.can_see_money),
                Deed("Move money between funds, close books", funds.can_move_money),
                Deed("Set up funders and grants", funds.can_edit_grants),
                Deed("See every member's budget", projects.can_see_all_budgets),
                Deed("Change budgets", projects.can_edit_budgets),
                Deed("Set up projects and partners", projects.can_edit_projects),
                Deed("See bids to funders", bids.reads_bids),
                Deed("Draft bids, send them, record the answer", bids.writes_bids),
            ],
        ),
        (
            "The agreement and its company",
            [
                Deed(
                    "Sign the partnership agreement",
                    lambda actor: agreement.can_sign(actor) is None,
                ),
                Deed(
                    "Write its versions, open them, record paper",
                    lambda actor: agreement.can_keep(actor) is None,
                ),
                Deed(
                    "Say that a member works by a protocol",
                    lambda actor: agreement.can_acknowledge(actor) is None,
                ),
                Deed(
                    "Ask members for something by a day",
                    lambda actor: agreement.can_ask(actor) is None,
                ),
                Deed(
                    "Record a new vision and mission, correct names",
                    lambda actor: agreement.can_keep(actor) is None,
                ),
                Deed(
                    "Record a commitment to others",
                    lambda actor: agreement.can_commit(actor) is None,
                ),
                Deed(
                    "Write protocols, record that they are adopted",
                    lambda actor: agreement.can_keep(actor) is None,
                ),
            ],
        ),
        (
            "Registers",
            [
                Deed("Record feedback", lambda actor: registers.can_key_in(actor) is None),
                Deed(
                    "Handle a complaint about a member",
                    lambda actor: registers.can_handle(actor, COMPLAINT) is None,
                ),
                Deed(
                    "Handle one about the accountable body",
                    lambda actor: registers.can_handle(actor, COMPLAINT_ABOUT_BODY) is None,
                ),
                Deed(
                    "Log awareness work, stakeholders and contacts",
                    lambda actor: registers.can_log(actor) is None,
                ),
                Deed("Record who sits where", lambda actor: registers.can_seat(actor) is None),
                Deed(
                    "Hold events for stakeholders, ask people to them",
                    lambda actor: registers.can_host(actor) is None,
                ),
                Deed(
                    "Register an interest of one's own",
                    lambda actor: registers.can_declare(actor, user_id=actor.user_id) is None,
                ),
                Deed("Write down interests of others", registers.declares_for_others),
                Deed("Look for new members", lambda actor: registers.can_recruit(actor) is None),
            ],
        ),
        (
            "Working together",
            [
                Deed(
                    "Set up groups, ask them for reports",
                    lambda actor: working.can_keep_groups(actor) is None,
                ),
                Deed(
                    "Record the secretariat's arrangements and service",
                    lambda actor: working.can_keep_service(actor) is None,
                ),
                Deed(
                    "Take part in a dispute, for the members or the accountable body",
                    lambda actor: (
                        working.side_of(actor, THEIRS) is not None
                        or working.side_of(actor, BODY) is not None
                    ),
                ),
                Deed(
                    "Keep the chair's private notes",
                    lambda actor: working.can_write_notes(actor) is None,
                ),
            ],
        ),
        (
            "Meetings",
            [
                Deed(
                    "Plan, move and cancel meetings, build agendas",
                    lambda actor: meetings.can_plan(actor) is None,
                ),
                Deed(
                    "Agree the agenda",
                    lambda actor: meetings.can_agree_agenda(actor) is None,
                ),
                Deed(
                    "Propose an item for a member",
                    lambda actor: meetings.can_propose(actor) is None,
                ),
                Deed(
                    "Ask for papers, circulate them, enter others' replies",
                    lambda actor: meeting_papers.can_circulate(actor) is None,
                ),
                Deed(
                    "Run a meeting: who is there, items, votes typed for others",
                    lambda actor: meetings.can_type(actor, A_MEETING) is None,
                ),
                Deed(
                    "Write, circulate and correct minutes",
                    lambda actor: meetings_after.can_write_minutes(actor) is None,
                ),
                Deed(
                    "Record, change and drop actions",
                    lambda actor: meetings_after.can_keep_actions(actor) is None,
                ),
                Deed(
                    "Record that their own board heard of a meeting",
                    lambda actor: meetings_after.can_report_back(actor) is None,
                ),
                Deed(
                    "Disagree or vote for the own member",
                    lambda actor: meetings.can_speak_for(actor, THEIRS) is None,
                ),
                Deed(
                    "Allow decisions in writing, enter answers that came on paper or by e-mail",
                    lambda actor: (
                        meetings_written.can_settle_written(actor) is None
                        and meetings_written.can_enter_answers(actor) is None
                    ),
                ),
                Deed(
                    "Put a proposal in writing, remind, close and withdraw it",
                    lambda actor: meetings_written.can_put_in_writing(actor) is None,
                ),
                Deed(
                    "Answer a proposal in writing for the own member",
                    lambda actor: (
                        meetings_written.can_answer(
                            actor, organisation_id=THEIRS, user_id=PERSON, typed=False
                        )
                        is None
                    ),
                ),
                Deed("See who says they come", meeting_papers.sees_replies),
                Deed(
                    "Say whether they come, or whether others do",
                    lambda actor: (
                        meeting_papers.can_reply_for(actor, user_id=PERSON, organisation_id=THEIRS)
                        is None
                    ),
                ),
                Deed(
                    "Nominate somebody for the chair",
                    lambda actor: elections.can_nominate(actor) is None,
                ),
                Deed(
                    "Run the election of the chair",
                    lambda actor: elections.can_run(actor) is None,
                ),
                Deed(
                    "See papers that are for members only",
                    lambda actor: "members" in meetings.marks_read_by(actor),
                ),
            ],
        ),
        ("People and roles", [about_people(verb) for verb in people.ALLOWED]),
    ]


def _sees_all(actor: Actor) -> bool:
    return claims.can_see(actor, ANOTHERS_CLAIM)


def actor_with(role: Role) -> Actor:
    """Nobody in particular, in this one role and no other."""
    office = CAPACITY_OF[role] is Capacity.OFFICE
    return Actor(
        user_id=PERSON,
        name=role.label,
        hat="-",
        roles=frozenset({role.value}),
        organisation_id=BODY if office else THEIRS,
    )


def table() -> list[tuple[str, list[Row]]]:
    """Groups of rows; the columns are `Role`, in its order."""
    actors = [(role, actor_with(role)) for role in Role]
    return [
        (
            heading,
            [
                Row(deed.words, tuple((name_of(role), deed.may(actor)) for role, actor in actors))
                for deed in deeds
            ],
        )
        for heading, deeds in groups()
    ]


def name_of(role: Role) -> str:
    return SHORT.get(role.value, role.label)


@require_safe
@signed_in
def access_roles(request):
    """Every role: what it may do, in a table, and what it is, in a paragraph."""
    about = [
        (role.label, PARAGRAPHS[role.value], role in people.SECOND_FACTOR, role in worn(request))
        for role in Role
    ]
    context = {"names": [name_of(role) for role in Role], "groups": table(), "about": about}
    return render(request, "pages/roles.html", context)


def worn(request) -> frozenset[str]:
    return request.actor.roles if request.actor else frozenset()
