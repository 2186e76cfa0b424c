"""What the database itself keeps true about elections and hand-overs: what was said and done
stays."""

from consortium.core.appendonly import protect


def _once(*columns: str) -> str:
    """SQL over OLD and NEW: each of these is filled in once and then stays."""
    return " AND ".join(
        f"(OLD.{each} IS NULL OR NEW.{each} IS NOT NULL AND NEW.{each} = OLD.{each})"
        for each in columns
    )


protect(
    "meetings_election",
    allow_update_when=(
        "OLD.state <> 'declared' AND NEW.kind = OLD.kind AND NEW.for_year = OLD.for_year "
        "AND " + _once("called_on", "decision_id", "term_id")
    ),
    message="an election that is declared stays as it was",
)
protect(
    "meetings_candidate",
    allow_update_when=(
        "NEW.election_id = OLD.election_id AND NEW.person_id = OLD.person_id "
        "AND NEW.organisation_id = OLD.organisation_id "
        "AND NEW.nominated_by_id = OLD.nominated_by_id "
        "AND NEW.entered_by_id = OLD.entered_by_id AND NEW.nominated_on = OLD.nominated_on "
        "AND NEW.from_floor = OLD.from_floor "
        "AND (OLD.statement = '' OR NEW.statement = OLD.statement OR NEW.statement = '') "
        "AND " + _once("consented_on", "consent_typed_by_id", "declined_on", "withdrawn_on")
    ),
    message="who was nominated, and what they said, stays on record",
)
protect(
    "meetings_lot",
    allow_update_when=(
        "OLD.chosen = '' AND NEW.seed = OLD.seed AND NEW.method = OLD.method "
        "AND NEW.motion_id = OLD.motion_id AND NEW.election_id = OLD.election_id "
        "AND CAST(NEW.tied AS text) = CAST(OLD.tied AS text) AND NEW.drawn_at = OLD.drawn_at"
    ),
    message="a lot is drawn once, and applied as it was drawn",
)
protect(
    "meetings_bodyreview",
    allow_update_when=(
        "NEW.for_year = OLD.for_year AND NEW.outcome = OLD.outcome "
        "AND NEW.organisation_id = OLD.organisation_id "
        "AND NEW.recorded_on = OLD.recorded_on AND " + _once("decision_id", "term_id")
    ),
    message="a review of the accountable body stays as it was recorded",
)
protect(
    "meetings_handover",
    allow_update_when=(
        "OLD.finished_on IS NULL AND NEW.old_id = OLD.old_id AND NEW.new_id = OLD.new_id "
        "AND NEW.term_id = OLD.term_id"
    ),
    message="a hand-over that is finished stays as it was",
)
protect(
    "meetings_handoveritem",
    allow_update_when=(
        "NEW.hand_over_id = OLD.hand_over_id AND NEW.part = OLD.part AND "
        + _once("given_on", "given_by_id", "received_on", "received_by_id")
    ),
    message="what was handed over stays on record",
)
