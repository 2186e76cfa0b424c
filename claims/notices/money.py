"""Who is told about bank details, payments and money received. Never a bank number."""

from django.urls import reverse

from consortium.core import clock, outbox
from consortium.core.days import long_day
from consortium.core.money import format_pence
from members.offices import holders
from members.states import Role

OURS = (Role.REPRESENTATIVE, Role.CLAIMS_PERSON)
OFFICE = (Role.FINANCE_OFFICER, Role.SECOND_APPROVER, Role.SECRETARIAT)


def account_entered(account, *, by):
    """The member's people hear of it where we knew them before; the office has a job (SD5)."""
    member = account.organisation
    people = [(person.pk, person.email, person.name) for person in _people(OURS, member)]
    if member.office_email:
        people.append((None, member.office_email, member.name))
    for pk, email, name in people:
        outbox.notify(
            "claims.account_entered",
            account,
            recipient_user_id=pk,
            email=email,
            subject=f"Bank details of {member.short_name} were changed",
            template="claims/money",
            context={
                "name": name,
                "lines": [
                    f"New bank details were entered for {member.name}. Somebody from the "
                    "accountable body will check them before anything is paid to them.",
                    "If you know nothing of this, call the accountable body at once.",
                ],
                "do": "See the bank details",
            },
            link=reverse("payee_accounts"),
            by=by,
        )
    for person in _people(OFFICE, None):
        if person.pk != by.user_id:
            _tell(
                "claims.account_to_verify",
                account,
                person,
                f"Check the new bank details of {member.short_name}",
                f"Call {member.name} on a number you knew before, then verify or refuse them.",
                link=reverse("payee_accounts"),
                do="Check the bank details",
                by=by,
            )


def account_verified(account, *, by):
    for person in _people(OURS, account.organisation):
        _tell(
            "claims.account_verified",
            account,
            person,
            f"Bank details of {account.organisation.short_name} are verified",
            f"Payments will go to the account {account.masked} from now on.",
            link=reverse("payee_accounts"),
            by=by,
        )


def account_refused(account, *, reason, by):
    for person in _people(OURS, account.organisation):
        _tell(
            "claims.account_refused",
            account,
            person,
            f"Bank details of {account.organisation.short_name} were not accepted",
            f"The reason: {reason}",
            "Enter them again, or call the accountable body.",
            link=reverse("payee_accounts"),
            do="Enter bank details",
            by=by,
        )


def waits_for_money(claim, *, by):
    amount = format_pence(claim.payable)
    for person in _people(OURS, claim.organisation):
        _tell(
            "claims.waiting",
            claim,
            person,
            f"{claim.reference} is approved and waits for the funder's money",
            f"{amount} is approved. It is paid as soon as the funder's money has come.",
            link=claim.get_absolute_url(),
            do="Open the claim",
            by=by,
        )


def money_has_come(claim, *, by):
    for person in _people(OURS, claim.organisation):
        _tell(
            "claims.money_came",
            claim,
            person,
            f"{claim.reference} can be paid now",
            f"The funder's money has come, so {format_pence(claim.payable)} goes into the next "
            "payment run.",
            link=claim.get_absolute_url(),
            do="Open the claim",
            by=by,
        )


def paid(payment, *, by):
    for person in _people(OURS, payment.organisation):
        _tell(
            "claims.paid",
            payment,
            person,
            f"{format_pence(payment.amount)} was paid for {payment.about}",
            f"It was paid on {long_day(payment.paid_on)} with the reference {payment.reference}.",
            "The remittance advice is on the claim's page.",
            link=payment.claim.get_absolute_url(),
            do="Open the claim",
            by=by,
        )


def failed(payment, *, by):
    for person in _people(OURS, payment.organisation):
        _tell(
            "claims.payment_failed",
            payment,
            person,
            f"The payment for {payment.about} failed",
            f"The bank returned {format_pence(payment.amount)}.",
            f"The reason: {payment.failed_reason}",
            "Look at your bank details. It will be paid again.",
            link=reverse("payee_accounts"),
            do="Look at the bank details",
            by=by,
        )


def retention_asked(release, *, by):
    """Another officer agrees."""
    who, amount = release.organisation.name, format_pence(release.amount)
    for person in holders(Role.FINANCE_OFFICER, Role.SECOND_APPROVER, day=clock.today()):
        if person.pk != by.user_id:
            _tell(
                "claims.retention_asked",
                release,
                person,
                f"Releasing what was kept back from {release.organisation.short_name} "
                "waits for you",
                f"{by.name} asks to release {amount} to {who} under {release.grant.name}.",
                f"The final report: {release.report}",
                link=reverse("retention_agree", args=[release.pk]),
                do="Agree or refuse",
                by=by,
            )


def retention_released(release, *, by):
    amount = format_pence(release.amount)
    for person in _people(OURS, release.organisation):
        _tell(
            "claims.retention_released",
            release,
            person,
            f"{amount} that was kept back is released",
            f"The final report of {release.grant.name} is accepted. {amount} that was kept back "
            "from your claims goes into the next payment run.",
            link=reverse("claims"),
            do="See your claims",
            by=by,
        )


def retention_refused(release, *, reason, by):
    """Whoever asked hears of it."""
    for person in holders(Role.FINANCE_OFFICER, Role.SECOND_APPROVER, day=clock.today()):
        if person.pk == release.asked_by_id and person.pk != by.user_id:
            _tell(
                "claims.retention_refused",
                release,
                person,
                f"What was kept back from {release.organisation.short_name} is not released",
                f"The reason: {reason}",
                link=release.get_absolute_url(),
                do="See what is kept back",
                by=by,
            )


def release_overridden(run, releaser, *, reason, by):
    """Whoever may release now, and the secretariat, who puts it into the next papers."""
    told = {releaser.pk: releaser}
    told |= {each.pk: each for each in holders(Role.SECRETARIAT, day=clock.today())}
    for person in told.values():
        _tell(
            "claims.release_overridden",
            run,
            person,
            f"The chair lets {releaser.name} release {run}",
            "Nobody else is left who may. The rule that nobody releases what they approved is "
            f"set aside for this run. The reason: {reason}",
            "It stands in the next meeting's papers and in the funder's report.",
            link=run.get_absolute_url(),
            do="Open the run",
            by=by,
        )


def _people(roles, organisation):
    return holders(*roles, day=clock.today(), organisation=organisation)


def _tell(kind, obj, person, subject, *lines, link="/", do="", by):
    outbox.notify(
        kind,
        obj,
        recipient_user_id=person.pk,
        email=person.email,
        subject=subject,
        template="claims/money",
        context={"name": person.name, "lines": list(lines), "do": do or "See more"},
        link=link,
        by=by,
    )
