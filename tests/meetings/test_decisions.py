"""The register: who is bound, who takes no part, and what the accountable body overrides."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from pypdf import PdfReader

import members.meetings.tasks  # noqa: F401 - the doors of the clock
from consortium.core import audit, clock, outbox
from consortium.core.actor import SYSTEM
from consortium.core.due import sweep
from consortium.core.workflow import Refused
from consortium.pages.demo.receipts import example_pdf
from members.actions.business import raise_business
from members.applications.actions.sending import MEETING_KIND
from members.meetings.actions import looking_after, motions, opting_out, overriding, room
from members.meetings.facts import decisions as facts
from members.meetings.facts import waiting
from members.meetings.facts.duties import terms
from members.meetings.models import Decision, OptOut, Override
from members.meetings.states import DecisionKind, ItemKind, Mark, Route
from projects.strategy.models import Aim
from tests.factories import meetings as make
from tests.factories.funds import GrantFactory
from tests.factories.projects import BudgetLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(here):
    return make.under_way(here, present=4)


def decided(here, meeting, **more) -> Decision:
    """Agreed by consensus at the meeting, as an item of its own."""
    title = more.pop("title", "Shared training")
    mark = more.pop("mark", Mark.MEETING)
    meeting.items.filter(state="now").update(state="done")
    item = make.now_at(make.item(meeting, title=title, mark=mark))
    wording = more.pop("wording", "Train together.")
    motion = motions.put(item, wording=wording, by=here.chair, **more)
    return motions.agree(motion, by=here.chair)


@pytest.fixture
def decision(here, meeting):
    return decided(here, meeting)


def a_page(name="grant.pdf"):
    return SimpleUploadedFile(name, example_pdf("A. Person", heading="Condition 4.2"))


def overridden(decision, here, **more):
    values = {"term": "Guidance note 7", "clause": "4.2", "reason": "It pays for lunch.",
              "effect": "Lunch is not claimed.", "upload": a_page(), **more}  # fmt: skip
    by = values.pop("by", None) or here.members[0].by
    return overriding.override(decision, by=by, **values)


class TestTheRegister:
    def test_a_number_is_given_once_whatever_becomes_of_the_rest(self, here, meeting, decision):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decided(here, meeting, title="Second").pk).delete()
        again = decided(here, meeting, title="Third")
        assert (decision.number, again.number) == (1, 2)
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=again.pk).update(number=1)

    def test_the_newest_stands_first(self, here, meeting, decision, sign_in_as):
        newer = decided(here, meeting, title="Second")
        page = sign_in_as(here.members[2].representative).get("/meetings/decisions/")
        assert list(page.context["page"]) == [newer, decision]

    def test_how_a_competition_is_answered_names_its_route_and_both_is_not_offered(
        self, here, meeting
    ):
        made = decided(here, meeting, decision_kind=DecisionKind.GATE, route=Route.TOGETHER)
        assert made.get_route_display() == "Together, as the consortium"
        for kind, route in ((DecisionKind.GATE, ""), (DecisionKind.GENERAL, Route.APART)):
            with pytest.raises(Refused):
                decided(here, meeting, decision_kind=kind, route=route)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_takes_the_same_queries_for_any_rows(
        self, here, meeting, sign_in_as, django_assert_max_num_queries, rows
    ):
        for n in range(rows):
            overridden(decided(here, meeting, title=f"No. {n}"), here)
        client = sign_in_as(here.members[2].representative)
        client.get("/meetings/decisions/")
        with django_assert_max_num_queries(8):
            assert client.get("/meetings/decisions/").status_code == 200

    def test_it_is_searched_and_leaves_as_a_sheet_that_no_formula_hides_in(
        self, here, meeting, sign_in_as
    ):
        decided(here, meeting, wording="=HYPERLINK(1) train")
        decided(here, meeting, wording="Paint the hall.", title="Hall")
        client = sign_in_as(here.members[2].representative)
        page = client.get("/meetings/decisions/?q=hall").content.decode()
        assert "Paint the hall." in page
        assert "HYPERLINK" not in page
        sheet = client.get("/meetings/decisions/decisions.csv").content.decode("utf-8-sig")
        assert "'=HYPERLINK(1) train" in sheet
        assert "Decision 2 of 2026/27" in sheet
        body = here.members[3].organisation
        body.name = "=1+1"
        body.save(update_fields=["name"])
        Decision.objects.update(owner=body)
        sheet = client.get("/meetings/decisions/decisions.csv").content.decode("utf-8-sig")
        assert ",'=1+1," in sheet

    def test_what_is_for_members_only_is_not_there_for_an_adviser(self, here, meeting, sign_in_as):
        found = decided(here, meeting, mark=Mark.MEMBERS)
        assert sign_in_as(here.adviser).get(found.get_absolute_url()).status_code == 404
        reader = sign_in_as(here.members[3].representative)
        assert reader.get(found.get_absolute_url()).status_code == 200

    def test_who_looks_after_it_is_asked_on_the_day_of_review(self, here, decision):
        on, owner = clock.today() + timedelta(days=30), here.members[3]
        looking_after.look_after(
            decision, owner=owner.organisation, review_on=on, by=here.secretariat
        )
        with pytest.raises(Refused, match="Only the secretariat"):
            looking_after.look_after(decision, owner=None, by=owner.by)
        clock.set_today(on, by=SYSTEM)
        assert sweep(today=on)
        outbox.send_waiting()
        (letter,) = [each for each in mail.outbox if "Look again" in each.subject]
        assert letter.to == [owner.representative.email]


class TestOptingOut:
    def test_a_member_takes_no_part_and_the_others_are_bound(self, here, decision):
        one = here.members[3]
        opting_out.opt_out(decision, organisation=one.organisation, reason="Cost.", by=one.by)
        bound, out = facts.bound_and_out(decision)
        assert one.organisation not in bound
        assert (len(bound), out[0].reason) == (5, "Cost.")

    def test_it_is_shown_what_was_signed_already(self, here, decision):
        one = here.members[3]
        grant = GrantFactory()
        BudgetLineFactory(grant=grant, organisation=one.organisation)
        made = opting_out.opt_out(
            decision, organisation=one.organisation, reason="Cost.", by=one.by
        )
        assert grant.name in made.warned[0]

    def test_twice_without_a_reason_and_for_others_is_refused(self, here, decision):
        one, other = here.members[3], here.members[4]
        values = {"organisation": one.organisation, "by": one.by}
        with pytest.raises(Refused, match="Say why"):
            opting_out.opt_out(decision, reason=" ", **values)
        opting_out.opt_out(decision, reason="Cost.", **values)
        with pytest.raises(Refused, match="opted out of this already"):
            opting_out.opt_out(decision, reason="Cost.", **values)
        with pytest.raises(Refused, match="another member"):
            opting_out.opt_out(decision, organisation=one.organisation, reason="Cost.", by=other.by)

    def test_a_member_takes_part_after_all_and_that_it_did_not_stays(self, here, decision):
        one = here.members[3]
        made = opting_out.opt_out(
            decision, organisation=one.organisation, reason="Cost.", by=one.by
        )
        opting_out.take_part(made, by=one.by)
        assert facts.bound_and_out(decision)[1] == []
        assert OptOut.objects.get().ended_on == clock.today()
        with pytest.raises(IntegrityError), transaction.atomic():
            OptOut.objects.all().delete()

    def test_by_the_pages_and_back(self, here, decision, sign_in_as):
        one = here.members[3]
        client = sign_in_as(one.representative)
        page = client.get(f"/meetings/decisions/{decision.pk}/no-part/")
        values = {"token": page.context["form"]["token"].value(), "reason": "Too dear."}
        client.post(f"/meetings/decisions/{decision.pk}/no-part/", values)
        client.post(f"/meetings/decisions/{decision.pk}/no-part/", values)  # a double tap
        made = OptOut.objects.get()
        page = client.get(decision.get_absolute_url())
        assert "takes no part" in page.content.decode()
        token = page.context["back_form"]["token"].value()
        client.post(f"/meetings/decisions/no-part/{made.pk}/end/", {"token": token})
        made.refresh_from_db()
        assert made.ended_on


class TestOverriding:
    def test_only_with_the_term_it_would_breach_and_the_page_that_says_so(self, here, decision):
        for missing in ("term", "clause", "reason", "effect"):
            with pytest.raises(Refused):
                overridden(decision, here, **{missing: " "})
        assert not Override.objects.exists()

    def test_the_decision_stays_as_it_was_and_every_member_is_told(self, here, decision):
        before = Decision.objects.values().get()
        overridden(decision, here)
        assert Decision.objects.values().get() == before
        outbox.send_waiting()
        told = {to for each in mail.outbox for to in each.to if "overridden" in each.subject}
        assert {one.representative.email for one in here.members} <= told
        assert audit.history(Override.objects.get()).exists()

    def test_a_grant_that_is_running_can_be_cited_by_its_record(self, here, decision):
        grant = GrantFactory()
        (term,) = [each for each in terms() if grant.reference in each.label]
        made = overridden(decision, here, term_key=term.key, term="")
        assert (made.term_id, made.term) == (str(grant.pk), term.label)

    def test_nobody_but_the_accountable_body_and_nobody_twice(self, here, decision):
        for by in (here.members[2].by, here.secretariat, here.chair):
            with pytest.raises(Refused, match="Only the accountable body"):
                overridden(decision, here, by=by)
        overridden(decision, here)
        with pytest.raises(Refused, match="overridden before"):
            overridden(decision, here)

    def test_the_next_agenda_carries_it_until_it_is_reported(self, here, meeting, decision):
        overridden(decision, here)
        later = make.meeting(on=clock.today() + timedelta(days=30))
        (brought,) = [each for each in waiting.brought(later) if each.kind == ItemKind.OVERRIDES]
        assert decision.reference in brought.text
        meeting.items.filter(state="now").update(state="done")
        item = make.now_at(make.item(meeting, title="Overrides", kind=ItemKind.OVERRIDES))
        room.finish(item, by=here.chair)
        made = Override.objects.get()
        assert (made.reported_at, made.reported_on) == (meeting, meeting.on)
        assert waiting.brought(later) == []
        with pytest.raises(IntegrityError), transaction.atomic():
            Override.objects.update(reported_on=None, reported_at=None)

    def test_the_report_of_a_year_holds_what_its_reader_may_read(
        self, here, meeting, decision, sign_in_as
    ):
        overridden(decision, here)
        overridden(decided(here, meeting, mark=Mark.MEMBERS, wording="Sell it.", title="2"), here)
        address = "/meetings/decisions/overrides/2026.pdf"
        said = []
        for user in (here.members[2].representative, here.adviser):
            content = sign_in_as(user).get(address).content
            pages = PdfReader(io.BytesIO(content)).pages
            said.append(" ".join(page.extract_text() for page in pages))
        assert "Train together." in said[0]
        assert "Guidance note 7, 4.2" in said[0]
        assert "Sell it." in said[0]
        assert "Sell it." not in said[1]

    def test_by_the_page_with_its_file(self, here, decision, sign_in_as):
        client = sign_in_as(
            here.members[0].representative, f"member:{here.members[0].organisation.pk}"
        )
        address = f"/meetings/decisions/{decision.pk}/override/"
        page = client.get(address)
        values = {
            "token": page.context["form"]["token"].value(), "term_key": "other",
            "term": "Guidance note 7", "clause": "4.2", "reason": "It pays for lunch.",
            "effect": "Lunch is not claimed.",
        }  # fmt: skip
        refused = client.post(address, values)
        assert "file" in refused.context["form"].errors
        client.post(address, {**values, "file": a_page()})
        assert Override.objects.get().term == "Guidance note 7"
        assert sign_in_as(here.members[2].representative).get(address).status_code == 404


def test_what_was_decided_about_an_application_leads_to_where_it_is_recorded(here, meeting):
    business = raise_business(
        MEETING_KIND,
        ("applications.application", "7"),
        title="Application",
        reason="",
        by=here.chair,
    )
    item = make.now_at(make.item(meeting, title="Application", business=business))
    decision = motions.agree(motions.put(item, wording="Admit it.", by=here.chair), by=here.chair)
    step = facts.next_step(decision)
    assert step.url.endswith("?minute=Decision+1+of+2026%2F27")
    assert (decision.about_kind, decision.about_id) == ("applications.application", "7")


def test_the_aims_that_a_decision_serves_stand_on_its_page_and_in_the_library(
    here, decision, sign_in_as
):
    aim = Aim.objects.create(number=7, name="Training", text="Words", clause="4.7")
    client = sign_in_as(here.office.secretariat)
    address = f"/meetings/decisions/{decision.pk}/aims/"
    page = client.get(address)
    token = page.context["form"]["token"].value()
    client.post(address, {"token": token, "aims": [aim.pk]})
    assert "7. Training" in client.get(decision.get_absolute_url()).content.decode()
    assert decision.reference in client.get("/library/aims/").content.decode()
    reader = sign_in_as(here.members[2].representative)
    assert reader.get(address).status_code == 403
