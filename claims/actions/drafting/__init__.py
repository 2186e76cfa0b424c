"""What the member types into a claim: each verb locks it, checks, writes, and audits."""

from .beginning import LineRefused
from .copying import copies_for, copy_last_quarter, paste_lines, previous_claim
from .lines import correct_line, remove_line, save_line
from .parts import save_forecast, save_outputs, save_progress, save_variance_reason, set_nil
from .starting import start_claim
from .writing import LineEntry

__all__ = [
    "LineEntry",
    "LineRefused",
    "copies_for",
    "copy_last_quarter",
    "correct_line",
    "paste_lines",
    "previous_claim",
    "remove_line",
    "save_forecast",
    "save_line",
    "save_outputs",
    "save_progress",
    "save_variance_reason",
    "set_nil",
    "start_claim",
]
