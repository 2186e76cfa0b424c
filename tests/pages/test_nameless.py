"""D3 on the whole demonstration: without a name, every total and every hash is as it was."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Sum

from claims.models import Claim, Payment
from consortium.core.checks import run_checks
from consortium.core.models import AuditRow
from consortium.pages.demo.cast import acting
from members.actions import deactivate_person
from members.actions.erasing import agree_erasure, ask_erasure
from members.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo"), pytest.mark.demo]


def totals() -> dict[str, int]:
    """Every whole number in every table of money, added up by column."""
    found = {}
    for label in ("claims", "funds", "projects"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                if field.get_internal_type() in ("BigIntegerField", "IntegerField"):
                    summed = model._base_manager.aggregate(all=Sum(field.name))["all"]
                    found[f"{model._meta.label}.{field.name}"] = summed or 0
    return found


def hashes() -> list[str]:
    return list(AuditRow.objects.order_by("sequence").values_list("row_hash", flat=True))


@pytest.mark.parametrize("key", ["nadia_rahman", "tom_ellery"])
def test_a_person_who_touched_money_becomes_nameless_and_no_figure_moves(key):
    user = User.objects.get(pk=acting(key).user_id)
    touched = Claim.objects.filter(prepared_by_id=user.pk).count()
    touched += Payment.objects.filter(run__prepared_by_id=user.pk).count()
    touched += Payment.objects.filter(run__released_by_id=user.pk).count()
    assert touched, "somebody whose going could change something"

    deactivate_person(user, reason="Left", by=acting("ruth_okafor"))
    before, chain = totals(), hashes()
    erasure = ask_erasure(user, reason="By letter", by=acting("ruth_okafor"))
    agree_erasure(erasure, by=acting("priya_nair"))

    assert User.objects.get(pk=user.pk).name == f"Former person {user.pk}"
    assert totals() == before
    assert hashes()[: len(chain)] == chain
    assert [each for each in run_checks() if each.count] == []
    call_command("verify_audit")
