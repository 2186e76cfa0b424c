"""One claim from the member to the money, through pages only, each person in their own browser."""

import time
from pathlib import Path

import pytest

from consortium.pages.demo.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def save(page, button: str = "Save and continue") -> None:
    page.get_by_role("main").get_by_role("button", name=button).click()
    page.wait_for_load_state()


def sections(page, part: str) -> list[str]:
    """Addresses of a part in each of the claim's projects."""
    links = page.get_by_role("link", name=f"{part} of").all()
    return [link.get_attribute("href") for link in links]


def fill_in(page) -> None:
    """Outputs, progress and forecast; spending and evidence stand there already."""
    page.goto("/")
    page.get_by_role("link", name="Continue").first.click()
    page.wait_for_load_state()
    outputs, progress = sections(page, "Outputs"), sections(page, "Progress")
    claim = page.url
    for address in outputs:
        page.goto(address)
        for box in page.locator(".figure-box input").all():
            box.fill("3")
        page.get_by_label("Yes, it is finished").check()
        save(page)
    for address in progress:
        page.goto(address)
        page.locator("textarea").first.fill("Two people were trained, and the event is planned.")
        page.get_by_label("Yes, it is finished").check()
        save(page)
    page.goto(f"{claim}forecast/")
    save(page)
    page.goto(f"{claim}review/")


def act(page, button: str) -> None:
    """Press a button of the page's head or body."""
    page.get_by_role("main").get_by_role("button", name=button).first.click()
    page.wait_for_load_state()


def follow(page, link: str, *, exact: bool = False) -> None:
    page.get_by_role("main").get_by_role("link", name=link, exact=exact).first.click()
    page.wait_for_load_state()


def with_password(page, button: str) -> None:
    """Some steps ask for the password once more."""
    box = page.get_by_label("password", exact=False)
    if box.count():
        box.first.fill(PASSWORD)
    act(page, button)


CLAIM = "EX-INF-26/2026-Q2/VCB"


def test_a_claims_way_from_the_member_to_the_funders_pdf(visitor):
    """Without JavaScript, but for the funder's claim, whose PDF is made while one watches."""
    without = {"java_script_enabled": False}
    member = visitor("peter.lane", **without)
    fill_in(member)
    save(member, "Send for sign-off")

    representative = visitor("carol.finch", width=360, **without)
    representative.goto("/")
    follow(representative, "Read and sign")
    representative.get_by_role("checkbox").last.check()
    save(representative, "Sign and send")
    assert representative.get_by_text("Claim sent").first.is_visible()
    assert representative.get_by_text(CLAIM).first.is_visible()

    checker, approver = visitor("tom.ellery", **without), visitor("priya.nair", **without)
    check_and_approve(checker, approver)
    pay(approver, checker)
    member.goto("/")
    assert member.get_by_text("Paid on").first.is_visible()

    report(visitor("priya.nair"), visitor("helen.marsh"))


def check_and_approve(checker, approver) -> None:
    checker.goto("/")
    follow(checker, "Check the claim of VCB")
    act(checker, "Accept the")
    act(checker, "Mark as checked")
    approver.goto(f"/search/?q={CLAIM}")
    follow(approver, CLAIM)
    follow(approver, "Approve", exact=True)
    approver.get_by_label("I have looked at this claim").check()
    with_password(approver, "Approve £")
    assert approver.get_by_text("Approved").first.is_visible()


def pay(preparer, releaser) -> None:
    """One prepares, another releases and sends, the first marks as paid what the bank shows."""
    preparer.goto("/payments/")
    follow(preparer, "Prepare a run")
    act(preparer, "Prepare the run")
    run = preparer.url
    assert preparer.get_by_role("main").get_by_text(CLAIM).first.is_visible()
    releaser.goto(run)
    follow(releaser, "Check and release")
    with_password(releaser, "Release")
    releaser.goto(run)
    act(releaser, "Make the bank file")
    with releaser.expect_download() as bank_file:
        releaser.get_by_role("link", name="Bank file").first.click()
    assert bank_file.value.suggested_filename.endswith(".csv")
    act(releaser, "Mark as sent to the bank")
    preparer.goto(run)
    follow(preparer, "Mark as paid")
    for each in preparer.get_by_label("is paid").all():  # the bank shows them all
        each.check()
    act(preparer, "Mark as paid")
    preparer.goto(run)
    assert preparer.get_by_text("Paid").first.is_visible()


def report(first, second) -> None:
    """Assembled and signed by one, signed by another, frozen and sent; the PDF is a PDF."""
    first.goto("/funder-claims/")
    act(first, "Assemble EX-INF-26")
    claim = first.url
    for person in (first, second):
        person.goto(claim)
        follow(person, "Read and sign")
        person.get_by_label("I have read this claim").check()
        with_password(person, "Sign as the")
    first.goto(claim)
    with_password(first, "Freeze and send")
    until = time.monotonic() + 120
    while time.monotonic() < until:
        first.goto(claim)
        if first.get_by_text("Frozen files").count():
            break
        first.wait_for_timeout(2000)
    with first.expect_download() as paper:
        first.get_by_role("link", name=".pdf").first.click()
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF-")
