"""Projects, the names they go by, and who is in them from when to when (R126–R129)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.saving import saved
from consortium.core.workflow import Refused
from projects.models import Partnership, Project, ProjectAlias
from projects.permissions import can_edit_projects
from projects.states import PartnerRole, ProjectStatus


def _only_editors(by: Actor) -> None:
    if not (by.is_system or can_edit_projects(by)):
        raise Refused("Only the secretariat or the finance officer can change projects.")


@transaction.atomic
def create_project(
    *,
    number: int,
    name: str,
    summary: str = "",
    aliases: Iterable[str] = (),
    status: str = ProjectStatus.IDEA,
    funds_sought: int = 0,
    example: bool = False,
    by: Actor,
) -> Project:
    """A project under the name of the roles table; other names are aliases (A13)."""
    _only_editors(by)
    project = saved(
        Project(
            number=number,
            name=name,
            summary=summary,
            status=status,
            funds_sought=funds_sought,
            example=example,
        )
    )
    for alias in aliases:
        saved(ProjectAlias(project=project, name=alias))
    audit.record("project.created", project, after={"number": number, "name": name}, by=by)
    return project


@transaction.atomic
def join_project(
    project: Project,
    organisation,
    *,
    role: str,
    starts: date,
    strand: str = "",
    role_note: str = "",
    by: Actor,
) -> Partnership:
    """An organisation becomes lead or delivery partner from a local day on.

    A new lead ends the lead there was on the day before; an organisation that
    changes its role leaves the old one likewise. A strand makes no second lead (R127).
    """
    _only_editors(by)
    Project.objects.select_for_update().get(pk=project.pk)
    open_now = list(project.partnerships.filter(ends__isnull=True).select_related("organisation"))
    for old in open_now:
        same = old.organisation_id == organisation.pk
        if same and old.role == role and old.strand == strand:
            raise Refused(f"{organisation} is {old.get_role_display().lower()} already.")
        if same or (role == PartnerRole.LEAD and old.role == PartnerRole.LEAD):
            _end(old, starts - timedelta(days=1), by)
    partnership = saved(
        Partnership(
            project=project,
            organisation=organisation,
            role=role,
            strand=strand,
            role_note=role_note,
            starts=starts,
        )
    )
    after = {"organisation": organisation.pk, "role": role, "strand": strand, "starts": starts}
    audit.record("project.joined", project, after=after, by=by)
    return partnership


@transaction.atomic
def end_partnership(partnership: Partnership, *, ends: date, reason: str, by: Actor) -> Partnership:
    """An organisation leaves a project; `ends` is its last day. History stays."""
    _only_editors(by)
    stored = Partnership.objects.select_for_update().get(pk=partnership.pk)
    if stored.ends is not None:
        raise Refused("This partnership has ended already.")
    return _end(stored, ends, by, reason=reason)


def _end(partnership: Partnership, ends: date, by: Actor, *, reason: str = "") -> Partnership:
    if ends < partnership.starts:
        raise Refused("A partnership ends on or after the day it starts.")
    partnership.ends = ends
    partnership.save(update_fields=["ends"])
    after = {"organisation": partnership.organisation_id, "ends": ends}
    audit.record("project.left", partnership.project, after=after, reason=reason, by=by)
    return partnership


@transaction.atomic
def set_status(
    project: Project, status: str, *, reason: str = "", funds_sought: int = 0, by: Actor
) -> Project:
    """Say how far a project is; `funds_sought` is pence still missing (R106)."""
    _only_editors(by)
    if status not in ProjectStatus.values:
        raise Refused("Choose a status.")
    stored = Project.objects.select_for_update().get(pk=project.pk)
    before = {"status": stored.status, "funds_sought": stored.funds_sought}
    stored.status, stored.funds_sought = status, funds_sought
    stored.save(update_fields=["status", "funds_sought"])
    after = {"status": status, "funds_sought": funds_sought}
    audit.record("project.status", stored, before=before, after=after, reason=reason, by=by)
    return stored
