"""Payment tied to the delivery of outputs, as the grant says (R103)."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.rules.facts import OutputFacts
from consortium.core.money import percent_of

WARN, HOLD, RETENTION = "warn", "hold", "retention"


@dataclass(frozen=True)
class Verdict:
    """What the grant's rule makes of the outputs.

    `held` means that nothing is approved until somebody overrides it with a reason;
    `needs_reason` that the checker says why it is paid all the same. Both are false
    once a reason is given. Nothing is ever taken off by itself.
    """

    rule: str
    percent: int
    short: tuple[OutputFacts, ...] = ()
    reason: str = ""

    @property
    def needs_reason(self) -> bool:
        return bool(self.short) and self.rule == WARN and not self.reason

    @property
    def held(self) -> bool:
        return bool(self.short) and self.rule == HOLD and not self.reason

    @property
    def overridden(self) -> bool:
        return bool(self.short) and self.rule in (WARN, HOLD) and bool(self.reason)

    @property
    def obstacle(self) -> str:
        """Why the claim cannot be approved as it stands; empty when it can."""
        names = listed([output.name for output in self.short])
        if self.held:
            return (
                f"The grant holds payment while outputs are below {self.percent}% of their "
                f"profile: {names}. Override it with a reason, or wait."
            )
        if self.needs_reason:
            return (
                f"Outputs are below {self.percent}% of their profile: {names}. "
                "Say why the claim is paid all the same."
            )
        return ""


def verdict(
    rule: str, percent: int, outputs: Sequence[OutputFacts], *, reason: str = ""
) -> Verdict:
    """Judge outputs to date against `percent` of their profile to date.

    One output below it is enough; one without a profile so far is never short.
    """
    short = tuple(
        output
        for output in outputs
        if output.actual_to_date * 100 < output.target_to_date * percent
    )
    return Verdict(rule, percent, short if rule in (WARN, HOLD) else (), reason.strip())


def kept_back(rule: str, approved: int, basis_points: int) -> int:
    """Pence of an approved claim kept back until the final report (M17); never below nil."""
    if rule != RETENTION or approved <= 0:
        return 0
    return percent_of(approved, basis_points)


def listed(names: Sequence[str]) -> str:
    """As in "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
