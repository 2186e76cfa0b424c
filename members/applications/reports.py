"""What the papers show: the pack, the copy, the letters; and making each."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.template.loader import render_to_string

from consortium.core import clock, pdf
from consortium.core.workingdays import add_working_days
from members.agreement import facts as agreement
from members.models import Consortium, Organisation
from members.offices import accountable_body_or_none, chair_on

from . import rules
from .models import Application
from .snapshot import DECLARATION
from .states import CLAUSE, COMMITMENTS, CONDITIONS, MEANING, SERVICES, ApplicationState, LegalForm

SIGN_WORKING_DAYS = 20
ASK_AGAIN = timedelta(days=1)


@dataclass(frozen=True)
class House:
    """Who writes: the consortium, and the accountable body as its secretariat."""

    name: str
    formal_name: str
    area: str
    purpose: str
    body: str
    email: str
    telephone: str
    address: str


def house() -> House:
    consortium = Consortium.objects.first()
    body = accountable_body_or_none(clock.today())
    return House(
        name=consortium.profile_name if consortium else "The consortium",
        formal_name=consortium.formal_name if consortium else "",
        area=(consortium.area_of_benefit if consortium else "") or "the area",
        purpose=consortium.purpose if consortium else "",
        body=body.name if body else "",
        email=body.office_email if body else "",
        telephone=body.telephone if body else "",
        address=body.address if body else "",
    )


# --- The pack (R29) ---------------------------------------------------------------


def points_in_words(points) -> list[tuple[str, str, str]]:
    """(clause, name, meaning) of each."""
    return [(CLAUSE[point], point.label, MEANING[point]) for point in points]


def about_membership() -> dict:
    """What membership is, for the public page and the pack in all its forms."""
    return {
        "house": house(),
        "conditions": points_in_words(CONDITIONS),
        "services": points_in_words(SERVICES),
        "commitments": COMMITMENTS,
        "needed": rules.NEEDED,
        "reply_days": rules.REPLY_WORKING_DAYS,
        "legal_forms": LegalForm.labels,
        "declaration": DECLARATION,
        "members": Organisation.objects.on(clock.today()).members().count(),
    }


def about_joining() -> dict:
    """What the pack holds: all that, and the agreement that a new member signs (5.2)."""
    standing = agreement.standing()
    return {
        **about_membership(),
        "agreement": standing and str(standing),
        "agreed_from": standing and standing.stands_from,
        "clauses": standing.words() if standing else [],
    }


def pack_text() -> str:
    return render_to_string("applications/pack.txt", about_joining())


def pack_pdf(*, large: bool) -> bytes:
    """The pack as PDF; made once a day at most for the same content, and kept in the cache."""
    context = {**about_joining(), "large": large, "consortium_name": house().name}
    content = repr(sorted(context.items(), key=lambda item: item[0]))
    key = f"applications.pack.{hashlib.sha256(content.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = pdf.render_pdf("pdf/applications/pack.html", context, title="Membership pack")
        cache.set(key, found, ASK_AGAIN.total_seconds())
    return found


# --- Copy and letters ---------------------------------------------------------------


@dataclass(frozen=True)
class Letter:
    """What a decision letter says."""

    admitted: bool
    reference: str
    organisation: str
    address: str
    contact: str
    decided_on: date
    by_meeting: bool
    minute: str
    reason: str
    chair: str
    sign_by: date
    members: int


def letter_of(application: Application) -> Letter:
    day = application.decided_on
    chair = chair_on(day)
    return Letter(
        admitted=application.state == ApplicationState.ADMITTED,
        reference=application.reference,
        organisation=application.name,
        address=application.address,
        contact=application.contact_name,
        decided_on=day,
        by_meeting=bool(application.minute),
        minute=application.minute,
        reason=application.decision_reason,
        chair=chair.holder.name if chair else "",
        sign_by=add_working_days(day, SIGN_WORKING_DAYS),
        members=Organisation.objects.on(day).members().count(),
    )


def render(application: Application, kind: str) -> bytes:
    """The "copy" or the "letter" as a tagged PDF."""
    context = {"house": house(), "reference": application.reference}
    context["consortium_name"] = context["house"].name
    if kind == "copy":
        template, title = "pdf/applications/copy.html", f"Application {application.reference}"
        context |= {"sent": application.snapshot, "sha256": application.sha256}
        context["sent_on"] = application.sent_on
        context["needed"] = rules.NEEDED
    else:
        template, title = "pdf/applications/letter.html", f"Letter {application.reference}"
        context["letter"] = letter_of(application)
    return pdf.render_pdf(template, context, title=title, made_at=clock.now())
