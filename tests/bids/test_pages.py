"""The pages of bids: who opens them, what they say, bad input, and how many queries they take."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from consortium.core import clock, filechecks
from consortium.core.idempotency import new_token
from consortium.pages import todos
from consortium.pages.demo.receipts import example_pdf
from members.states import Role
from projects.bids.actions import drafting, sending
from projects.bids.models import Bid
from projects.bids.states import BidRole, BidState
from tests.factories import bids as make
from tests.factories import meetings
from tests.factories.funds import FunderFactory
from tests.factories.members import OrganisationFactory, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(here, sign_in_as):
    return sign_in_as(here.office.finance)


@pytest.fixture
def reader(here, sign_in_as):
    return sign_in_as(here.members[2].representative)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def posted(client, name, *args, **values):
    """Post with the token of the page where there is one, else with a new one."""
    url = reverse(name, args=args)
    return client.post(url, {"token": new_token(), **values}, follow=True)


def rows(prefix, first, second, pairs) -> dict:
    found = {f"{prefix}-TOTAL_FORMS": len(pairs), f"{prefix}-INITIAL_FORMS": 0}
    for n, (one, two) in enumerate(pairs):
        found |= {f"{prefix}-{n}-{first}": one, f"{prefix}-{n}-{second}": two}
    return found


def typed(lines, outputs) -> dict:
    return rows("lines", "heading", "amount", lines) | rows("outputs", "words", "number", outputs)


class TestWhoOpensWhat:
    READS = ("bids", "bid", "bid_history", "bid_pack")
    WRITES = (
        *("bid_new", "bid_change", "bid_figures", "bid_partner", "bid_link", "bid_send"),
        *("bid_send_subject", "bid_answer", "bid_withdraw"),
    )

    @pytest.mark.parametrize("name", [*READS, *WRITES])
    def test_the_office_writes_members_read_and_the_rest_see_nothing(
        self, here, by, sign_in_as, name
    ):
        bid = make.drafted(by)
        url = reverse(name, args=[] if name in ("bids", "bid_new") else [bid.pk])
        chair, reads = here.members[1].representative, name in self.READS
        auditor = seated(Role.AUDITOR, OrganisationFactory())
        for user, hat, opens in (
            (here.office.finance, "", True),
            (here.members[2].representative, "", reads),
            (chair, f"chair:{here.members[1].organisation.pk}", reads),
            (auditor, "", reads),
            (here.office.secretariat, "", True),
            (here.office.approver, "", False),
            (here.members[2].substitute, "", False),
            (here.adviser, "", False),
        ):
            status = sign_in_as(user, hat).get(url).status_code
            assert status == (200 if opens else 403), (user, status)

    @pytest.mark.parametrize(
        "name", ["bid_finish", "bid_reopen", "bid_put_route", "bid_put", "bid_partner_leave"]
    )
    def test_buttons_are_for_writers_and_by_post_alone(self, here, by, writer, reader, name):
        bid = make.drafted(by)
        args = [bid.pk] if name != "bid_partner_leave" else [bid.pk, 1]
        assert writer.get(reverse(name, args=args)).status_code == 405
        assert reader.post(reverse(name, args=args)).status_code == 403

    def test_the_link_to_bids_is_for_who_may_open_them(self, here, reader, sign_in_as):
        link = f'href="{reverse("bids")}"'
        assert link in text_of(reader.get(reverse("projects")))
        assert link not in text_of(sign_in_as(here.office.approver).get(reverse("projects")))


class TestTheWayOfABid:
    def test_a_bid_is_drafted_made_ready_and_put_to_a_meeting(self, here, writer):
        page = posted(
            writer, "bid_new", title="Warm rooms", funder=FunderFactory().pk, programme="Winter",
            deadline="1 March 2027", deadline_at="12.00", drafter=here.office.finance.pk,
        )  # fmt: skip
        bid = Bid.objects.get()
        assert "Now enter its figures" in text_of(page)
        figures = typed([("Heating", "1,200.50")], [("Days", "40")])
        posted(
            writer, "bid_figures", bid.pk, amount="£1,200.50", outcomes="Warm people\n\n",
            version=bid.version, **figures,
        )  # fmt: skip
        bid.refresh_from_db()
        assert bid.amount == 1_200_50
        assert list(bid.outcomes.values_list("words", flat=True)) == ["Warm people"]
        member = here.members[2].organisation
        posted(writer, "bid_partner", bid.pk, organisation=member.pk, role="lead", share="1000")
        assert "The bid is ready" in text_of(posted(writer, "bid_finish", bid.pk))
        assert "wait for the next agenda" in text_of(posted(writer, "bid_put", bid.pk))
        bid.refresh_from_db()
        assert bid.state == BidState.READY

    def test_it_says_on_page_list_and_pack_that_it_is_not_agreed(self, here, by, reader):
        meetings.meeting(on=clock.today() + timedelta(days=20))
        bid = make.ready(by, deadline=clock.today() + timedelta(days=1))
        sending.send_subject(bid, on=clock.today(), by=by)
        words = "subject to agreement"
        assert words in text_of(reader.get(bid.get_absolute_url()))
        assert words in text_of(reader.get(reverse("bids")))
        pack = reader.get(reverse("bid_pack", args=[bid.pk])).content
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pack)).pages)
        assert "has not agreed budget" in " ".join(text.split())

    def test_sent_late_it_says_so_everywhere(self, here, by, writer, reader):
        bid = make.ready(by, deadline=clock.today() - timedelta(days=1))
        make.figures_agreed(here, bid, by=by)
        said = posted(writer, "bid_send", bid.pk, on="10 December 2026")
        assert "recorded as late" in text_of(said)
        assert "Sent late" in text_of(reader.get(bid.get_absolute_url()))
        assert "Late" in text_of(reader.get(reverse("bids")))

    def test_the_decision_leads_to_the_bid_and_back(self, here, by, reader, sign_in_as):
        bid = make.ready(by)
        decision = make.figures_agreed(here, bid, by=by)
        link = f'href="{bid.get_absolute_url()}"'
        assert link in text_of(reader.get(decision.get_absolute_url()))
        assert decision.reference in text_of(reader.get(bid.get_absolute_url()))
        outside = sign_in_as(here.office.approver)
        assert link not in text_of(outside.get(decision.get_absolute_url()))

    def test_what_differs_from_what_was_agreed_is_shown(self, here, by, reader):
        bid = make.ready(by)
        make.figures_agreed(here, bid, by=by)
        sending.reopen(bid, by=by)
        bid.refresh_from_db()
        drafting.set_figures(
            bid, amount=1, budget=[], outputs=[], outcomes=[], version=bid.version, by=by
        )
        page = text_of(reader.get(bid.get_absolute_url()))
        assert "differ from what was agreed" in page
        assert "£32,000.00 was agreed, £0.01 is it now" in page

    def test_the_funders_answer_is_recorded(self, here, by, writer):
        bid = make.ready(by)
        make.figures_agreed(here, bid, by=by)
        sending.send(bid, on=clock.today(), by=by)
        wrong = posted(writer, "bid_answer", bid.pk, answer="award", on="10 December 2026")
        assert "Enter the amount that is awarded" in text_of(wrong)
        posted(writer, "bid_answer", bid.pk, answer="award", amount="5", on="10/12/2026")
        assert Bid.objects.get(awarded=5_00).state == BidState.AWARDED

    def test_a_decision_in_other_words_is_linked_and_only_one_of_its_kind(self, here, by, writer):
        bid = make.ready(by)
        page = text_of(writer.get(reverse("bid_link", args=[bid.pk])))
        assert "no decision on a competition or on figures" in page
        wrong = posted(writer, "bid_link", bid.pk, decision="7")
        assert wrong.context["form"].errors["decision"]

    def test_the_guidance_is_served_once_it_was_looked_at(self, here, by, reader):
        upload = SimpleUploadedFile("guide.pdf", example_pdf("A", heading="B"), "application/pdf")
        bid = make.drafted(by, upload=upload)
        url = reverse("bid_guidance", args=[bid.pk])
        assert reader.get(url).status_code == 404
        filechecks.check([bid.guidance_id])
        assert reader.get(url).status_code == 200


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", ""), ("title", "x" * 161), ("funder", "999999"), ("deadline", "31 June"),
            ("deadline_at", "25:99"), ("drafter", "0"), ("programme", "   "),
        ],
    )  # fmt: skip
    def test_a_bid_that_makes_no_sense_is_shown_again(self, here, writer, field, value):
        values = {
            "title": "T", "funder": FunderFactory().pk, "programme": "P",
            "deadline": "1 March 2027", "drafter": here.office.finance.pk, field: value,
        }  # fmt: skip
        page = posted(writer, "bid_new", **values)
        assert field in page.context["form"].errors
        assert not Bid.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            typed([("Staff", "")], []), typed([("", "5")], []), typed([("Staff", "-5")], []),
            typed([], [("Groups", "many")]), typed([], [("Groups", "0")]),
            {"lines-TOTAL_FORMS": "x", "outputs-TOTAL_FORMS": "0"}, {},
        ],
    )  # fmt: skip
    def test_rows_that_make_no_sense_change_nothing(self, by, writer, wrong):
        bid = make.drafted(by)
        page = posted(
            writer, "bid_figures", bid.pk, amount="5", outcomes="", version=bid.version, **wrong
        )
        assert page.status_code == 200
        bid.refresh_from_db()
        assert bid.amount == 32_000_00

    def test_figures_typed_on_an_old_page_do_not_replace_newer_ones(self, by, writer):
        bid = make.drafted(by)
        values = {"amount": "5", "outcomes": "", "version": 1, **typed([], [])}
        assert posted(writer, "bid_figures", bid.pk, **values).status_code == 409
        same = {"title": "T", "funder": bid.funder_id, "programme": "P", "deadline": "1/3/2027"}
        stale = posted(writer, "bid_change", bid.pk, drafter=by.user_id, version="x", **same)
        assert stale.status_code == 409
        bid.refresh_from_db()
        assert bid.amount == 32_000_00

    def test_twice_the_same_press_puts_it_to_one_meeting(self, by, writer):
        bid, token = make.ready(by), new_token()
        url = reverse("bid_put", args=[bid.pk])
        for _ in range(2):
            assert writer.post(url, {"token": token}).status_code == 302
        assert bid.frozen.count() == 1
        assert "before a meeting already" in text_of(posted(writer, "bid_put", bid.pk))

    @pytest.mark.parametrize("query", ["?member=x", "?member=99999999999999999999", "?member=0"])
    def test_a_member_that_is_none_is_an_empty_form(self, by, writer, query):
        bid = make.drafted(by)
        assert writer.get(reverse("bid_partner", args=[bid.pk]) + query).status_code == 200

    @pytest.mark.parametrize("query", ["?state=none", "?older=x", "?older=2026-99-99_1", "?q=%00"])
    def test_a_filter_that_makes_no_sense_shows_the_list(self, by, reader, query):
        make.drafted(by)
        assert reader.get(reverse("bids") + query).status_code == 200

    def test_a_bid_that_is_not_there_is_not_found(self, writer):
        for name in ("bid", "bid_pack", "bid_change", "bid_guidance", "bid_send"):
            assert writer.get(reverse(name, args=[987])).status_code == 404
        assert writer.post(reverse("bid_partner_leave", args=[987, 1])).status_code == 404

    def test_words_of_strangers_stay_words(self, by, reader):
        bid = make.drafted(by, title="<script>alert(1)</script>", summary="<b>bold</b>")
        for url in (bid.get_absolute_url(), reverse("bids")):
            assert "<script>alert" not in reader.get(url).content.decode()


class TestQueries:
    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_takes_the_same_for_any_rows(
        self, by, reader, django_assert_max_num_queries, count
    ):
        for n in range(count):
            make.drafted(by, title=f"No. {n}")
        url = reverse("bids")
        reader.get(url)
        with django_assert_max_num_queries(8):
            assert reader.get(url).status_code == 200

    @pytest.mark.parametrize("count", [1, 3])
    def test_one_bid_takes_the_same_for_any_rows(
        self, here, by, reader, django_assert_max_num_queries, count
    ):
        some = [(f"Line {n}", 1_00) for n in range(count)]
        bid = make.drafted(by, budget=some, outputs=some, outcomes=[each[0] for each in some])
        for n in range(count):
            member = here.members[n].organisation
            drafting.set_partner(bid, member, role=BidRole.DELIVERY, share=1, by=by)
        reader.get(bid.get_absolute_url())
        with django_assert_max_num_queries(18):
            assert reader.get(bid.get_absolute_url()).status_code == 200

    def test_many_bids_are_paged(self, by, reader):
        one = make.drafted(by)
        Bid.objects.bulk_create(
            Bid(
                title=f"Copy {n}", funder=one.funder, programme="P", deadline=one.deadline,
                drafter=one.drafter,
            )
            for n in range(60)
        )  # fmt: skip
        page = reader.get(reverse("bids"))
        assert len(page.context["page"].rows) == 50
        older = reader.get(reverse("bids") + page.context["pager"]["older_url"])
        assert len(older.context["page"].rows) == 11


class TestTheFirstPage:
    def titles(self, actor) -> list[str]:
        return [each.title for each in todos.for_actor(actor, today=clock.today())]

    def test_a_deadline_that_comes_waits_for_writers(self, here, by):
        make.drafted(by, title="Soon", deadline=clock.today() + timedelta(days=14))
        make.drafted(by, title="Later", deadline=clock.today() + timedelta(days=15))
        found = self.titles(by)
        assert "Send the bid: Soon" in found
        assert "Send the bid: Later" not in found
        assert "Send the bid: Soon" not in self.titles(here.chair)

    def test_what_is_not_agreed_waits_for_the_chair(self, here, by):
        bid = make.ready(by, deadline=clock.today())
        sending.send_subject(bid, on=clock.today(), by=by)
        assert any(bid.title in each for each in self.titles(here.chair))
