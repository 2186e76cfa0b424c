"""The partnership agreement: one version in force, the next signed by all but a few."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from members.agreement.actions import commitments, identity, protocols, requests, signing, versions
from members.agreement.models import Agreement
from members.models import Organisation

from . import office
from .cast import MEMBERS, acting, representative_of
from .facts import read
from .receipts import example_pdf

SECRETARY = "ruth_okafor"
FIRST = ("vcasb", "cvsmnb", "brcc", "val", "brec", "vcb")
SECOND = (
    (date(2026, 10, 9), "vcasb"),
    (date(2026, 10, 12), "brcc"),
    (date(2026, 10, 13), "cvsmnb"),
    (date(2026, 10, 15), "vcb"),
)
ON_PAPER = "brec"


def build() -> None:
    """On the first day all six members have signed the first version."""
    facts, by = read("agreement"), acting(SECRETARY)
    said = read("people")["consortium"]
    identity.restate(
        vision=said["vision"], mission=said["mission"], decided_on=date(2026, 3, 12),
        minute="Example minute of 12 March 2026", by=by,
    )  # fmt: skip
    first = versions.draft_version(title=facts["title"], by=by)
    versions.load_clauses(first, [tuple(clause) for clause in facts["clauses"]], by=by)
    versions.open_for_signing(
        first, adopted_on=date(2026, 3, 12), minute="Example minute of 12 March 2026", by=by
    )
    for slug in FIRST:
        if slug == ON_PAPER:
            _on_paper(first, slug, date(2026, 3, 30))
        else:
            _sign(first, slug)


def tell() -> None:
    """Protocols through the year; in October a version that one member has not signed."""
    for each in read("agreement")["protocols"]:
        _protocol(each)
    promise()
    ask_for_figures()
    office.on(date(2026, 10, 9))
    facts, by = read("agreement")["second"], acting(SECRETARY)
    second = versions.draft_version(by=by)
    versions.describe(second, title=second.title, changed=facts["changed"], by=by)
    there = {clause.ref: clause for clause in second.clauses.all()}
    for ref, (title, text) in facts["clauses"].items():
        versions.put_clause(second, ref=ref, title=title, text=text, clause=there.get(ref), by=by)
    versions.open_for_signing(
        second, adopted_on=date(2026, 10, 8), minute="Example minute of 8 October 2026", by=by
    )
    for day, slug in SECOND:
        office.on(day)
        _sign(second, slug)
    office.on(date(2026, 10, 16))
    _on_paper(second, ON_PAPER, date(2026, 10, 14))


def _sign(agreement: Agreement, slug: str) -> None:
    organisation = Organisation.objects.get(slug=slug)
    by = acting(representative_of(slug), "member")
    signing.sign(
        agreement, name=by.name, position=organisation.signatory_position, declared=True, by=by
    )


def _on_paper(agreement: Agreement, slug: str, signed_on: date) -> None:
    organisation = Organisation.objects.get(slug=slug)
    name = next(each.name for each in MEMBERS if each.key == representative_of(slug))
    page = example_pdf(organisation.name, name, heading="Example signature")
    upload = SimpleUploadedFile("Signature page.pdf", page, "application/pdf")
    signing.record_on_paper(
        agreement, organisation, name=name, position=organisation.signatory_position,
        signed_on=signed_on, upload=upload, by=acting(SECRETARY),
    )  # fmt: skip


def _protocol(facts: dict) -> None:
    """One protocol as far as it has come: a draft, adopted, put to work, acknowledged."""
    if "adopted_on" not in facts:
        office.on(date(2026, 10, 8))
    else:
        office.on(date.fromisoformat(facts["adopted_on"]))
    by = acting(SECRETARY)
    words = {name: facts[name] for name in ("kind", "title", "text")}
    found = protocols.draft_protocol(**words, by=by)
    if "adopted_on" not in facts:
        return
    on, review_by = date.fromisoformat(facts["adopted_on"]), date.fromisoformat(facts["review_by"])
    found = protocols.adopt(found, on=on, minute=facts["minute"], review_by=review_by, by=by)
    for slug in facts["readers"]:
        protocols.acknowledge(found, by=acting(representative_of(slug), "member"))
    if "implemented_on" in facts:
        day = date.fromisoformat(facts["implemented_on"])
        office.on(day)
        protocols.implement(found, on=day, how=facts["how"], by=acting(SECRETARY))


def ask_for_figures() -> None:
    """One request to all six: answered, agreed, another day proposed, late, not looked at."""
    office.on(date(2026, 9, 28))
    secretary = acting(SECRETARY)
    members = list(Organisation.objects.filter(slug__in=FIRST))
    late = requests.ask(
        title="Volunteers in 2025/26",
        what="How many volunteers worked with you from April 2025 to March 2026?",
        due_on=date(2026, 10, 16), organisations=members, by=secretary,
    )  # fmt: skip
    line = {each.organisation.slug: each for each in late.lines.select_related("organisation")}
    for slug, words in (("vcb", "412"), ("brcc", "188"), ("vcasb", "230"), ("cvsmnb", "146")):
        requests.answer(line[slug], text=words, by=acting(representative_of(slug), "member"))
    requests.accept(line["val"], by=acting(representative_of("val"), "member"))
    office.on(date(2026, 10, 12))
    policy = requests.ask(
        title="Safeguarding policy",
        what="Send us the safeguarding policy that your board adopted last.",
        due_on=date(2026, 11, 6), organisations=members, by=acting(SECRETARY),
        template=SimpleUploadedFile(
            "Safeguarding cover sheet.pdf",
            example_pdf("Safeguarding", "To fill in", heading="Example cover sheet"),
            "application/pdf",
        ),
    )  # fmt: skip
    line = {each.organisation.slug: each for each in policy.lines.select_related("organisation")}
    requests.accept(line["vcb"], by=acting(representative_of("vcb"), "member"))
    requests.propose(
        line["brec"], day=date(2026, 11, 27), why="Our board adopts it on 24 November.",
        by=acting(representative_of("brec"), "member"),
    )  # fmt: skip


def promise() -> None:
    """Commitments to others: one kept, one soon, one of the consortium that is late."""
    by = acting(representative_of("vcb"), "member")
    own = Organisation.objects.get(slug="vcb")
    office.on(date(2026, 9, 1))
    kept = commitments.commit(
        own, to_whom="Example Borough Council", due_on=date(2026, 9, 30), by=by,
        promise="Publish what 40 groups said about the borough's grants.",
    )  # fmt: skip
    commitments.commit(
        None, to_whom="The sector in Bedfordshire and Luton", due_on=date(2026, 10, 12),
        promise="Publish the questions of this year's survey.", by=acting(SECRETARY),
    )  # fmt: skip
    commitments.commit(
        own, to_whom="Example Health Board", due_on=date(2026, 10, 30), by=by,
        promise="Bring two volunteers to the board's forum on access to surgeries.",
    )  # fmt: skip
    office.on(date(2026, 9, 28))
    by = acting(representative_of("vcb"), "member")
    commitments.settle(kept, "keep", outcome="Published on 25 September.", by=by)
