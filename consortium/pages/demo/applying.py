"""Applications for membership in every state, by organisations that do not exist."""

from datetime import date, time

from django.core.files.uploadedfile import SimpleUploadedFile

from members.applications.actions import deciding, filling, handling, replying, sending
from members.applications.actions.beginning import begin, begin_on_paper
from members.applications.models import Application
from members.applications.permissions import applicant, visitor
from members.applications.states import (
    SERVICES,
    Base,
    Finding,
    LegalForm,
    Part,
    Point,
    Stance,
)

from . import office
from .cast import CHAIR, acting, representative_of
from .receipts import example_pdf

SAID = {
    Point.NEEDS: "Every spring we ask the groups in our area what they lack, and pass on the "
    "answers to those who plan services.",
    Point.SUPPORT: "Two development workers help groups with their rules, accounts and funding "
    "bids: 64 groups last year.",
    Point.CONNECT: "A lunch every two months, and a newsletter to 220 groups.",
    Point.REPRESENT: "We sit on the town's community safety board and report back by mail.",
    Point.POLICY: "We took part in writing the neighbourhood plan.",
}
YES, NO, WORD = Stance.SUPPORT, Stance.OBJECT, Stance.COMMENT


def tell() -> None:
    """From the first application in September to those that wait on the last day."""
    befriending_is_admitted()
    sports_is_not_admitted()
    heritage_withdraws()
    transport_meets_an_objection()
    carers_wait_for_the_chair()
    others_are_under_way()


def filled(name: str, who: str, *, place: str, services: int = 4) -> Application:
    """A draft with everything filled in. `who` is the person to write to, who does not exist."""
    email = f"{who.split()[0].lower()}@{name.split()[1].lower()}.example.org"
    application = begin(name=name, email=email, by=visitor())
    return _fill(application, who, place=place, services=services, by=applicant(application))


def _fill(application: Application, who: str, *, place: str, services: int, by) -> Application:
    initials = "".join(word[0] for word in application.name.split())
    parts = {
        Part.CONTACT: {
            "contact_name": who, "contact_position": "Manager", "telephone": "01632 960 000",
        },
        Part.ORGANISATION: {
            "name": application.name, "short_name": initials, "legal_form": LegalForm.CHARITY,
            "registration": "Example", "address": f"Example House\n{place}", "website": "",
            "about": f"An invented organisation that works with groups in and around {place}.",
            "base": Base.BOTH, "base_note": "",
        },
        Part.WORK: {
            "staff_hours": 54, "work_budget": 48_000_00, "volunteers": 16, "work_note": "",
        },
    }  # fmt: skip
    for part, values in parts.items():
        application = filling.save_part(
            application, part, values, third_sector=True, version=application.version, by=by
        )
    for code in SERVICES[:services]:
        application = filling.save_service(
            application, code, claimed=True, what=SAID[code], where=f"{place} and its villages",
            version=application.version, by=by,
        )  # fmt: skip
    return application


def evidence(application: Application, code: str, name: str, *, by=None) -> None:
    upload = SimpleUploadedFile(name, example_pdf("Example", name), "application/pdf")
    filling.add_file(application, upload, code=code, by=by or applicant(application))


def sent(application: Application, *, by=None) -> Application:
    return sending.send(
        application,
        declared=True,
        declared_name=application.contact_name,
        declared_position="Manager",
        version=application.version,
        by=by or applicant(application),
    )


def judged(application: Application, **others: tuple[str, str]) -> Application:
    claimed = application.points.filter(claimed=True).values_list("code", flat=True)
    found = {code: others.get(code, (Finding.MET, "")) for code in claimed}
    return handling.judge(application, found, by=acting("ruth_okafor"))


def consulted(application: Application, reply_by: date) -> Application:
    return handling.consult(application, reply_by=reply_by, by=acting("ruth_okafor"))


def say(application: Application, member: str, stance: str, reason: str = "") -> None:
    by = acting(representative_of(member), "member")
    replying.reply(application, stance=stance, reason=reason, by=by)


def now(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def befriending_is_admitted() -> None:
    office.on(date(2026, 9, 3))
    application = filled("Example Befriending Network", "Robin Sample", place="Leighton Buzzard")
    evidence(application, Point.SUPPORT, "Training programme.pdf")
    application = sent(now(application))
    office.on(date(2026, 9, 4))
    application = consulted(judged(application), date(2026, 9, 18))
    for member in ("brcc", "val", "vcb", "cvsmnb"):
        say(application, member, YES)
    say(application, "brec", WORD, "We would be glad of their help with our equality groups.")
    office.on(date(2026, 9, 22))
    words = "The members welcome it; it reaches places where none of them works."
    admitted = deciding.admit(now(application), reason=words, by=acting(CHAIR, "chair"))
    office.on(date(2026, 9, 24))
    sending.name_representative(
        admitted, name="Robin Sample", email="robin@befriending.example.org",
        by=applicant(admitted),
    )  # fmt: skip


def sports_is_not_admitted() -> None:
    office.on(date(2026, 9, 7))
    application = sent(filled("Example Sports Alliance", "Sam Pattern", place="Luton", services=3))
    office.on(date(2026, 9, 8))
    application = consulted(judged(application), date(2026, 9, 22))
    say(application, "val", WORD, "It works mainly with its own clubs, hardly with other groups.")
    office.on(date(2026, 9, 25))
    words = "Its services are for its own clubs. Members work for groups of every kind."
    deciding.refuse(now(application), reason=words, by=acting(CHAIR, "chair"))


def heritage_withdraws() -> None:
    office.on(date(2026, 9, 10))
    application = sent(filled("Example Heritage Trust", "Kim Model", place="Bedford"))
    office.on(date(2026, 9, 14))
    sending.withdraw(application, reason="We merge with another trust.", by=applicant(application))


def transport_meets_an_objection() -> None:
    office.on(date(2026, 9, 14))
    application = sent(filled("Example Rural Transport Forum", "Jo Instance", place="Biggleswade"))
    office.on(date(2026, 9, 15))
    application = consulted(judged(application), date(2026, 9, 29))
    say(application, "brcc", YES)
    say(application, "vcasb", YES)
    words = "It speaks for operators as well as groups. We want to hear how it keeps them apart."
    say(application, "brec", NO, words)
    office.on(date(2026, 10, 2))
    deciding.put_to_meeting(now(application), by=acting("ruth_okafor"))
    deciding.name_the_meeting(
        now(application),
        day=date(2026, 12, 10),
        at=time(10, 0),
        place="Volunteer Centre Bedford",
        by=acting("ruth_okafor"),
    )


def carers_wait_for_the_chair() -> None:
    office.on(date(2026, 9, 28))
    application = sent(filled("Example Carers Forum", "Lee Specimen", place="Dunstable"))
    office.on(date(2026, 9, 29))
    application = consulted(judged(application), date(2026, 10, 13))
    for member in ("val", "vcasb", "brcc", "vcb"):
        say(application, member, YES)
    office.on(date(2026, 10, 14))  # the clock has closed it


def others_are_under_way() -> None:
    office.on(date(2026, 10, 9))
    youth = sent(filled("Example Youth Voice", "Ash Muster", place="Bedford", services=5))
    office.on(date(2026, 10, 12))
    unsure = {Point.POLICY: (Finding.NOT_MET, "One meeting in three years.")}
    youth = consulted(judged(youth, **unsure), date(2026, 10, 26))
    for member in ("brec", "cvsmnb", "vcb"):
        say(youth, member, YES)
    office.on(date(2026, 10, 13))
    skills = sent(filled("Example Digital Skills Hub", "Max Template", place="Luton", services=3))
    office.on(date(2026, 10, 15))
    words = "How many of the groups that you train are in Bedfordshire, and how many elsewhere?"
    handling.ask(skills, text=words, by=acting("ruth_okafor"))
    office.on(date(2026, 10, 16))
    filled("Example Community Transport", "Pat Draft", place="Ampthill", services=2)
    office.on(date(2026, 10, 19))
    support = filled("Example New Neighbours", "Chris Exemplar", place="Bedford")
    for code, name in ((Point.NEEDS, "Survey of groups.pdf"), (Point.CONNECT, "Newsletter.pdf")):
        evidence(support, code, name)
    sent(now(support))
    keyed_in()


def keyed_in() -> None:
    """A form that came on paper, half keyed in."""
    office.on(date(2026, 10, 20))
    by = acting("ruth_okafor")
    name = "Example Allotment Federation"
    allotments = begin_on_paper(name=name, received_on=date(2026, 10, 20), by=by)
    allotments = _fill(allotments, "Val Facsimile", place="Houghton Regis", services=2, by=by)
    evidence(allotments, Point.NEEDS, "Annual report.pdf", by=by)
