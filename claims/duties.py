"""Who may never do which two things to the same claim: the duty matrix as data.

Pure values; `actions` gather who did what, `collisions` says what stands against
the next duty. Where the office is small, model.md's rule decides: two people for
an ordinary claim and run, three above the grant's second-approval limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Duty(StrEnum):
    PREPARE = "prepare"
    SUBMIT = "submit"
    REVIEW = "review"
    APPROVE = "approve"
    AUTHORISE = "authorise"
    EXPORT = "export"
    CONFIRM = "confirm"
    EDIT_BANK = "edit_bank"
    VERIFY_BANK = "verify_bank"


DID = {
    Duty.PREPARE: "prepared this claim",
    Duty.SUBMIT: "signed this claim",
    Duty.REVIEW: "checked this claim",
    Duty.APPROVE: "approved this claim",
    Duty.AUTHORISE: "released this payment",
    Duty.EXPORT: "exported this bank file",
    Duty.CONFIRM: "confirmed this payment",
    Duty.EDIT_BANK: "entered these bank details",
    Duty.VERIFY_BANK: "verified these bank details",
}
DO = {
    Duty.PREPARE: "prepare it",
    Duty.SUBMIT: "sign it",
    Duty.REVIEW: "check it",
    Duty.APPROVE: "approve it",
    Duty.AUTHORISE: "release the payment",
    Duty.EXPORT: "export the bank file",
    Duty.CONFIRM: "confirm the payment",
    Duty.EDIT_BANK: "enter the bank details it is paid to",
    Duty.VERIFY_BANK: "verify the bank details it is paid to",
}


@dataclass(frozen=True)
class Bar:
    """What one cell of the matrix forbids: the same person, or the same organisation too."""

    organisation: bool = False
    above_limit_only: bool = False


_PERSON = Bar()
_BOTH = Bar(organisation=True)
_ABOVE = Bar(above_limit_only=True)

_ROWS = {
    # The paper bars whoever prepared or signed from entering the bank details, too. A
    # member has two people who do all three; what guards it is that the office verifies
    # the details by calling back (SD5), so that neither of them alone moves money.
    Duty.PREPARE: {
        Duty.REVIEW: _BOTH,
        Duty.APPROVE: _BOTH,
        Duty.AUTHORISE: _PERSON,
        Duty.EXPORT: _PERSON,
        Duty.CONFIRM: _PERSON,
        Duty.VERIFY_BANK: _PERSON,
    },
    Duty.SUBMIT: {
        Duty.REVIEW: _BOTH,
        Duty.APPROVE: _BOTH,
        Duty.AUTHORISE: _PERSON,
        Duty.EXPORT: _PERSON,
        Duty.CONFIRM: _PERSON,
        Duty.VERIFY_BANK: _PERSON,
    },
    Duty.REVIEW: {Duty.APPROVE: _ABOVE, Duty.EDIT_BANK: _PERSON},
    Duty.APPROVE: {
        Duty.AUTHORISE: _PERSON,
        Duty.EXPORT: _PERSON,
        Duty.EDIT_BANK: _PERSON,
        Duty.VERIFY_BANK: _PERSON,
    },
    # Above the limit the paper bars release with export too; three people could then
    # pay nothing, and the file is fixed by the release, so the small office's rule wins.
    Duty.AUTHORISE: {
        Duty.CONFIRM: _PERSON,
        Duty.EDIT_BANK: _PERSON,
        Duty.VERIFY_BANK: _PERSON,
    },
    Duty.EXPORT: {Duty.EDIT_BANK: _PERSON, Duty.VERIFY_BANK: _PERSON},
    Duty.CONFIRM: {Duty.EDIT_BANK: _PERSON, Duty.VERIFY_BANK: _PERSON},
    Duty.EDIT_BANK: {Duty.VERIFY_BANK: _PERSON},
}

MATRIX: dict[frozenset[Duty], Bar] = {
    frozenset({one, other}): bar for one, row in _ROWS.items() for other, bar in row.items()
}


@dataclass(frozen=True)
class Doer:
    """Who did a duty: a person, and the organisation they did it for."""

    person: int
    organisation: int | None = None


def collisions(
    duty: Duty,
    doer: Doer,
    history: Mapping[Duty, set[Doer]],
    *,
    above_limit: bool = False,
    own: bool = False,
) -> list[str]:
    """Why `doer` may not do `duty` after `history`, in sentences; empty when they may.

    `own` is the accountable body's own claim: another officer of it may check
    (SD4), nobody of it may approve.
    """
    found = []
    for done, doers in history.items():
        bar = MATRIX.get(frozenset({done, duty}))
        if done == duty or bar is None or (bar.above_limit_only and not above_limit):
            continue
        if any(other.person == doer.person for other in doers):
            found.append(f"You {DID[done]}, so somebody else must {DO[duty]}.")
        elif (
            bar.organisation
            and not (own and Duty.REVIEW in (done, duty))
            and any(_same_organisation(other, doer) for other in doers)
        ):
            found.append(
                f"Your organisation {DID[done]}, so somebody from elsewhere must {DO[duty]}."
            )
    return list(dict.fromkeys(found))


def bank_clashes(history: Mapping[Duty, set[Doer]], *, above_limit: bool = False) -> list[str]:
    """Who had a hand in the claim and in the bank details it is paid to, in sentences.

    The verbs about bank details know no claim, so this is asked when a payment is released.
    """
    found = []
    for bank in (Duty.EDIT_BANK, Duty.VERIFY_BANK):
        people = {doer.person for doer in history.get(bank, ())}
        for done, doers in history.items():
            bar = MATRIX.get(frozenset({done, bank}))
            if bar is None or (bar.above_limit_only and not above_limit):
                continue
            if people & {doer.person for doer in doers}:
                found.append(f"Whoever {DID[bank]} also {DID[done]}; somebody else must do one.")
    return list(dict.fromkeys(found))


def _same_organisation(one: Doer, other: Doer) -> bool:
    return one.organisation is not None and one.organisation == other.organisation
