"""Closed by default: every view says who may open it, and means it."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from consortium.core.access import (
    ROLE_WORDS,
    allowed,
    declared_views,
    public,
    roles,
    signed_in,
    undeclared_views,
)
from consortium.core.idempotency import new_token, once
from consortium.core.locks import ATTEMPTS
from members.states import Role
from tests.core import toy_site
from tests.core.test_locks import given_up


class Person:
    is_authenticated = True

    def get_username(self):
        return "amina@example.org"


@pytest.fixture
def ask(rf, settings, db):
    settings.LOGIN_URL = "/sign-in/"

    def ask(view, actor=None, user=None, **attributes):
        request = rf.get("/somewhere/")
        request.user = user or (Person() if actor else AnonymousUser())
        request.actor = actor
        for name, value in attributes.items():
            setattr(request, name, value)
        return view(request)

    return ask


def test_every_view_of_the_site_says_who_may_open_it():
    assert undeclared_views() == []


def test_a_view_that_does_not_say_is_found(monkeypatch):
    from django.urls import clear_url_caches, path

    monkeypatch.setattr(
        toy_site, "urlpatterns", [*toy_site.urlpatterns, path("x/", toy_site.undeclared, name="x")]
    )
    clear_url_caches()
    assert undeclared_views("tests.core.toy_site") == ["x/ (x)"]
    clear_url_caches()


def test_each_address_is_listed_with_its_declaration():
    listed = {name: access for _, name, access in declared_views("tests.core.toy_site")}
    assert listed["open"] == "Anyone"
    assert listed["everyone"] == "Anyone signed in"
    assert listed["finance"] == "The accountable body's finance officer or the chair"
    assert listed["luton"] == "People of Voluntary Action Luton"
    assert listed["one"] == "Anyone"


def test_every_role_has_words_for_the_page_that_turns_someone_away():
    assert set(ROLE_WORDS) == {str(role.value) for role in Role}


def test_someone_signed_out_is_asked_to_sign_in(ask):
    for view in (toy_site.for_everyone, toy_site.for_finance, toy_site.for_luton):
        answer = ask(view)
        assert answer.status_code == 302
        assert "next=/somewhere/" in answer.url
    assert ask(toy_site.open_page).status_code == 200


def test_the_right_role_gets_in_and_another_gets_a_plain_page(ask, make_actor):
    assert ask(toy_site.for_finance, make_actor("chair")).content == b"money"
    refused = ask(toy_site.for_finance, make_actor("representative"))
    assert refused.status_code == 403
    assert "the accountable body&#x27;s finance officer or the chair" in refused.content.decode()


def test_signed_in_without_any_seat_is_no_role(ask):
    assert ask(toy_site.for_everyone, user=Person()).status_code == 200
    assert ask(toy_site.for_finance, user=Person()).status_code == 403


def test_the_page_offers_the_hat_that_would_open_it(ask, make_actor):
    def hat(key, role):
        return SimpleNamespace(
            key=key, label=role, roles=frozenset({role}), organisation_id=1, seat_ids=(),
            organisation_name="Voluntary Action Luton",
        )  # fmt: skip

    hats = [hat("office:1", "finance_officer"), hat("auditor:-", "auditor")]
    page = ask(toy_site.for_finance, make_actor("representative"), other_hats=hats)
    assert b'value="office:1"' in page.content
    assert b"auditor:-" not in page.content


def test_a_predicate_may_say_itself_whom_the_page_is_for(ask, make_actor):
    def of_the_office(actor):
        """People of the accountable body's office."""
        return actor.hat.startswith("office:")

    view = allowed(of_the_office)(lambda request: "in")
    assert view.access == "People of the accountable body's office"
    assert ask(view, make_actor(hat="office:1")) == "in"
    with pytest.raises(ValueError, match="whom the page is for"):
        allowed(lambda actor: True)


def test_the_navigation_can_ask_a_view_whom_it_lets_in(make_actor):
    assert toy_site.for_finance.lets_in(make_actor("chair"))
    assert not toy_site.for_finance.lets_in(make_actor("auditor"))
    assert not toy_site.for_everyone.lets_in(None)
    assert not hasattr(public(lambda request: None), "lets_in")


def test_a_role_that_does_not_exist_is_a_mistake_at_once():
    with pytest.raises(KeyError):
        roles("finance_offcer")


def test_a_decorator_keeps_the_name_of_the_view():
    assert signed_in(toy_site.undeclared).__name__ == "undeclared"


@pytest.mark.django_db
@pytest.mark.parametrize("pk, status", [("1", 200), (str(2**63 - 1), 200)])
def test_ids_up_to_what_the_database_holds_are_addresses(site, client, pk, status):
    assert client.get(f"/id/{pk}/").status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("pk", ["0", str(2**63), "9" * 40, "01", "-1", "%EF%BC%91", "1e3"])
def test_other_numbers_are_no_address(site, client, pk):
    assert client.get(f"/id/{pk}/").status_code == 404


def test_an_id_is_written_into_an_address_as_it_is(site):
    assert reverse("one", args=[12]) == "/id/12/"


# --- A posted form whose work the database gave up ---------------------------------------


def posting(rf, view, **said):
    request = rf.post("/somewhere/", said)
    request.user, request.actor = Person(), None
    return signed_in(view)(request)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("failures", [0, 1, 2])
def test_a_form_whose_work_was_given_up_is_answered_anew_with_its_files(rf, failures):
    came, token = [], new_token()

    def view(request):
        with once(request, name="x") as act:
            came.append(request.FILES["paper"].read())
            if len(came) <= failures:
                raise given_up()
            act.result = len(came)
        return act.result

    paper = SimpleUploadedFile("a.txt", b"all of it")
    assert posting(rf, view, token=token, paper=paper) == failures + 1
    assert came == [b"all of it"] * (failures + 1)


@pytest.mark.django_db(transaction=True)
def test_it_is_answered_three_times_at_most(rf):
    came = []

    def view(request):
        with once(request, name="x"):
            came.append(1)
            raise given_up()

    with pytest.raises(OperationalError):
        posting(rf, view, token=new_token())
    assert len(came) == ATTEMPTS


@pytest.mark.django_db(transaction=True)
def test_work_outside_of_once_is_never_done_twice(rf):
    came = []

    def view(request):
        came.append(1)
        raise given_up()

    with pytest.raises(OperationalError):
        posting(rf, view, token=new_token())
    assert came == [1]
