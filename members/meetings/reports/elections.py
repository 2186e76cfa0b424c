"""The ballot record of an election, and the certificate of a hand-over (R72, R77)."""

import csv
import io
import json
from dataclasses import dataclass

from consortium.core import pdf
from consortium.core.sheets import plain_text
from members.meetings.facts import elections as facts
from members.meetings.facts import results
from members.meetings.models import Election, HandOver, Motion
from members.meetings.rules_elections import LOT_WORDS
from members.models import Consortium

__all__ = ["LOT_WORDS", "ballot_facts", "certificate", "record_csv", "record_pdf"]


@dataclass(frozen=True)
class Voter:
    name: str
    state: str  # "voted", "did not vote", "absent", "out by an interest"
    choice: str  # of an open ballot


@dataclass(frozen=True)
class BallotFacts:
    """One ballot as it was held, with the names of the candidates."""

    motion: Motion
    rule: str
    sentence: str
    voters: list[Voter]


def ballot_facts(motion: Motion, names: dict[str, str]) -> BallotFacts:
    """`names`: of the candidates by their key; they are not in what is frozen."""
    motion.options = [
        {**each, "label": names.get(each["key"], each["label"])} for each in motion.options
    ]
    labels = results.labels(motion)
    cast = {each.organisation_id: each for each in motion.ballots.all()}
    voters = []
    for each in motion.electors.all():
        ballot = cast.get(each.organisation_id)
        state = "voted" if ballot else "did not vote"
        if not ballot and each.out_by_interest:
            state = "out by an interest"
        elif not ballot and not each.present:
            state = "absent"
        choice = labels.get(ballot.choice, "") if ballot and not motion.secret else ""
        voters.append(Voter(each.organisation.name, state, choice))
    rule = json.loads(motion.frozen)["rule"]["name"] if motion.frozen else ""
    return BallotFacts(motion, rule, results.sentence(motion), voters)


def _record(election: Election) -> list[BallotFacts]:
    names = facts.labels(election)
    return [ballot_facts(each, names) for each in facts.ballots(election)]


def record_pdf(election: Election) -> bytes:
    """Electorate, rule, fingerprint and counts of each ballot; who voted how in an open one."""
    title = f"Ballot record: {election}"
    context = {
        "election": election, "ballots": _record(election), "title": title, "reference": title,
        "candidates": facts.candidates(election), "lot_words": LOT_WORDS,
        "lots": list(election.lots.all()), "declaration": facts.declaration(election),
        **Consortium.names(),
    }  # fmt: skip
    return pdf.render_pdf("pdf/meetings/ballot_record.html", context, title=title)


def record_csv(election: Election) -> str:
    """A row a member and ballot."""
    kept = io.StringIO()
    sheet = csv.writer(kept)
    sheet.writerow(["Round", "Secret", "Rule", "Fingerprint", "Result", "Member", "Voted", "For"])
    for each in _record(election):
        motion = each.motion
        for voter in each.voters:
            sheet.writerow(
                [motion.round, "yes" if motion.secret else "no", each.rule, motion.frozen_sha256,
                 each.sentence, plain_text(voter.name), voter.state, plain_text(voter.choice)]
            )  # fmt: skip
    for lot in election.lots.all():
        sheet.writerow(["Lot", "", lot.method, lot.seed, lot.chosen, " ".join(lot.tied), "", ""])
    return "\ufeff" + kept.getvalue()


def certificate(hand_over: HandOver) -> bytes:
    """What was handed over, given and received when; open parts are named as open."""
    title = str(hand_over)
    context = {
        "hand_over": hand_over, "parts": list(hand_over.parts.all()), "title": title,
        "reference": title, **Consortium.names(),
    }  # fmt: skip
    return pdf.render_pdf("pdf/meetings/hand_over.html", context, title=title)
