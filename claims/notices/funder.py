"""Who is told about the claim to a funder: the second signatory, the funder itself."""

from django.core import signing
from django.urls import reverse

from consortium.core import clock, outbox
from consortium.core.days import long_day
from consortium.core.money import format_pence
from members.offices import holders
from members.states import Role

SALT = "claims.funder-papers"


def second_signature_wanted(funder_claim, *, by):
    """Officers who can sign second."""
    for person in holders(Role.FINANCE_OFFICER, Role.SECOND_APPROVER, day=clock.today()):
        if person.pk == by.user_id:
            continue
        outbox.notify(
            "claims.funder_claim_to_sign",
            funder_claim,
            recipient_user_id=person.pk,
            email=person.email,
            subject=f"{funder_claim} waits for the second signature",
            template="claims/money",
            context={
                "name": person.name,
                "lines": [
                    f"{by.name} has signed the claim to {funder_claim.grant.funder} for "
                    f"{funder_claim.period.label}: {format_pence(funder_claim.total)}.",
                    "One more officer reads it and signs, then it can be sent.",
                ],
                "do": "Read the claim",
            },
            link=funder_claim.get_absolute_url(),
            by=by,
        )


def sent(funder_claim, *, by):
    """The funder's contact gets a link with a code to both files."""
    funder = funder_claim.grant.funder
    if not funder.contact_email:
        return
    lines = [
        f"Here is our claim under {funder_claim.grant.name} for {funder_claim.period.label}: "
        f"{format_pence(funder_claim.total)}.",
    ]
    if funder_claim.version_number > 1:
        lines.append(
            f"It is version {funder_claim.version_number} and takes the place of the one before. "
            f"What changed: {funder_claim.what_changed}"
        )
    lines += [
        "The page behind the link has the claim as PDF and every transaction as a spreadsheet.",
        f"The figures are frozen. Their SHA-256 is {funder_claim.sha256}.",
        _until(funder_claim),
    ]
    outbox.notify(
        "claims.funder_claim_sent",
        funder_claim,
        email=funder.contact_email,
        subject=f"Claim {funder_claim.grant.reference} for {funder_claim.period.label}: "
        f"{format_pence(funder_claim.total)}",
        template="claims/money",
        context={
            "name": funder.contact_name or funder.name,
            "lines": lines,
            "do": "Open the claim",
        },
        link=reverse("funder_papers", args=[code_for(funder_claim)]),
        by=by,
    )


def link_made(funder_claim, *, by):
    """The funder's contact gets a new link to a claim that was sent before."""
    funder = funder_claim.grant.funder
    if not funder.contact_email:
        return
    outbox.notify(
        "claims.funder_link_made",
        funder_claim,
        email=funder.contact_email,
        subject=f"A new link to claim {funder_claim.grant.reference} for "
        f"{funder_claim.period.label}",
        template="claims/money",
        context={
            "name": funder.contact_name or funder.name,
            "lines": [
                f"Here is a new link to our claim under {funder_claim.grant.name} for "
                f"{funder_claim.period.label}. The claim is as it was sent; the link before "
                "has ended.",
                _until(funder_claim),
            ],
            "do": "Open the claim",
        },
        link=reverse("funder_papers", args=[code_for(funder_claim)]),
        by=by,
    )


def _until(funder_claim) -> str:
    return (
        f"The link holds until {long_day(funder_claim.link_ends)}; ask us for another after that."
    )


def code_for(funder_claim) -> str:
    """The code in the funder's link: signed, so that nobody can make up another."""
    return signing.dumps([funder_claim.pk, funder_claim.link_number], salt=SALT)


def claim_of_code(code: str) -> tuple[int, int] | None:
    """(id of the funder claim, number of the link) behind a code; None: the code is not ours."""
    try:
        claim, link = signing.loads(code, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return claim, link


def link_holds(funder_claim, number: int) -> bool:
    """Does the link of that number open the claim today?"""
    ends = funder_claim.link_ends
    return number == funder_claim.link_number and ends is not None and clock.today() <= ends
