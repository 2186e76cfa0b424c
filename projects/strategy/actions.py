"""Putting things into the library."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.saving import saved
from consortium.core.workflow import Refused

from .models import Aim, Change, Need, NeedsSurvey, Objective, Outcome, Plan, Policy, Research

KEEPERS = ("secretariat", "strategic_officer")


def _kept(record, *, by: Actor):
    """Save what its own rules accept and write it down; `Refused` in plain words otherwise."""
    if not by.is_system and (by.impersonator_id or not by.has(*KEEPERS)):
        raise Refused("Only the secretariat or the strategic development officer can do this.")
    saved(record)
    after = {"title": str(record)}
    audit.record(f"{record._meta.model_name}.added", record, after=after, by=by)
    return record


@transaction.atomic
def add_aim(*, number: int, name: str, text: str, clause: str = "", by: Actor) -> Aim:
    return _kept(Aim(number=number, name=name, text=text, clause=clause), by=by)


@transaction.atomic
def add_objective(*, number: int, name: str, text: str, by: Actor) -> Objective:
    return _kept(Objective(number=number, name=name, text=text), by=by)


@transaction.atomic
def add_outcome(
    *, number: int, name: str, text: str, changes: Iterable[Mapping], by: Actor
) -> Outcome:
    """An outcome with its long-term changes: mappings of number ("1.2"), name and text."""
    outcome = _kept(Outcome(number=number, name=name, text=text), by=by)
    Change.objects.bulk_create(
        Change(outcome=outcome, number=row["number"], name=row["name"], text=row["text"])
        for row in changes
    )
    return outcome


@transaction.atomic
def add_needs_survey(
    *,
    title: str,
    year: int | None,
    base: int,
    source: str,
    needs: Iterable[tuple[int, str, int]],
    by: Actor,
) -> NeedsSurvey:
    """A survey with its (rank as printed, need, number of groups); ties keep their ranks (R21)."""
    survey = _kept(NeedsSurvey(title=title, year=year, base=base, source=source), by=by)
    Need.objects.bulk_create(
        Need(survey=survey, rank=rank, name=name, count=count) for rank, name, count in needs
    )
    return survey


@transaction.atomic
def add_research(
    *,
    number: int,
    title: str,
    date: str = "",
    commissioned_by: Iterable[str] = (),
    summary: str = "",
    findings: Iterable[str] = (),
    by: Actor,
) -> Research:
    """`date` as far as it is known: "2006" or "2006-09"."""
    return _kept(
        Research(
            number=number,
            title=title,
            date=date,
            commissioned_by=list(commissioned_by),
            summary=summary,
            findings=list(findings),
        ),
        by=by,
    )


@transaction.atomic
def add_policy(
    *,
    number: int,
    level: str,
    title: str,
    from_year: int | None = None,
    to_year: int | None = None,
    summary: str = "",
    priorities: Iterable[Mapping] = (),
    by: Actor,
) -> Policy:
    """`level` is local, regional or national; priorities have a kind and a text (R25)."""
    return _kept(
        Policy(
            number=number,
            level=level,
            title=title,
            from_year=from_year,
            to_year=to_year,
            summary=summary,
            priorities=list(priorities),
        ),
        by=by,
    )


@transaction.atomic
def add_plan(
    *,
    slug: str,
    name: str,
    starts: date | None = None,
    ends: date | None = None,
    clause: str = "",
    by: Actor,
) -> Plan:
    return _kept(Plan(slug=slug, name=name, starts=starts, ends=ends, clause=clause), by=by)
