"""Both versions of what two people changed: what was typed beside what is saved now (C-ii)."""

from claims.forms.member_lines import LineForm, initial_of
from claims.models import Claim, ClaimLine
from consortium.core.versions import Line, Stale


def stale_line(claim: Claim, line: ClaimLine, form: LineForm) -> Stale:
    """A line as it was typed beside the line as it is now."""
    now = claim.lines.select_related("item", "budget_line__heading").filter(pk=line.pk).first()
    if now is None:
        return Stale(line)
    saved = LineForm(budgets=[], line=now, initial=initial_of(now))
    lines = []
    for bound in form.visible_fields():
        typed = _shown(form, bound.name)
        there = _saved(now, saved, bound.name)
        lines.append(Line(label=str(bound.label), typed=typed, saved=there))
    return Stale(now, lines)


def _shown(form, name: str) -> str:
    value = form[name].value()
    field = form.fields[name]
    labels = dict(_flat(getattr(field, "choices", ())))
    if isinstance(value, bool) or value == "on":
        return "Yes" if value else "No"
    return labels.get(str(value), "" if value is None else str(value))


def _saved(line: ClaimLine, form, name: str) -> str:
    if name == "budget_line":
        return line.budget_line.heading.name
    if name not in form.fields:
        return ""
    value = form.fields[name].prepare_value(form.initial.get(name))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)


def _flat(choices):
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from ((str(k), str(words)) for k, words in label)
        else:
            yield str(key), str(label)
