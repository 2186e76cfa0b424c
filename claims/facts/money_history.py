"""What happened to bank details, runs, payments and funder claims, in words."""

from dataclasses import replace
from typing import Any

from projects.funds.history import Event, events_of

WORDS = {
    "bank details.verify": "Verified",
    "bank details.refuse": "Refused",
    "bank details.replace": "Replaced by newer details",
    "bank details.overtake": "Replaced before anybody verified them",
    "claims.account_entered": "Entered",
    "claims.account_looked_at": "Full numbers shown, to compare them",
    "claims.run_prepared": "Prepared",
    "payment run.release": "Released",
    "payment run.export": "Bank file made",
    "payment run.send": "Sent to the bank",
    "payment run.finish": "Finished",
    "payment run.ask_void": "Asked to be voided",
    "payment run.void": "Voided",
    "payment run.keep_prepared": "Kept after all",
    "payment run.keep_released": "Kept after all",
    "payment run.keep_exported": "Kept after all",
    "claims.release_overridden": "Rule of release overridden by the chair",
    "claims.funder_claim_assembled": "Put together",
    "claims.funder_claim_collected": "Lines collected again",
    "claims.funder_claim_worded": "Text changed",
    "claims.funder_row_added": "Row added",
    "claims.funder_row_removed": "Row taken out",
    "claims.funder_claim_signed_first": "Signed by the first person",
    "funder claim.sign": "Signed by the second person",
    "funder claim.unsign": "Opened again",
    "funder claim.send": "Frozen and sent",
    "claims.funder_link_made": "New link for the funder",
    "claims.funder_link_ended": "The funder's link ended",
    "funder claim.query": "The funder asked something",
    "funder claim.replace": "Replaced by a new version",
    "funder claim.agree": "Agreed by the funder",
    "funder claim.receive_part": "Part of the money came",
    "funder claim.receive": "All of the money came",
    "funder claim.abandon": "Thrown away",
}


def money_events(record: Any) -> list[Event]:
    """The newest things that happened to it, newest first."""
    return [replace(event, what=WORDS.get(event.what, event.what)) for event in events_of(record)]
