"""Who may do what about people and places: one table of verb × role.

Each answer is None, or the reason why not as a sentence.
"""

from members.states import Capacity, Role

# The secretariat acts for the consortium (10.2); everything it does is announced.
ALLOWED: dict[str, frozenset[Role]] = {
    "add_organisation": frozenset({Role.SECRETARIAT}),
    "change_organisation": frozenset({Role.SECRETARIAT}),
    "invite_person": frozenset({Role.SECRETARIAT}),
    "resend_invitation": frozenset({Role.SECRETARIAT}),
    "change_person": frozenset({Role.SECRETARIAT}),
    "deactivate_person": frozenset({Role.SECRETARIAT}),
    "reactivate_person": frozenset({Role.SECRETARIAT}),
    "look_as": frozenset({Role.SECRETARIAT}),
    "remove_factors": frozenset({Role.SECRETARIAT}),
    "export_person": frozenset({Role.SECRETARIAT}),
    "ask_erasure": frozenset({Role.SECRETARIAT}),
    "decide_erasure": frozenset({Role.SECRETARIAT, Role.FINANCE_OFFICER}),
    "seat_person": frozenset({Role.SECRETARIAT}),
    "end_seat": frozenset({Role.SECRETARIAT}),
    "take_back_seat": frozenset({Role.SECRETARIAT}),
    "start_term": frozenset({Role.SECRETARIAT}),
    "end_term": frozenset({Role.SECRETARIAT}),
    "take_back_term": frozenset({Role.SECRETARIAT}),
    "see_person": frozenset({Role.SECRETARIAT, Role.FINANCE_OFFICER, Role.AUDITOR}),
}
# Whoever can touch money, votes or roles gives a second factor; why, as people read it.
SECOND_FACTOR: dict[Role, str] = {
    Role.REPRESENTATIVE: "votes, and signs the member's claims",
    Role.SUBSTITUTE: "votes for the member in the representative's place",
    Role.CLAIMS_PERSON: "fills in claims, and enters the member's bank details",
    Role.REVIEWER: "approves the accountable body's own claim",
    Role.FINANCE_OFFICER: "checks, approves and pays claims",
    Role.SECOND_APPROVER: "checks, approves and pays claims",
    Role.SECRETARIAT: "gives people their roles",
    Role.CHAIR: "approves the accountable body's own claim, and overrides rules",
}

ONLY_OTHERS = frozenset(
    {
        "seat_person",
        "deactivate_person",
        "reactivate_person",
        "look_as",
        "remove_factors",
        "ask_erasure",
        "decide_erasure",
    }  # fmt: skip
)
SEEING = frozenset({"see_person"})


def refusal(verb: str, actor, *, user=None) -> str | None:
    """Why `actor` may not do `verb` (about `user`, where it is about a person); None: they may.

    The system may do everything: it builds the first office, which nobody else can.
    """
    if actor.is_system:
        return None
    if actor.impersonator_id and verb not in SEEING:
        return "Someone who looks through another's eyes can change nothing."
    if not actor.has(*ALLOWED[verb]):
        return f"Only {_either(ALLOWED[verb])} can do this."
    if verb in ONLY_OTHERS and user is not None and actor.user_id == user.pk:
        return "Nobody can do this for themselves. Ask another person in the secretariat."
    return None


def looking_refusal(actor, *, user, capacities) -> str | None:
    """Why `actor` may not look at the site as `user`, who has hats of these capacities.

    Only as people of a member: everybody else sees or may do what the secretariat
    does not.
    """
    if why_not := refusal("look_as", actor, user=user):
        return why_not
    if not user.is_active:
        return f"The account of {user.name} is closed."
    if not capacities:
        return f"{user.name} has no role today, and sees nothing."
    if set(capacities) != {Capacity.MEMBER}:
        return f"{user.name} has a role beyond those of a member, so nobody looks in their place."
    return None


def may(verb: str):
    """The predicate of `verb` for `access.allowed`: a page that only does this."""

    def predicate(actor) -> bool:
        return refusal(verb, actor) is None

    predicate.__doc__ = _either(ALLOWED[verb])
    return predicate


def can_see_contacts(actor, organisation) -> bool:
    """Direct addresses and telephones: for one's own organisation and who looks after it."""
    return actor.organisation_id == organisation.pk or refusal("see_person", actor) is None


def _either(roles) -> str:
    words = [role.label.lower() for role in Role if role in roles]
    named = [f"the {word}" for word in words]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} or {named[-1]}"
