"""When papers are in time, and what stands on every agenda: on plain values (10.5, A4)."""

from dataclasses import dataclass
from datetime import date, time

from consortium.core.workingdays import add_working_days, latest_circulation

from .states import ItemKind

CLEAR_DAYS, CUT_OFF = 5, time(17)
STANDING = (
    {"kind": ItemKind.WELCOME.value, "title": "Welcome and apologies", "minutes": 5},
    {"kind": ItemKind.INTERESTS.value, "title": "Declarations of interest", "minutes": 5},
    {"kind": ItemKind.MINUTES.value, "title": "Minutes of the last meeting", "minutes": 10},
    {"kind": ItemKind.ACTIONS.value, "title": "Actions from earlier meetings", "minutes": 10},
    {"kind": ItemKind.OTHER.value, "title": "Any other business", "minutes": 5},
)


@dataclass(frozen=True)
class Notice:
    """How long before a meeting its papers go out: `clear_days` working days, both ends left out;
    what is sent after `cut_off` counts as sent on the next day."""

    clear_days: int = CLEAR_DAYS
    cut_off: time = CUT_OFF

    def circulate_by(self, meeting_on: date) -> date:
        """The last day on which papers are in time."""
        return latest_circulation(meeting_on, self.clear_days)

    def lenient_until(self, meeting_on: date) -> date:
        """The last day where the day of sending is counted as well: shown in amber (A4)."""
        return add_working_days(self.circulate_by(meeting_on), 1)
