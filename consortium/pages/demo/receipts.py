"""What members bought and wrote: invented, plain, and the same on every build."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from consortium.core.periods import Quarter

PARTLY = {"overheads": 4_000, "fees": 5_000}  # shares in basis points, claimed of a whole bill


@dataclass(frozen=True)
class Kind:
    """What is bought under a heading: the usual suppliers and what it is for."""

    suppliers: tuple[str, ...]
    descriptions: tuple[str, ...]
    letters: str


KINDS = {
    "staff": Kind(
        ("Development worker", "Project coordinator", "Information worker", "Outreach worker"),
        ("Pay and on-costs, three months", "Pay, pension and National Insurance"),
        "PAY",
    ),
    "backfill": Kind(
        ("Cover for the manager", "Cover for the finance worker"),
        ("Back-fill while on consortium work", "Two days a week of cover"),
        "COV",
    ),
    "volunteers": Kind(
        ("Volunteer expenses",),
        ("Travel and lunches, from signed expense forms", "Expenses of 14 volunteers"),
        "VOL",
    ),
    "travel": Kind(
        ("Staff mileage", "County Buses (example)", "Rail travel"),
        ("Visits to groups, at 45p a mile", "Day tickets for outreach", "To regional meetings"),
        "TRV",
    ),
    "events": Kind(
        ("Market Hall Trust (example)", "The Corn Exchange (example)", "St Mark's Hall (example)"),
        ("Room hire for the forum", "Hall and refreshments, network event", "Room for drop-ins"),
        "EVT",
    ),
    "training": Kind(
        ("Bridge Learning (example)", "Ouse Valley Training (example)"),
        ("Trustee duties, one-day course", "Safeguarding, two half days", "First aid at work"),
        "TRN",
    ),
    "ict": Kind(
        ("Chiltern Systems (example)", "Riverside IT (example)"),
        ("Licences for the shared database", "Laptop for outreach", "Website hosting and support"),
        "ICT",
    ),
    "publicity": Kind(
        ("Leagrave Print (example)", "Dunstable Press (example)"),
        ("Newsletter, 1,200 copies", "Leaflets in four languages", "Posters for the fair"),
        "PRT",
    ),
    "fees": Kind(
        ("Hart and Lowe, accountants (example)", "Greensand Research (example)"),
        ("Independent examination, share", "Survey analysis"),
        "FEE",
    ),
    "overheads": Kind(
        ("Rent, heat and light",),
        ("Office costs, by desks used", "Office costs of the project's rooms"),
        "OFF",
    ),
}
METHODS = {
    "overheads": "Desks used by the project, four of ten",
    "fees": "Half: shared with our own accounts",
}

ACHIEVED = (
    "The network met as planned. Groups said that the longer slot for questions was more use "
    "than another speaker, so we keep it.",
    "More groups asked for help with policies than we expected. We answered all of them within "
    "ten days and put the most asked questions into one guide.",
    "Two new partnerships were agreed with neighbourhood groups. Both have sent people to the "
    "training since.",
    "Visits to smaller groups took up most of the quarter. Eleven had never had help from any "
    "of us before.",
    "The course ran twice because the first was full. Of those who came, nine in ten would "
    "tell another group about it.",
    "The directory was brought up to date and checked by telephone. One entry in eight had "
    "changed.",
)
NOT_ACHIEVED = (
    "",
    "One event moved to next quarter because the hall was closed for repairs.",
    "Recruiting a second worker took longer than planned; she starts next month.",
    "",
    "Fewer people came from the rural parishes than we wanted.",
)
NEXT_QUARTER = (
    "Follow up the groups that were visited, and hold the autumn forum.",
    "Start the second course and publish the guide.",
    "Agree dates with the council's partnership team and recruit volunteers for the fair.",
)
EQUALITY = (
    "",
    "Leaflets went out in four languages; a quarter of those who came said that they would not "
    "have come otherwise.",
    "Both venues have step-free access and a hearing loop.",
)


def chance(*names) -> int:
    """A number from 0 to 999 that is always the same for these names."""
    text = "/".join(str(name) for name in names)
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 1000


def pick(options, *names):
    return options[chance(*names) % len(options)]


def near(pence: int, *names, low: int = -38, high: int = 16) -> int:
    """Pence close to the profile: between `low` and `high` thousandths off it, odd pence."""
    thousandths = low + chance("off", *names) * (high - low) // 1000
    odd = chance("odd", *names) % 100 if pence > 100_00 else 0
    return max(0, pence + pence * thousandths // 1000 - odd)


def paid_days(quarter: Quarter, *names) -> tuple[date, date]:
    """Invoice date and date paid, both in the quarter."""
    invoiced = quarter.start + timedelta(days=chance("day", *names) % 60)
    return invoiced, min(quarter.end, invoiced + timedelta(days=10 + chance("wait", *names) % 18))


def example_pdf(*rows: str, heading: str = "Example invoice") -> bytes:
    """A whole one-page PDF that says these rows below its heading."""
    words = "".join(f"({_escaped(row)}) Tj 0 -22 Td " for row in (heading, *rows))
    stream = f"BT /F1 14 Tf 60 780 Td {words}ET".encode("latin-1", "replace")
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
        b"/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _pdf(*objects: bytes) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    )
