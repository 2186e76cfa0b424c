"""What a checker should look at, heaviest first (J2, M11, M12, M14, M15).

Pure: `flags_of(facts)` gives sentences with a weight and a code. A claim without a
flag of weight LOOK or above is *clean*, and may be checked together with others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from claims.rules.facts import BudgetFacts, ClaimFacts, LineFacts, OutputFacts
from claims.rules.lines import most_claimable, percent, shares_words
from claims.rules.payment_rule import HOLD, listed, verdict
from claims.rules.variance import in_words, over_limits
from consortium.core.days import long_day
from consortium.core.money import format_pence


class Weight(IntEnum):
    NOTE = 1
    LOOK = 2
    HIGH = 3
    STOP = 4


WEIGHT_WORDS = {
    Weight.STOP: "Stops approval",
    Weight.HIGH: "Needs an answer",
    Weight.LOOK: "Worth a look",
    Weight.NOTE: "For information",
}


@dataclass(frozen=True)
class Flag:
    """`line` is the claim line it is about, None for the whole claim."""

    code: str
    weight: Weight
    words: str
    line: int | None = None
    item: int | None = None
    other: int | None = None  # the look-alike spend item

    @property
    def weight_words(self) -> str:
        return WEIGHT_WORDS[self.weight]


def flags_of(facts: ClaimFacts) -> list[Flag]:
    """Every flag, heaviest first, then in the order of the lines."""
    found = [
        *_about_budgets(facts),
        *(flag for line in facts.lines for flag in _about_line(line, facts)),
        *_about_outputs(facts),
        *_about_the_claim(facts),
    ]
    return sorted(found, key=lambda flag: (-flag.weight, flag.line or 0))


def obstacles(flags: list[Flag]) -> list[str]:
    """What keeps the claim from being approved, in words; empty when nothing does."""
    return [
        flag.words
        for flag in flags
        if flag.weight == Weight.STOP or flag.code == "payment_rule_warn"
    ]


def is_clean(flags: list[Flag]) -> bool:
    return all(flag.weight < Weight.LOOK for flag in flags)


def worst(flags: list[Flag]) -> int:
    """The heaviest weight, 0 where there is none; NOTE does not count."""
    return max((flag.weight for flag in flags if flag.weight >= Weight.LOOK), default=0)


def over_budget(facts: ClaimFacts) -> list[str]:
    """Every budget line this claim would overdraw, with what is left (M12)."""
    return [_over_words(budget, wanted) for budget, wanted in _overdrawn(facts)]


def _overdrawn(facts: ClaimFacts) -> Iterator[tuple[BudgetFacts, int]]:
    wanted: dict[int, int] = {}
    for line in facts.lines:
        wanted[line.budget_line] = wanted.get(line.budget_line, 0) + line.counts
    for budget in facts.budgets:
        if wanted.get(budget.pk, 0) > budget.left + budget.tolerance:
            yield budget, wanted[budget.pk]


def _over_words(budget: BudgetFacts, wanted: int) -> str:
    left = budget.left + budget.tolerance
    return (
        f"{budget.name}: {format_pence(wanted)} is {format_pence(wanted - left)} more than "
        f"the {format_pence(max(left, 0))} left for the year. Reduce it, or agree a virement first."
    )


def _about_budgets(facts: ClaimFacts) -> Iterator[Flag]:
    for budget, wanted in _overdrawn(facts):
        yield Flag("over_heading", Weight.STOP, _over_words(budget, wanted))
    for budget in facts.budgets:
        if not over_limits(
            budget.actual,
            budget.planned,
            basis_points=facts.variance_basis_points,
            amount=facts.variance_amount,
        ):
            continue
        by = format_pence(abs(budget.actual - budget.planned))
        words = f"{budget.name}: {in_words(budget.actual, budget.planned)} to date, by {by}"
        if budget.reason:
            yield Flag("variance", Weight.NOTE, f"{words}. Reason given: {budget.reason}")
        else:
            yield Flag("variance_unexplained", Weight.LOOK, f"{words}, and no reason is given.")


def _about_line(line: LineFacts, facts: ClaimFacts) -> Iterator[Flag]:
    if line.approved == 0 and line.claimed:  # disallowed or parked: it asks for nothing any more
        return
    for words, weight, code in (
        *_dates(line, facts),
        *_shares(line),
        *_evidence(line, facts),
    ):
        yield Flag(code, weight, f"Line {line.number}, {line.label}: {words}", line.number)
    yield from _look_alikes(line)
    if line.correction:
        yield Flag(
            "correction",
            Weight.LOOK,
            f"Line {line.number}, {line.label}: corrects a line of an earlier claim.",
            line.number,
        )


def _dates(line: LineFacts, facts: ClaimFacts) -> Iterator[tuple[str, Weight, str]]:
    paid = line.date_paid
    if line.correction:
        return
    if paid is None:
        yield "no date paid is given.", Weight.HIGH, "no_date_paid"
        return
    if paid > facts.today:
        yield f"paid on {long_day(paid)}, which is still to come.", Weight.STOP, "paid_in_future"
    elif not facts.grant_starts <= paid <= facts.grant_ends:
        words = f"paid on {long_day(paid)}, outside the term of the grant."
        yield words, Weight.STOP, "paid_outside_grant"
    elif not facts.starts <= paid <= facts.ends:
        yield from _outside_quarter(line, paid, facts)
    if line.invoice_date and line.invoice_date > paid:
        yield "paid before the date of its invoice.", Weight.LOOK, "paid_before_invoice"


def _outside_quarter(
    line: LineFacts, paid: date, facts: ClaimFacts
) -> Iterator[tuple[str, Weight, str]]:
    words = f"paid on {long_day(paid)}, outside the quarter"
    early = paid < facts.starts
    if early and line.late_item and line.late_reason and facts.late_items_allowed:
        yield f"{words}. Late item: {line.late_reason}", Weight.NOTE, "late_item"
    elif early and not facts.late_items_allowed:
        yield f"{words}, and this grant takes no late items.", Weight.STOP, "paid_outside_quarter"
    else:
        yield f"{words}.", Weight.HIGH, "paid_outside_quarter"


def _shares(line: LineFacts) -> Iterator[tuple[str, Weight, str]]:
    if line.shares > 10_000:
        words = shares_words("this item", line.shares)
        yield f"{words[0].lower()}{words[1:]}.", Weight.STOP, "share_over_whole"
    if line.claimable is None or line.correction:
        return
    most = most_claimable(line.claimable, line.share)
    if line.claimed > most:
        words = (
            f"{format_pence(line.claimed)} is claimed, but {percent(line.share)} of what can be "
            f"claimed is {format_pence(most)}."
        )
        yield words, Weight.HIGH, "more_than_its_share"


def _evidence(line: LineFacts, facts: ClaimFacts) -> Iterator[tuple[str, Weight, str]]:
    if line.evidence or line.correction:
        return
    if line.evidence_due is None:
        yield "no evidence.", Weight.HIGH, "no_evidence"
    elif line.evidence_due < facts.today:
        words = f"evidence was to follow by {long_day(line.evidence_due)} and has not come."
        yield words, Weight.HIGH, "evidence_overdue"
    else:
        words = f"evidence is to follow by {long_day(line.evidence_due)}."
        yield words, Weight.LOOK, "evidence_to_follow"


def _look_alikes(line: LineFacts) -> Iterator[Flag]:
    start = f"Line {line.number}, {line.label}"
    for twin in line.twins:
        if twin.cleared:
            continue
        if twin.same_member:
            words = f"{start}: same supplier, invoice number and amount as {twin.where}."
            code, weight = "duplicate", Weight.STOP
        else:
            words = f"{start}: same supplier and invoice number as {twin.where}, another member."
            code, weight = "duplicate_elsewhere", Weight.HIGH
        yield Flag(code, weight, words, line.number, line.item, twin.item)
    for twin in line.same_files:
        if not twin.cleared:
            member = "" if twin.same_member else ", another member"
            words = f"{start}: its evidence is the same file as that of {twin.where}{member}."
            yield Flag("same_file", Weight.STOP, words, line.number, line.item, twin.item)


def _about_outputs(facts: ClaimFacts) -> Iterator[Flag]:
    silent = [output.name for output in facts.outputs if output.actual is None and output.target]
    if silent:
        words = f"Nothing is said about {listed(silent)}."
        yield Flag("outputs_not_said", Weight.LOOK, words)
    for output in facts.outputs:
        if output.percent is not None and output.percent < 50:
            yield Flag("outputs_under_half", Weight.HIGH, _output_words(output))
    yield from _payment_rule(facts)


def _output_words(output: OutputFacts) -> str:
    return (
        f"{output.name}: {output.actual_to_date} of {output.target_to_date} {output.unit} to date, "
        f"{output.percent}% of the plan."
    )


def _payment_rule(facts: ClaimFacts) -> Iterator[Flag]:
    found = verdict(facts.rule, facts.rule_percent, facts.outputs, reason=facts.rule_reason)
    if found.obstacle:
        weight = Weight.STOP if found.rule == HOLD else Weight.LOOK
        yield Flag(f"payment_rule_{found.rule}", weight, found.obstacle)
    elif found.overridden:
        names = listed([output.name for output in found.short])
        words = f"Paid although outputs are behind ({names}): {found.reason}"
        yield Flag("payment_rule_overridden", Weight.NOTE, words)


def _about_the_claim(facts: ClaimFacts) -> Iterator[Flag]:
    if facts.lines and facts.total < 0:
        words = "Corrections come to more than the spending, so the claim is below nothing."
        yield Flag("below_nothing", Weight.STOP, words)
    if facts.late:
        yield Flag("late", Weight.NOTE, "It was sent after the due date.")
    if facts.lines and not facts.own:
        yield from _account(facts.account)


def _account(account: str) -> Iterator[Flag]:
    words = {
        "none": "The member has no verified bank details yet, so it could not be paid.",
        "waiting": "New bank details wait for a second person, so it could not be paid.",
        "recent": "The bank details changed a few days ago; payment waits until they have settled.",
    }
    if account in words:
        yield Flag(f"bank_{account}", Weight.NOTE, words[account])
