"""What the database keeps true of decisions in writing: only where the consortium has switched
them on, in time, one answer a member, and what was sent stays as it was sent (A19, GV13)."""

from consortium.core.appendonly import protect

from .guards import only_where

only_where(
    "meetings_motion_in_writing_only_where_allowed",
    table="meetings_motion",
    event="INSERT",
    holds=(
        "SELECT 1 WHERE NEW.meeting_id IS NOT NULL OR EXISTS "
        "(SELECT 1 FROM meetings_meetingsettings s WHERE s.written_allowed)"
    ),
    message="decisions are taken in writing only where the consortium has allowed it",
)
only_where(
    "meetings_ballot_in_writing_only_in_time",
    table="meetings_ballot",
    event="INSERT",
    holds=(
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM meetings_writtenproposal w "
        "WHERE w.motion_id = NEW.motion_id AND NEW.cast_at >= w.closes_at)"
    ),
    message="an answer that comes after the closing day does not count",
)
only_where(
    "meetings_objection_in_writing_is_the_one_answer",
    table="meetings_objection",
    event="INSERT",
    holds=(
        "SELECT 1 FROM meetings_motion m WHERE m.id = NEW.motion_id AND (m.meeting_id IS NOT NULL "
        "OR m.state = 'voting' AND EXISTS (SELECT 1 FROM meetings_elector e "
        "WHERE e.motion_id = m.id AND e.organisation_id = NEW.organisation_id AND e.may_vote) "
        "AND NOT EXISTS (SELECT 1 FROM meetings_ballot b "
        "WHERE b.motion_id = m.id AND b.organisation_id = NEW.organisation_id))"
    ),
    message="a member answers a written proposal once, while it is open",
)
protect(
    "meetings_writtenproposal",
    allow_update_when=(
        "OLD.noted_at_id IS NULL AND NEW.motion_id = OLD.motion_id "
        "AND NEW.background = OLD.background AND NEW.opens_on = OLD.opens_on "
        "AND NEW.closes_on = OLD.closes_on AND NEW.closes_at = OLD.closes_at "
        "AND NEW.allowed_by_id = OLD.allowed_by_id AND NEW.interest = OLD.interest "
        "AND COALESCE(NEW.file_id, 0) = COALESCE(OLD.file_id, 0)"
    ),
    message="a written proposal stays as it was sent, and is noted once",
)
