"""What became of decisions after a meeting: one overridden, one without a member."""

from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.core import clock, filechecks
from members.meetings.actions import opting_out, overriding
from members.meetings.facts.duties import terms
from members.meetings.models import Decision
from members.models import Organisation
from members.offices import accountable_body_on

from .cast import acting, representative_of
from .receipts import example_pdf


def overridden(about: str, *, grant: str, clause: str, page: str, reason: str, effect: str) -> None:
    """By the accountable body, with the page of the grant that says so."""
    decision = Decision.objects.get(wording__icontains=about)
    body = accountable_body_on(clock.today())
    term = next(each for each in terms() if grant in each.label)
    upload = SimpleUploadedFile(
        "grant-condition.pdf", example_pdf(page, heading=clause), "application/pdf"
    )
    made = overriding.override(
        decision, term="", term_key=term.key, clause=clause, reason=reason, effect=effect,
        upload=upload, by=acting(representative_of(body.slug), "member"),
    )  # fmt: skip
    filechecks.check([made.file_id])


def no_part(about: str, *, member: str, reason: str) -> None:
    """A member says that it takes no part."""
    opting_out.opt_out(
        Decision.objects.get(wording__icontains=about),
        organisation=Organisation.objects.get(slug=member),
        reason=reason,
        by=acting(representative_of(member), "member"),
    )


def tell(kind: str, about: str, **words: str) -> None:
    """One of the two, as the facts name it."""
    {"overridden": overridden, "no_part": no_part}[kind](about, **words)
