"""Which claims the cash of a fund can pay: in date order of submission, whole claims only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Due:
    """A claim to pay, or what was kept back of it, in pence, from one fund.

    `submitted` is when the claim was sent; of a sum kept back, when it was released.
    """

    claim: int
    fund: int
    amount: int
    submitted: datetime
    kind: str = "claim"

    @property
    def key(self) -> tuple[int, str]:
        return self.claim, self.kind


def covered(dues: Iterable[Due], cash: dict[int, int]) -> tuple[list[Due], list[Due]]:
    """Split into what the cash of each fund covers and what waits.

    The oldest submission goes first. Once one claim of a fund has to wait, the
    later ones of that fund wait, too: nobody is overtaken.
    """
    left = dict(cash)
    paid, waiting, blocked = [], [], set()
    for due in sorted(dues, key=lambda due: (due.submitted, due.key)):
        if due.fund in blocked or due.amount > left.get(due.fund, 0):
            blocked.add(due.fund)
            waiting.append(due)
        else:
            left[due.fund] -= due.amount
            paid.append(due)
    return paid, waiting
