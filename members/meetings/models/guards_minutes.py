"""What the database itself keeps true about minutes: once approved, they stay (GV11)."""

from consortium.core.appendonly import protect

from .guards import only_where

SEALED = ("approved_by_id", "approved_on", "sealed", "sealed_sha256", "state", "circulated_at")
SAME = " AND ".join(
    f"COALESCE(CAST(NEW.{each} AS text), '') = COALESCE(CAST(OLD.{each} AS text), '')"
    for each in SEALED
)
NOT_APPROVED = (
    "SELECT 1 FROM meetings_minutes m WHERE m.id = NEW.minutes_id AND m.state <> 'approved'"
)

protect(
    "meetings_minutes",
    allow_update_when=(
        "NEW.meeting_id = OLD.meeting_id AND (OLD.state <> 'approved' "
        f"OR ({SAME} AND (OLD.file_id IS NULL OR NEW.file_id = OLD.file_id)))"
    ),
    message="approved minutes stay as they were approved",
)
protect(
    "meetings_minutesection",
    allow_update_when="NEW.minutes_id = OLD.minutes_id",
    message="a part of the minutes stays",
)
protect(
    "meetings_correction",
    allow_update_when=(
        "OLD.state = 'sent' AND NEW.minutes_id = OLD.minutes_id AND NEW.user_id = OLD.user_id "
        "AND NEW.text = OLD.text"
    ),
    message="a correction that was asked for stays on record",
)
protect(
    "meetings_draftreceipt",
    allow_update_when=(
        "NEW.minutes_id = OLD.minutes_id AND NEW.user_id = OLD.user_id "
        "AND OLD.opened_at IS NULL AND NEW.opened_at IS NOT NULL"
    ),
    message="who got a draft, and when they first opened it, stays on record",
)
protect("meetings_minutesaddendum", message="a correction after approval stays on record")
protect("meetings_boardreport", message="what was reported to a board stays on record")
for name, event in (("changed", "UPDATE"), ("added", "INSERT")):
    only_where(
        f"meetings_minutesection_{name}_before_approval",
        table="meetings_minutesection",
        event=event,
        holds=NOT_APPROVED,
        message="approved minutes stay as they were approved",
    )
