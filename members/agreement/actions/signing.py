"""Signatures: typed by a representative, or brought on paper; the last one puts it into force."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consortium.core import audit, clock, due, files
from consortium.core.workflow import fire
from members.agreement import facts, notices
from members.agreement.models import Agreement, Signature
from members.agreement.permissions import can_keep, can_sign
from members.agreement.states import SIGNABLE, How
from members.agreement.workflow import AGREEMENT
from members.models import Organisation

from .checks import locked, refuse_if
from .versions import REMIND


@transaction.atomic
def sign(agreement: Agreement, *, name: str, position: str, declared: bool, by) -> Signature:
    """A member's representative signs by typing their name. The last signature of all
    members puts the version into force, and the one before it is over (A21)."""
    current = locked(agreement)
    organisation = Organisation.objects.filter(pk=by.organisation_id).first()
    refuse_if(
        can_sign(by),
        *_against(current, organisation),
        "" if name.strip() else "Type your full name to sign.",
        "" if declared else "Tick that you have read it and may sign for the member.",
    )
    return _keep(
        current, organisation, how=How.TYPED, name=name, position=position,
        signed_on=clock.today(), by=by,
    )  # fmt: skip


@transaction.atomic
def record_on_paper(
    agreement: Agreement, organisation: Organisation, *, name: str, position: str,
    signed_on: date, upload: UploadedFile, by,
) -> Signature:  # fmt: skip
    """The secretariat keys in a signature on paper, with the scan of the signed page."""
    current, today = locked(agreement), clock.today()
    early = current.adopted_on and signed_on < current.adopted_on
    refuse_if(
        can_keep(by),
        *_against(current, organisation),
        "" if name.strip() else "Enter the name under the signature.",
        "The day on the paper must be today or earlier." if signed_on > today else "",
        "The paper is older than the decision to adopt this version." if early else "",
    )
    scan = files.receive(upload, owner=current, organisation_id=organisation.pk, by=by)
    return _keep(
        current, organisation, how=How.SCAN, name=name, position=position,
        signed_on=signed_on, scan=scan, by=by,
    )  # fmt: skip


def _against(agreement: Agreement, organisation: Organisation | None) -> list[str]:
    if agreement.state not in SIGNABLE:
        return ["This version cannot be signed."]
    if organisation is None:
        return ["Only a full member signs the agreement."]
    found = []
    if not facts.members_on(clock.today()).filter(pk=organisation.pk).exists():
        found.append("Only a full member signs the agreement.")
    if agreement.signatures.standing().filter(organisation=organisation).exists():
        found.append(f"{organisation.name} has signed already.")
    return found


def _keep(agreement, organisation, *, how, name, position, signed_on, scan=None, by) -> Signature:
    signature = Signature.objects.create(
        agreement=agreement,
        organisation=organisation,
        how=how,
        name=" ".join(name.split()),
        position=" ".join(position.split()),
        signed_on=signed_on,
        scan=scan,
        text_sha256=agreement.text_sha256,
        given_at=clock.now(),
        given_by_id=by.user_id,
    )
    after = {
        "organisation": organisation.pk,
        "how": how,
        "signed_on": signed_on,
        "text_sha256": agreement.text_sha256,
    }
    audit.record("agreement.signed", agreement, after=after, by=by)
    notices.signed(signature, by=by)
    if agreement.state == "signing" and not facts.unsigned(agreement).exists():
        bring_into_force(agreement, by=by)
    return signature


@transaction.atomic
def bring_into_force(agreement: Agreement, *, by) -> Agreement:
    """Every member of today has signed: this version stands, and the one before is over.

    The last signature does it; the secretariat does it where the last member that had
    not signed has left.
    """
    today, earlier = clock.today(), facts.standing()
    current = locked(agreement)
    missing = [each.name for each in facts.unsigned(current)]
    refuse_if(*AGREEMENT.reasons(current, "complete", by, missing=missing))
    if earlier:
        earlier.over_on = today
        fire(AGREEMENT, earlier, "replace", fields=("over_on",), by=by)
    current.stands_from = today
    current = fire(
        AGREEMENT, current, "complete", facts={"missing": missing}, fields=("stands_from",), by=by
    )
    due.cancel(REMIND, current)
    notices.in_force(current, by=by)
    return current


@transaction.atomic
def strike(signature: Signature, *, reason: str, by) -> Signature:
    """Strike out a signature that was keyed in by mistake; the row stays. Only before it counts
    for a version in force."""
    agreement = locked(signature.agreement)
    current = locked(signature)
    refuse_if(
        can_keep(by),
        "" if reason.strip() else "Give a reason.",
        "It was struck out already." if current.struck_at else "",
        ""
        if agreement.state == "signing"
        else "This version is in force. What all members signed cannot be taken back.",
        ""
        if current.how == How.SCAN
        else "The member signed this itself. Only what the secretariat keyed in is struck out.",
    )
    current.struck_at, current.struck_by_id = clock.now(), by.user_id
    current.struck_reason = reason.strip()
    current.save(update_fields=["struck_at", "struck_by_id", "struck_reason"])
    after = {"organisation": current.organisation_id, "signature": current.pk}
    audit.record("agreement.signature_struck", agreement, after=after, reason=reason, by=by)
    return current


@transaction.atomic
def ask_to_sign(organisation: Organisation, *, by) -> list[Agreement]:
    """Ask a member that has just joined to sign; for the verb that admits it (5.3, R32).

    Gives the versions it has to sign. The task on its representative's home page needs
    no call: it follows from the missing signature.
    """
    wanted = facts.to_sign(organisation.pk)
    for agreement in wanted:
        notices.asked(agreement, organisation, by=by)
    return wanted


def remind(agreement: Agreement, *, by) -> int:
    """Write again to the members that have not signed; gives how many there are."""
    missing = list(facts.unsigned(agreement))
    notices.reminded(agreement, missing, by=by)
    return len(missing)
