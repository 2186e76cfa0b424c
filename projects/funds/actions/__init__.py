"""The verbs of funds, grants and periods."""

from .funds import bring_forward, create_fund, take_fee, transfer
from .grants import (
    add_condition,
    award,
    create_funder,
    create_grant,
    create_heading,
    update_grant,
)
from .overdrafts import (
    agree_overdraft,
    ask_overdraft,
    end_overdraft,
    overdraft_over,
    refuse_overdraft,
)
from .periods import (
    ask_to_reopen,
    close_period,
    keep_closed,
    open_year,
    reopen_period,
    start_closing,
    stop_closing,
)
from .reversals import agree_reversal, ask_reversal, refuse_reversal

__all__ = [
    "add_condition",
    "agree_overdraft",
    "agree_reversal",
    "ask_overdraft",
    "ask_reversal",
    "ask_to_reopen",
    "award",
    "bring_forward",
    "close_period",
    "create_fund",
    "create_funder",
    "create_grant",
    "create_heading",
    "end_overdraft",
    "keep_closed",
    "open_year",
    "overdraft_over",
    "refuse_overdraft",
    "refuse_reversal",
    "reopen_period",
    "start_closing",
    "stop_closing",
    "take_fee",
    "transfer",
    "update_grant",
]
