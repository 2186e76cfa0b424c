"""The pages of the agreement, as people use them."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consortium.core.filechecks import check
from members.agreement import reports
from members.agreement.models import Agreement, Signature
from members.states import Role
from tests.factories import agreement as make
from tests.factories import members as people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def posted(client, url: str, data: dict):
    """POST with the hidden fields of the page's form."""
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    return client.post(url, {**hidden, **data})


def test_a_representative_reads_and_signs(sign_in_as, secretariat, member):
    version = make.opened(by=secretariat)
    client = sign_in_as(member.representative)
    home = client.get("/").content.decode()
    assert "Sign version 1 of the partnership agreement" in home
    url = reverse("agreement_sign", args=[version.pk])
    assert "To work together." in client.get(url).content.decode()
    refused = posted(client, url, {"name": "Sam", "position": "Chair"})
    assert "Tick that you have read it" in refused.content.decode()
    done = posted(client, url, {"name": "Sam", "position": "Chair", "declared": "on"})
    assert done.headers["Location"] == version.get_absolute_url()
    assert Signature.objects.get().name == "Sam"
    assert "Signed" in client.get(url).content.decode()


def test_the_secretariat_writes_opens_and_records_paper(sign_in_as, office, member):
    client = sign_in_as(office.secretariat)
    client.post(reverse("agreement_new"))
    version = Agreement.objects.get()
    add = reverse("agreement_clause_add", args=[version.pk])
    posted(client, add, {"ref": "1", "title": "Purpose", "text": "To work together."})
    posted(
        client, reverse("agreement_open", args=[version.pk]),
        {"adopted_on": "8 October 2026", "minute": "Minute 3"},
    )  # fmt: skip
    scan = SimpleUploadedFile("page.pdf", make.PDF, "application/pdf")
    done = posted(
        client, reverse("agreement_paper", args=[version.pk]),
        {"organisation": member.organisation.pk, "name": "Jo", "position": "Chair",
         "signed_on": "9 October 2026", "scan": scan},
    )  # fmt: skip
    assert done.status_code == 302
    signature = Signature.objects.get()
    assert (signature.how, signature.organisation) == ("scan", member.organisation)
    page = client.get(version.get_absolute_url()).content.decode()
    assert "1 of 2" in page


def test_a_file_of_another_kind_is_refused_and_nothing_is_kept(sign_in_as, office, member):
    version = make.opened(by=people.actor_of(office.secretariat))
    scan = SimpleUploadedFile("page.pdf", b"MZ not a PDF", "application/pdf")
    response = posted(
        sign_in_as(office.secretariat), reverse("agreement_paper", args=[version.pk]),
        {"organisation": member.organisation.pk, "name": "Jo", "position": "Chair",
         "signed_on": "21 October 2026", "scan": scan},
    )  # fmt: skip
    assert response.status_code == 200
    assert not Signature.objects.exists()


def test_a_scan_is_for_its_own_member_and_who_keeps_the_agreement(sign_in_as, office, member):
    secretariat = people.actor_of(office.secretariat)
    version = make.opened(by=secretariat)
    given = make.on_paper(version, member.organisation, by=secretariat)
    check([given.scan_id])
    url = reverse("agreement_scan", args=[version.pk, given.pk])
    auditor = people.seated(Role.AUDITOR, office.organisation)
    for user in (member.representative, office.secretariat, auditor):
        assert sign_in_as(user).get(url).status_code == 200
    for user in (people.member().representative, office.finance):
        assert sign_in_as(user).get(url).status_code == 404


def test_a_draft_is_for_the_secretariat_alone(sign_in_as, office, member):
    version = make.draft(by=people.actor_of(office.secretariat))
    assert sign_in_as(office.secretariat).get(version.get_absolute_url()).status_code == 200
    for user in (member.representative, office.finance):
        client = sign_in_as(user)
        assert client.get(version.get_absolute_url()).status_code == 404
        assert "Version 1" not in client.get(reverse("agreement")).content.decode()


def test_anybody_may_have_the_words_and_nobody_the_names_in_them(client, office, member):
    assert client.get(reverse("agreement_text")).status_code == 404
    secretariat = people.actor_of(office.secretariat)
    body = people.seated(Role.REPRESENTATIVE, office.organisation)
    version = make.signed(make.opened(by=secretariat), member.representative, body)
    answer = client.get(reverse("agreement_text"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert reports.copy_of(version, signatures=False).signatures is None


def test_the_copy_says_who_signed_and_who_is_missing(sign_in_as, office, member):
    version = make.opened(by=people.actor_of(office.secretariat))
    make.signed(version, member.representative)
    copy = reports.copy_of(version, signatures=True)
    assert [each.organisation for each in copy.signatures] == [member.organisation.name]
    assert copy.missing == [office.organisation.name]
    answer = sign_in_as(member.representative).get(reverse("agreement_copy", args=[version.pk]))
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize("more", [0, 3])
def test_the_page_takes_as_many_queries_for_many_members(
    sign_in_as, office, member, more, django_assert_max_num_queries
):
    for _ in range(more):
        people.member()
    version = make.opened(by=people.actor_of(office.secretariat))
    client = sign_in_as(member.representative)
    client.get(version.get_absolute_url())
    with django_assert_max_num_queries(24):
        client.get(version.get_absolute_url())
