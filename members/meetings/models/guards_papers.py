"""What the database itself keeps true about papers: what went out, to whom and when, stays."""

from consortium.core.appendonly import protect

protect(
    "meetings_paper",
    allow_update_when=(
        "NEW.meeting_id = OLD.meeting_id AND (OLD.sent_at IS NULL "
        "OR NEW.sent_at IS NOT NULL AND NEW.sent_at = OLD.sent_at)"
    ),
    message="a paper keeps the time of its first sending",
)
protect("meetings_paperversion", message="a version of a paper stays as it was brought")
protect("meetings_namedcopy", message="a copy that names its reader stays")
protect("meetings_circulation", message="what went out stays on record")
protect("meetings_sentversion", message="what went out stays on record")
protect("meetings_receivedversion", message="what went to whom stays on record")
protect(
    "meetings_receipt",
    allow_update_when=(
        "NEW.circulation_id = OLD.circulation_id "
        "AND COALESCE(NEW.user_id, 0) = COALESCE(OLD.user_id, 0) "
        "AND (OLD.opened_at IS NULL "
        "OR NEW.opened_at IS NOT NULL AND NEW.opened_at = OLD.opened_at) "
        "AND (NEW.name = OLD.name OR NEW.name = '') AND (NEW.email = OLD.email OR NEW.email = '')"
    ),
    message="what went to whom stays on record",
)
protect("meetings_pack", message="a pack stays as it was made")
