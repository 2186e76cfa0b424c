"""The words for who people and organisations are to the consortium."""

from django.db.models import TextChoices


class Membership(TextChoices):
    MEMBER = "member", "Full member"
    CO_OPTED = "co_opted", "Co-opted to advise"
    FORMER = "former", "Former member"


class Office(TextChoices):
    ACCOUNTABLE_BODY = "accountable_body", "Accountable body"
    CHAIR = "chair", "Chairperson"


class Role(TextChoices):
    """What a seat lets a person do; the chair's comes from a term of office."""

    REPRESENTATIVE = "representative", "Representative"
    SUBSTITUTE = "substitute", "Substitute"
    CLAIMS_PERSON = "claims_person", "Claims person"
    INFORMATION_OFFICER = "information_officer", "Information officer"
    REVIEWER = "reviewer", "Reviewer of the accountable body's claims"
    FINANCE_OFFICER = "finance_officer", "Finance officer"
    SECOND_APPROVER = "second_approver", "Second approver"
    SECRETARIAT = "secretariat", "Secretariat"
    CHAIR = "chair", "Chairperson"
    AUDITOR = "auditor", "Auditor"
    STRATEGIC_OFFICER = "strategic_officer", "Strategic development officer"
    ADVISER = "adviser", "Co-opted adviser"


class ErasureState(TextChoices):
    """Of a request to make a person nameless."""

    ASKED = "asked", "Waits for a second person"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"


class Capacity(TextChoices):
    """The side on which a person acts; a hat is one capacity at one organisation."""

    MEMBER = "member", "for the member"
    OFFICE = "office", "for the accountable body's office"
    CHAIR = "chair", "as chairperson"
    AUDITOR = "auditor", "as auditor"
    OFFICER = "officer", "as strategic development officer"


CAPACITY_OF = {
    Role.REPRESENTATIVE: Capacity.MEMBER,
    Role.SUBSTITUTE: Capacity.MEMBER,
    Role.CLAIMS_PERSON: Capacity.MEMBER,
    Role.INFORMATION_OFFICER: Capacity.MEMBER,
    Role.REVIEWER: Capacity.MEMBER,
    Role.FINANCE_OFFICER: Capacity.OFFICE,
    Role.SECOND_APPROVER: Capacity.OFFICE,
    Role.SECRETARIAT: Capacity.OFFICE,
    Role.CHAIR: Capacity.CHAIR,
    Role.AUDITOR: Capacity.AUDITOR,
    Role.STRATEGIC_OFFICER: Capacity.OFFICER,
    Role.ADVISER: Capacity.MEMBER,
}

SEATED_ROLES = tuple(role for role in Role if role is not Role.CHAIR)
OFFICE_ROLES = frozenset(role for role, side in CAPACITY_OF.items() if side is Capacity.OFFICE)
ONE_HOLDER_ROLES = frozenset({Role.REPRESENTATIVE})
# A full member speaks through these; who is co-opted advises and has no vote (5.4).
VOTING_ROLES = frozenset({Role.REPRESENTATIVE, Role.SUBSTITUTE})
