"""Projects, partners with dates, and outputs."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from consortium.core import audit
from consortium.core.workflow import Refused
from members.meetings.actions import motions
from projects import actions
from projects.actions import OutputRow
from projects.models import Output, OutputProfile, OutputShare, Partnership, Project, ProjectAlias
from projects.states import PartnerRole
from projects.strategy.models import Aim
from tests.factories import meetings as meeting_factory
from tests.factories.funds import YEAR, GrantFactory, act
from tests.factories.members import OrganisationFactory
from tests.factories.projects import OutputShareFactory, PartnershipFactory, ProjectFactory

pytestmark = pytest.mark.django_db
SEC = act("secretariat")
APRIL, JULY = date(2026, 4, 1), date(2026, 7, 1)
LEAD, DELIVERY = PartnerRole.LEAD, PartnerRole.DELIVERY


def join(project, organisation, role, starts=APRIL, **more):
    return actions.join_project(project, organisation, role=role, starts=starts, by=SEC, **more)


def aim(number: int) -> Aim:
    return Aim.objects.create(
        number=number, name=f"Aim {number}", text="Words", clause=f"4.{number}"
    )


class TestAims:
    def test_a_project_serves_the_aims_that_are_named_and_it_is_on_record(self):
        project, aims = ProjectFactory(), [aim(1), aim(2), aim(3)]
        actions.tag_aims(project, aims[:2], by=act("strategic_officer"))
        actions.tag_aims(project, aims[1:], by=SEC)
        assert list(project.aims.all()) == aims[1:]
        row = audit.history(project).filter(action="project.aims").last()
        assert (row.before, row.after) == ({"aims": [1, 2]}, {"aims": [2, 3]})
        actions.tag_aims(project, aims[1:], by=SEC)
        assert audit.history(project).filter(action="project.aims").count() == 2

    @pytest.mark.parametrize("role", ["finance_officer", "representative", "chair", "auditor"])
    def test_only_who_acts_for_the_consortium_names_them(self, role):
        project = ProjectFactory()
        with pytest.raises(Refused, match="secretariat or the strategic"):
            actions.tag_aims(project, [aim(1)], by=act(role))
        assert not project.aims.exists()

    def test_a_decision_and_a_meeting_serve_aims_as_well(self):
        of = meeting_factory.consortium()
        meeting = meeting_factory.under_way(of)
        item = meeting_factory.now_at(meeting_factory.item(meeting))
        decision = motions.agree(motions.put(item, wording="Train.", by=of.chair), by=of.chair)
        for record in (decision, meeting):
            actions.tag_aims(record, [aim(4)] if record is decision else [aim(5)], by=SEC)
        assert [each.number for each in decision.aims.all()] == [4]
        assert audit.history(decision).filter(action="decision.aims").exists()
        assert audit.history(meeting).filter(action="meeting.aims").exists()
        with pytest.raises(Refused, match="secretariat or the strategic"):
            actions.tag_aims(decision, [], by=act("representative"))


class TestProjects:
    def test_a_project_has_one_name_and_its_aliases(self):
        made = actions.create_project(
            number=3, name="Community Empowerment", aliases=["Community Engagement"], by=SEC
        )
        assert ProjectAlias.objects.get().project == made
        with pytest.raises(Refused):
            actions.create_project(number=4, name="Other", aliases=["Community Engagement"], by=SEC)
        assert Project.objects.count() == 1

    def test_a_status_says_what_is_still_to_be_found(self):
        project = ProjectFactory(status="idea")
        actions.set_status(project, "seeking_funds", funds_sought=38_000_00, by=SEC)
        project.refresh_from_db()
        assert (project.status, project.funds_sought) == ("seeking_funds", 38_000_00)
        with pytest.raises(Refused):
            actions.set_status(project, "paused", by=SEC)

    @pytest.mark.parametrize("role", ["representative", "auditor", "chair", "second_approver"])
    def test_only_the_secretariat_and_finance_change_projects(self, role):
        project, someone = ProjectFactory(), act(role)
        for verb in (
            lambda: actions.create_project(number=9, name="x", by=someone),
            lambda: actions.set_status(project, "closed", by=someone),
            lambda: actions.join_project(
                project, OrganisationFactory(), role=LEAD, starts=APRIL, by=someone
            ),
        ):
            with pytest.raises(Refused):
                verb()


class TestPartners:
    def test_a_new_lead_ends_the_old_one_the_day_before(self):
        project, first, second = ProjectFactory(), OrganisationFactory(), OrganisationFactory()
        join(project, first, LEAD)
        join(project, second, LEAD, JULY)
        old, new = Partnership.objects.order_by("starts")
        assert (old.ends, new.ends) == (date(2026, 6, 30), None)
        assert [p.organisation for p in project.partnerships.on(JULY)] == [second]
        assert [p.organisation for p in project.partnerships.on(APRIL)] == [first]

    def test_a_delivery_partner_that_takes_the_lead_is_listed_once(self):
        project, first = ProjectFactory(), OrganisationFactory()
        join(project, first, DELIVERY)
        join(project, first, LEAD, JULY)
        assert [p.role for p in project.partnerships.on(JULY)] == [LEAD]

    def test_a_strand_makes_no_second_lead(self):
        project, lead, other = ProjectFactory(), OrganisationFactory(), OrganisationFactory()
        join(project, lead, LEAD)
        join(project, other, DELIVERY, strand="E&D Audits")
        roles = project.partnerships.on(JULY).values_list("role", "strand")
        assert sorted(roles) == [("delivery", "E&D Audits"), ("lead", "")]

    def test_who_is_in_already_does_not_join_again(self):
        part = PartnershipFactory()
        with pytest.raises(Refused, match="is delivery partner already"):
            join(part.project, part.organisation, DELIVERY, JULY)

    def test_the_database_knows_one_lead_at_a_time(self):
        part = PartnershipFactory(role=LEAD)
        with pytest.raises(IntegrityError), transaction.atomic():
            PartnershipFactory(project=part.project, role=LEAD)

    def test_a_partnership_ends_once_and_not_before_it_began(self):
        part = PartnershipFactory()
        with pytest.raises(Refused, match="on or after"):
            actions.end_partnership(part, ends=date(2026, 3, 1), reason="x", by=SEC)
        actions.end_partnership(part, ends=JULY, reason="Left the consortium", by=SEC)
        with pytest.raises(Refused, match="ended already"):
            actions.end_partnership(part, ends=JULY, reason="x", by=SEC)


class TestOutputs:
    def test_outputs_are_set_once_with_shares_that_make_the_target(self):
        grant, project = GrantFactory(), ProjectFactory()
        one, two = OrganisationFactory.create_batch(2)
        row = OutputRow(
            project=project,
            code="1.1",
            name="Forums",
            unit="meetings",
            shares={one: (2, 2, 2, 2), two: (1, 0, 1, 0)},
        )
        actions.set_outputs(grant, YEAR, [row], by=act())
        assert Output.objects.get().target == 10
        assert OutputProfile.objects.count() == 8
        with pytest.raises(Refused, match="set already"):
            actions.set_outputs(grant, YEAR, [row], by=act())
        with pytest.raises(Refused):
            actions.set_outputs(grant, YEAR, [row], by=act("representative"))

    def test_what_was_achieved_is_added_up_and_said_again_replaces_it(self):
        share = OutputShareFactory()
        with transaction.atomic():
            actions.record_achieved({share.pk: 3}, quarter="2026-Q1", by=act())
            actions.record_achieved({share.pk: 2}, quarter="2026-Q2", by=act())
            actions.record_achieved({share.pk: 1}, quarter="2026-Q1", by=act())
        assert OutputShare.objects.get().achieved == 3

    def test_less_than_nothing_or_nobodys_share_is_refused(self):
        share = OutputShareFactory()
        with pytest.raises(Refused), transaction.atomic():
            actions.record_achieved({share.pk: -1}, quarter="2026-Q1", by=act())
        with pytest.raises(Refused, match="no output share"), transaction.atomic():
            actions.record_achieved({share.pk + 1: 1}, quarter="2026-Q1", by=act())

    def test_recording_asks_as_much_for_three_shares_as_for_one(
        self, django_assert_max_num_queries
    ):
        counts = []
        OutputShareFactory()
        with transaction.atomic():
            actions.record_achieved({OutputShareFactory().pk: 1}, quarter="2026-Q1", by=act())
            for many in (1, 3):
                shares = OutputShareFactory.create_batch(many)
                with django_assert_max_num_queries(12) as seen:
                    actions.record_achieved(
                        {share.pk: 1 for share in shares}, quarter="2026-Q1", by=act()
                    )
                counts.append(len(seen))
        assert counts[0] == counts[1]
