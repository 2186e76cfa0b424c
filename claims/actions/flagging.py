"""Keeping what the checker's flags came to beside each claim, so that lists can be sorted by it.

Nothing is decided from the kept copy: checking and approving work the flags out anew.
"""

from collections.abc import Iterable, Sequence

from celery import current_app
from django.db import transaction

from claims.facts.checking import facts_of
from claims.facts.flags import as_data
from claims.models import Claim
from claims.rules.facts import ClaimFacts
from claims.rules.flags import Flag, Weight, flags_of, worst
from claims.states import WITH_CHECKER

LOOK_OVER = "claims.tasks.look_over"  # a task stands above its verb, so it is named, not imported


def look_over(claim: Claim, facts: ClaimFacts | None = None) -> list[Flag]:
    """Work out a claim's flags, keep them on its row, give them back.

    No audit row: it records nothing that anybody did. The claim's version stays.
    """
    found = flags_of(facts or facts_of(claim))
    kept = {
        "flags": [as_data(flag) for flag in found],
        "flags_for": claim.submissions_made,
        "flag_weight": worst(found),
        "flag_count": sum(flag.weight >= Weight.LOOK for flag in found),
    }
    Claim.objects.filter(pk=claim.pk).update(**kept)
    for name, value in kept.items():
        setattr(claim, name, value)
    return found


def alike(flags: Iterable[Flag]) -> set[int]:
    """The spend items elsewhere that a claim's flags name."""
    return {flag.other for flag in flags if flag.other}


@transaction.atomic
def look_over_sent(claim_ids: Sequence[int]) -> int:
    """Look claims over again that lie with the checker, and those that look like them.

    Gives how many. Safe to run at any time and any number of times.
    """
    claims = _with_checker().filter(pk__in=claim_ids)
    others = set()
    for claim in claims:
        others |= alike(look_over(claim))
    touched = _with_checker().filter(lines__item__in=others).exclude(pk__in=claim_ids).distinct()
    for claim in touched:
        look_over(claim)
    return len(claims) + len(touched)


def look_over_all() -> int:
    """Every night: time passes, budgets move. Gives how many claims were looked over."""
    ids = list(_with_checker().order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        look_over_sent([pk])
    return len(ids)


def look_over_soon(claim: Claim) -> None:
    """Have a claim looked over once this transaction is done: it was sent, or evidence came."""
    task = current_app.tasks[LOOK_OVER]
    transaction.on_commit(lambda: task.delay([claim.pk]))


def _with_checker():
    return Claim.objects.filter(state__in=sorted(WITH_CHECKER)).select_related("round__grant")
