"""Applications in any state, made by the verbs that people use."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.core import clock
from consortium.core.actor import SYSTEM
from members.applications.actions import deciding, filling, handling, sending
from members.applications.actions.beginning import begin, begin_on_paper
from members.applications.models import Application
from members.applications.permissions import applicant, visitor
from members.applications.rules import default_reply_day
from members.applications.states import SERVICES, Base, Finding, LegalForm, Part

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
NAME, EMAIL = "Example Community Network", "applicant@example.org"
ORGANISATION = {
    "name": NAME,
    "short_name": "ECN",
    "legal_form": LegalForm.CHARITY,
    "registration": "Example 1234",
    "address": "1 High Street\nLuton",
    "website": "",
    "about": "Brings local groups together.",
    "base": Base.BOTH,
    "base_note": "",
}
CONTACT = {"contact_name": "Alex Example", "contact_position": "Manager", "telephone": "01234"}
WORK = {"staff_hours": 70, "work_budget": 4_500_000, "volunteers": 12, "work_note": ""}


def an_upload(name: str = "leaflet.pdf") -> SimpleUploadedFile:
    body = PDF.replace(b"1 0 obj", f"1 0 obj%{name}\n".encode())
    return SimpleUploadedFile(name, body, content_type="application/pdf")


def draft(name: str = NAME, email: str = EMAIL) -> Application:
    """Just begun; its `token` opens it."""
    return begin(name=name, email=email, by=visitor())


def paper(by, name: str = NAME, email: str = "") -> Application:
    return begin_on_paper(name=name, received_on=clock.today(), email=email, by=by)


def fill(application: Application, *, services: int = 3, by=None) -> Application:
    """Every part filled in, with so many of the five services claimed."""
    by = by or applicant(application)
    for part, values in (
        (Part.CONTACT, CONTACT),
        (Part.ORGANISATION, {**ORGANISATION, "name": application.name}),
        (Part.WORK, WORK),
    ):
        token = getattr(application, "token", "")
        application = filling.save_part(
            application, part, values, third_sector=True, version=application.version, by=by
        )
        application.token = token
    for code in SERVICES[:services]:
        version = filling.save_service(
            application, code, claimed=True, what="A weekly meeting.", where="Luton",
            version=application.version, by=by,
        ).version  # fmt: skip
        application.version = version
    return application


def send(application: Application, *, by=None, declared: bool = True) -> Application:
    return sending.send(
        application,
        declared=declared,
        declared_name="Alex Example",
        declared_position="Manager",
        version=application.version,
        by=by or applicant(application),
    )


def received(name: str = NAME, email: str = EMAIL, **kwargs) -> Application:
    return send(fill(draft(name, email), **kwargs))


def judge(application: Application, finding=Finding.MET, *, by, **others) -> Application:
    """Every claimed point found `finding`, but for `others` by code."""
    claimed = application.points.filter(claimed=True).values_list("code", flat=True)
    findings = {code: others.get(code, finding) for code in claimed}
    said = {
        code: (found, "" if found == Finding.MET else "Why") for code, found in findings.items()
    }
    return handling.judge(application, said, by=by)


def consulting(by, **kwargs) -> Application:
    application = judge(received(**kwargs), by=by)
    return handling.consult(application, reply_by=default_reply_day(clock.today()), by=by)


def closed(application: Application) -> Application:
    """The day after the last, as the clock closes it."""
    clock.set_today(application.reply_by + timedelta(days=1), by=SYSTEM)
    return handling.close(application, by=SYSTEM)


def deciding_(by, **kwargs) -> Application:
    return closed(consulting(by, **kwargs))


def to_meeting(by, reason: str = "A question of principle", **kwargs) -> Application:
    application = deciding_(by, **kwargs)
    deciding.put_to_meeting(application, reason=reason, by=by)
    application.refresh_from_db()
    return application
