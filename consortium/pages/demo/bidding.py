"""Two bids: one being drafted, its route decided; one sent before a meeting could agree it."""

from datetime import date, time

from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.core import filechecks
from members.meetings.actions import taken
from members.models import Organisation, User
from projects.bids.actions import drafting, putting, sending
from projects.bids.models import Bid
from projects.funds.models import Funder

from . import office
from .cast import BY_KEY, acting
from .facts import read
from .meeting import SECRETARY, meeting_on
from .receipts import example_pdf

WRITER, FINANCE = "grace_mensah", "priya_nair"


def planned() -> None:
    """The competition opens: how to answer it comes onto the agenda of September (10.8)."""
    office.on(date(2026, 8, 13))
    bid = drafted("digital", by=acting(WRITER))
    business = putting.put_route(bid, by=acting(WRITER))
    office.on(date(2026, 8, 14))
    taken.take_business(meeting_on(date(2026, 9, 10)), business, by=acting(SECRETARY))


def tell() -> None:
    """The one that was decided in September gets figures; the other cannot wait for December."""
    office.on(date(2026, 9, 22))
    figures("digital", by=acting(WRITER))
    office.on(date(2026, 10, 9))
    bid = drafted("winter", by=acting(FINANCE))
    figures("winter", by=acting(FINANCE))
    sending.finish(bid, by=acting(FINANCE))
    office.on(date(2026, 10, 15))
    sending.send_subject(bid, on=date(2026, 10, 15), at=time(14, 20), by=acting(FINANCE))


def drafted(key: str, *, by) -> Bid:
    """As the facts have it, with the funder's guidance."""
    told = read("bids")["bids"][key]
    page = example_pdf(told["guidance"], heading=told["programme"])
    bid = drafting.draft(
        title=told["title"],
        funder=Funder.objects.get(slug=told["funder"]),
        programme=told["programme"],
        competition=told["competition"],
        deadline=date.fromisoformat(told["deadline"]),
        deadline_at=time.fromisoformat(told["deadline_at"]),
        summary=told["summary"],
        drafter=User.objects.get(email=BY_KEY[told["drafter"]].email),
        upload=SimpleUploadedFile("guidance.pdf", page, "application/pdf"),
        by=by,
    )
    filechecks.check([bid.guidance_id])
    return bid


def figures(key: str, *, by) -> None:
    """Figures and partners; the facts have whole pounds."""
    told = read("bids")["bids"][key]
    bid = Bid.objects.get(title=told["title"])
    drafting.set_figures(
        bid,
        amount=told["amount"] * 100,
        budget=[(heading, pounds * 100) for heading, pounds in told["budget"]],
        outputs=[(words, number) for words, number in told["outputs"]],
        outcomes=told["outcomes"],
        version=bid.version,
        by=by,
    )
    for member, role, pounds in told["partners"]:
        drafting.set_partner(
            bid, Organisation.objects.get(slug=member), role=role, share=pounds * 100, by=by
        )
