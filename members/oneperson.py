"""Two accounts, one person: where they would hold two roles of one control (SD2).

An e-mail address is one person's by itself. A telephone number or a second factor that
two accounts share makes them one, too: whoever has a role in a control (CONTROL) shares
neither with anybody else who touches money, votes or roles. So a check that two people
are different may compare their numbers.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from itertools import combinations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator

from .models import Seat, Term, User
from .permissions import SECOND_FACTOR
from .rules import same_number
from .states import Office, Role

CONTROL = frozenset(
    {
        Role.FINANCE_OFFICER,
        Role.SECOND_APPROVER,
        Role.SECRETARIAT,
        Role.REVIEWER,
        Role.CHAIR,
    }
)
TELEPHONE, FACTOR = "telephone number", "second factor"
Marks = dict[int, set[tuple[str, str]]]


def against_role(user: User, role: str, *, day: date) -> Iterator[str]:
    """Why this person cannot have the role from `day` on: somebody with another shares a mark."""
    if role in SECOND_FACTOR:
        yield from _clashes(user, user.telephone, {role}, day=day)


def against_number(user: User, telephone: str, *, day: date) -> Iterator[str]:
    """Why this person, with the roles they have, cannot be reached at this number."""
    yield from _clashes(user, telephone, set(), day=day)


def _clashes(user: User, telephone: str, more: Collection[str], *, day: date) -> Iterator[str]:
    roles = roles_from(day)
    own = {*roles.pop(user.pk, set()), *more} & set(SECOND_FACTOR)
    others = [pk for pk, held in roles.items() if _a_control(own, held)]
    if not others:
        return
    marks = _marks([user.pk, *others])
    own_marks = {mark for mark in marks.get(user.pk, set()) if mark[0] != TELEPHONE}
    own_marks |= {(TELEPHONE, number)} if (number := same_number(telephone)) else set()
    names = dict(User.objects.filter(pk__in=others).values_list("pk", "name"))
    for pk in sorted(others):
        for kind, _ in sorted(own_marks & marks.get(pk, set())):
            yield (
                f"{names[pk]} has the same {kind}. Two accounts that share one count as one "
                "person, and this role takes two. Give each their own, or leave it out."
            )


def _a_control(one: Collection[str], other: Collection[str]) -> bool:
    return bool(one) and bool(other) and not CONTROL.isdisjoint({*one, *other})


def roles_from(day: date) -> dict[int, set[str]]:
    """By open account: the roles with money, votes or roles that it holds on `day` or later."""
    found: dict[int, set[str]] = defaultdict(set)
    seats = Seat.objects.overlapping(day, None).filter(
        role__in=list(SECOND_FACTOR), user__is_active=True
    )
    for pk, role in seats.values_list("user_id", "role"):
        found[pk].add(role)
    chairs = Term.objects.overlapping(day, None).filter(office=Office.CHAIR, holder__is_active=True)
    for pk in chairs.values_list("holder_id", flat=True):
        found[pk].add(Role.CHAIR)
    return found


def shared(day: date) -> Iterator[tuple[int, int, str]]:
    """(account, account, what they share) of those that hold roles of one control on `day`."""
    roles = roles_from(day)
    marks = _marks(roles)
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pk in sorted(marks):
        for mark in marks[pk]:
            holders[mark].append(pk)
    for (kind, _), people in sorted(holders.items()):
        for one, other in combinations(people, 2):
            if _a_control(roles[one], roles[other]):
                yield one, other, kind


def _marks(user_ids: Collection[int]) -> Marks:
    """What tells that two accounts are one person's: numbers, and fingerprints of factors."""
    found: Marks = defaultdict(set)
    people = User.objects.filter(pk__in=user_ids).exclude(telephone="")
    for pk, telephone in people.values_list("pk", "telephone"):
        if number := same_number(telephone):
            found[pk].add((TELEPHONE, number))
    for factor in Authenticator.objects.filter(user__in=user_ids):
        if print_ := _fingerprint(factor):
            found[factor.user_id].add((FACTOR, print_))
    return found


def _fingerprint(factor: Authenticator) -> str:
    if factor.type == Authenticator.Type.TOTP:
        told = get_adapter().decrypt(factor.data["secret"])
    elif factor.type == Authenticator.Type.WEBAUTHN:
        told = str(factor.data.get("credential", {}).get("id", ""))
    else:
        return ""  # recovery codes stand in for a factor, and are none themselves
    return hashlib.sha256(told.encode()).hexdigest() if told else ""
