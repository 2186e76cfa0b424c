"""The lines of a claim on the check page, drawn without a template.

A claim may have hundreds of lines, each with two dozen small decisions: as a template
a line took longer than all that is read from the database for it.
"""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from claims.states import Decision
from consortium.core.shapes import filled, joined
from consortium.core.templatetags.look import file_icon, icon_svg, moment, money, state_tag

register = template.Library()
NOTHING = SafeString("")
ANY_NUMBER = 987_654_321  # stands for a line's or a file's number in an address


@register.simple_tag(takes_context=True)
def check_heading(context, heading) -> SafeString:
    """A `HeadingGroup` of `CheckPage.projects`: what it comes to, and its lines.

    The page says who decides (`deciding`) on which `claim`.
    """
    budget = heading.budget
    strand = filled(' <span class="soft">({})</span>', budget.strand) if budget.strand else NOTHING
    return filled(
        '<div class="heading-block" role="group" aria-label="{}">\n<div class="heading-head">'
        '<h4>{}{}</h4>\n<p class="heading-sums">{}</p></div>\n{}</div>\n',
        str(budget.heading),
        str(budget.heading),
        strand,
        _sums(context, heading),
        joined([_line(context, line) for line in heading.lines]),
    )


def _sums(context, heading) -> SafeString:
    """What the lines take, what the year has left, and what last quarter took."""
    parts, last = [], heading.last_quarter
    if len(heading.lines) > 1:
        parts.append(filled("{} here. ", money(heading.wanted)))
    if not context["claim"].approved_at:
        left, over = money(heading.left_before), heading.over_by
        if over:
            parts.append(filled('<strong class="over">{} over</strong> the ', money(over)))
        parts.append(filled("{} left for the year. ", left))
    if last is not None:
        parts.append(filled("Last quarter {}", money(last)))
    elif context["page"].last_quarter:
        parts.append("Nothing last quarter")
    return joined(parts)


def _line(context, line) -> SafeString:
    claim, number = context["claim"], line.number
    deciding = _deciding(context, claim, line) if context.get("deciding") else NOTHING
    return filled(
        '<article class="check-line{}" id="line-{}" tabindex="-1" data-line '
        'aria-labelledby="line-{}-title">\n<div class="check-line-facts">{}</div>\n'
        '<div class="check-line-proof">{}</div>\n<div class="check-line-money">{}{}</div>\n'
        "</article>\n",
        " has-flags" if line.own_flags else "",
        number,
        number,
        _facts(line),
        _proof(claim, line),
        _money(line),
        deciding,
    )


def _facts(line) -> SafeString:
    item = line.item
    return filled(
        '<h5 id="line-{}-title">{}. {}{}</h5><p class="check-line-words">{}{}</p>'
        '<p class="soft check-line-words">{}</p>{}',
        line.number,
        line.number,
        item.supplier,
        filled(" {}", state_tag("correction")) if line.correction_of_id else "",
        item.description,
        _invoice(item),
        _payment(line, item),
        _flags(line),
    )


def _invoice(item) -> str:
    if not item.invoice_number:
        return f" of {moment(item.invoice_date)}" if item.invoice_date else ""
    comma = ", " if item.description else ""
    dated = f" of {moment(item.invoice_date)}" if item.invoice_date else ""
    return f"{comma}invoice {item.invoice_number}{dated}"


def _payment(line, item) -> SafeString:
    parts = [f"Paid {moment(item.date_paid)}" if item.date_paid else "No date paid"]
    if item.gross is not None:
        parts.append(filled("gross {}", money(item.gross)))
    if item.recoverable_vat:
        parts.append(filled("of it {} VAT recovered", money(item.recoverable_vat)))
    if line.share != 10_000:
        by = f" by {line.method}" if line.method else ""
        parts.append(f"share {line.share_words}{by}")
    if line.correction_of_id:
        other = line.correction_of
        parts.append(f"corrects line {other.number} of {other.claim.reference}")
    return filled(", ".join(["{}"] * len(parts)), *parts)


def _flags(line) -> SafeString:
    heavy = [flag.words for flag in line.own_flags if flag.weight >= 2]
    if not heavy:
        return NOTHING
    mark = icon_svg("exclamation-triangle-fill")
    return joined(filled('<p class="check-line-flag">{}{}</p>', mark, words) for words in heavy)


def _proof(claim, line) -> SafeString:
    if line.proofs:
        files = [(link.evidence.number, link.evidence.file) for link in line.proofs]
        rows = (_file(claim, number, file) for number, file in files)
        return filled(
            '<ul class="proofs" aria-label="Evidence of line {}">{}</ul>',
            line.number,
            joined(rows),
        )
    if line.evidence_due:
        words = filled("{} by {}", state_tag("to_follow"), moment(line.evidence_due))
    elif not line.correction_of_id:
        words = state_tag("missing")
    else:
        return NOTHING
    return filled('<p class="proof-missing">{}</p>', words)


def _file(claim, number: int, file) -> SafeString:
    return filled(
        '<li>{}<a href="{}">{}. {}</a>{}</li>',
        file_icon(file.name),
        _address("claim_check_file", claim.pk, number),
        number,
        file.name,
        filled(" {}", state_tag(file.state, "", "file")) if file.state != "clean" else "",
    )


def _money(line) -> SafeString:
    if line.decision in (Decision.PENDING, Decision.ACCEPTED):
        amount = money(line.claimed)
    else:
        of = filled('<span class="soft check-line-of">of {}</span>', money(line.claimed))
        amount = filled("{}{}", money(line.approved), of)
    return filled('<p class="check-line-sum">{}</p>{}', amount, _decision(line))


def _decision(line) -> SafeString:
    if line.decision == Decision.PENDING:
        return NOTHING
    why = filled('<p class="check-line-reason">{}</p>', line.reason) if line.reason else ""
    tag = state_tag(line.get_decision_display())
    return filled('<p class="check-line-state">{}</p>{}', tag, why)


def _deciding(context, claim, line) -> SafeString:
    """The buttons of whoever decides the line."""
    number, pending = line.number, line.decision == Decision.PENDING
    return filled(
        '<div class="check-line-actions">{}<a class="btn btn-quiet btn-sm" href="{}">{}'
        '<span class="visually-hidden">: line {}</span></a></div>',
        _accept(context, claim, line) if pending else "",
        _address("claim_line_decide", claim.pk, number),
        "Not in full" if pending else "Change",
        number,
    )


def _accept(context, claim, line) -> SafeString:
    return filled(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" '
        'value="{}"><input type="hidden" name="version" value="{}">'
        '<button class="btn btn-secondary btn-sm" type="submit">{}Accept'
        '<span class="visually-hidden"> line {}</span></button></form>',
        _address("claim_line_accept", claim.pk, line.number),
        context["csrf_token"],
        line.version,
        icon_svg("check-lg"),
        line.number,
    )


def _address(name: str, claim: int, number: int) -> SafeString:
    before, after = _around(name, claim)
    return mark_safe(f"{before}{number:d}{after}")  # addresses of our own routes


@lru_cache(maxsize=300)
def _around(name: str, claim: int) -> tuple[str, str]:
    """The address of a route before and after its last number, worked out once a claim."""
    before, _, after = reverse(name, args=[claim, ANY_NUMBER]).partition(str(ANY_NUMBER))
    return before, after
