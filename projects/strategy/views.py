"""The library: why the consortium does what it does, one page for each kind of paper."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consortium.core.access import signed_in
from consortium.core.sheets import Column, csv_response
from members.meetings.models import Decision
from members.models import Consortium

from .models import Aim, NeedsSurvey, Objective, Outcome, Plan, Policy, Research
from .rules import STEP, TALL_STEP, bars

SHELVES = (
    ("aims", "Aims", "What the partnership agreement sets out to do", Aim),
    ("objectives", "Strategic objectives", "What the strategy works on", Objective),
    ("outcomes", "Outcomes and changes", "What will be different, and how it will show", Outcome),
    ("needs", "What local groups need", "The survey of needs, ranked", NeedsSurvey),
    ("research", "Research", "What was found out, and by whom", Research),
    ("policies", "Policy context", "Plans of councils and government that matter here", Policy),
    ("plans", "Plans", "The consortium's own plans and their years", Plan),
)


@require_safe
@signed_in
def library(request):
    """What there is to read."""
    shelves = [
        {"name": name, "title": title, "about": about, "count": model.objects.count()}
        for name, title, about, model in SHELVES
    ]
    context = {"shelves": shelves, "consortium_row": Consortium.objects.first()}
    return render(request, "strategy/library.html", context)


@require_safe
@signed_in
def aims(request):
    """The aims with what serves each: projects, decisions that this person may read, meetings."""
    readable = Decision.objects.visible_to(request.actor)
    found = Aim.objects.prefetch_related(
        "projects", "meetings", Prefetch("decisions", queryset=readable)
    )
    return render(request, "strategy/aims.html", {"aims": found})


@require_safe
@signed_in
def objectives(request):
    return render(request, "strategy/objectives.html", {"objectives": Objective.objects.all()})


@require_safe
@signed_in
def outcomes(request):
    found = Outcome.objects.prefetch_related("changes")
    return render(request, "strategy/outcomes.html", {"outcomes": found})


@require_safe
@signed_in
def needs(request):
    """Each survey as a chart with its table; per cent of the groups that answered."""
    surveys = []
    for survey in NeedsSurvey.objects.prefetch_related("needs"):
        rows = bars(
            [(need.rank, need.name, need.count) for need in survey.needs.all()], survey.base
        )
        first = f", {rows[0].name} first with {rows[0].count}" if rows else ""
        surveys.append(
            {
                "survey": survey,
                "bars": rows,
                "total": sum(row.count for row in rows),
                "height": len(rows) * STEP,
                "tall": len(rows) * TALL_STEP,
                "title": f"Bar chart of {len(rows)} needs by number of groups{first}",
            }
        )
    return render(request, "strategy/needs.html", {"surveys": surveys})


COLUMNS = (
    Column("Rank", lambda row: row.rank, "whole", 6),
    Column("Need", lambda row: row.name, width=44),
    Column("Groups", lambda row: row.count, "whole", 9),
    Column("Per cent of the base", lambda row: row.percent),
)


@require_safe
@signed_in
def needs_csv(request, pk: int):
    survey = get_object_or_404(NeedsSurvey, pk=pk)
    found = survey.needs.values_list("rank", "name", "count")
    return csv_response(survey.title, COLUMNS, bars(found, survey.base))


@require_safe
@signed_in
def research(request):
    return render(request, "strategy/research.html", {"items": Research.objects.all()})


@require_safe
@signed_in
def policies(request):
    found = Policy.objects.all()
    levels = {}
    for policy in found:
        levels.setdefault(policy.level, []).append(policy)
    return render(request, "strategy/policies.html", {"levels": list(levels.items())})


@require_safe
@signed_in
def plans(request):
    return render(request, "strategy/plans.html", {"plans": Plan.objects.all()})
