"""Rules of meetings on plain values: quorum, counting, order, and what is frozen (10.6, 10.7)."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from members.rules import quorum

from .states import Choice, Outcome

ABSTAIN = Choice.ABSTAIN.value


@dataclass(frozen=True)
class Rule:
    """How votes are counted. `base`: of what `more_than` is a share (GV5).

    "cast": of the votes for and against; "present": of the members that could vote here;
    "all": of all members that have a vote.
    """

    name: str
    base: str
    more_than: Fraction
    version: int = 1

    def as_json(self) -> dict:
        share = f"{self.more_than.numerator}/{self.more_than.denominator}"
        return {"name": self.name, "base": self.base, "more_than": share, "version": self.version}


# A8: more for than against among the votes cast; who abstains is recorded and not counted.
MAJORITY = Rule("Simple majority of votes cast", "cast", Fraction(1, 2))
MAJORITY_OF_PRESENT = Rule("Majority of the members present", "present", Fraction(1, 2))
MAJORITY_OF_ALL = Rule("Majority of all members", "all", Fraction(1, 2))
MOST_VOTES = Rule("The most votes", "most", Fraction(0))
RULES = {each.name: each for each in (MAJORITY, MAJORITY_OF_PRESENT, MAJORITY_OF_ALL, MOST_VOTES)}


def rule_from_json(stored: Mapping) -> Rule:
    """The rule as it was frozen with a vote."""
    over, under = stored["more_than"].split("/")
    share = Fraction(int(over), int(under))
    return Rule(stored["name"], stored["base"], share, stored["version"])


@dataclass(frozen=True)
class Quorum:
    """Of how many members how many are needed, and how many are here (10.6)."""

    members: int
    present: int

    @property
    def needed(self) -> int:
        return quorum(self.members)

    @property
    def met(self) -> bool:
        return self.members > 1 and self.present >= self.needed

    @property
    def sentence(self) -> str:
        """As in "Quorum 2 of 6 members: 4 present"."""
        if self.members < 2:
            return "With fewer than two members there is never a quorum."
        end = "" if self.met else ", not quorate"
        return f"Quorum {self.needed} of {self.members} members: {self.present} present{end}"


@dataclass(frozen=True)
class Count:
    """What came of a vote; `votes` by option, abstentions apart."""

    outcome: str
    votes: Mapping[str, int]
    abstained: int
    not_voted: int
    absent: int
    out: int
    chosen: str = ""
    tied: tuple[str, ...] = ()

    def as_json(self) -> dict:
        return {
            "outcome": self.outcome,
            "votes": dict(self.votes),
            "abstained": self.abstained,
            "not_voted": self.not_voted,
            "absent": self.absent,
            "out": self.out,
            "chosen": self.chosen,
            "tied": list(self.tied),
        }


@dataclass(frozen=True)
class Seat:
    """A member in a frozen electorate, as counting needs it."""

    organisation: int
    present: bool
    out: bool

    @property
    def may_vote(self) -> bool:
        return self.present and not self.out


def count(
    rule: Rule,
    *,
    options: Sequence[str],
    electorate: Sequence[Seat],
    voted: int,
    choices: Iterable[str],
    quorate: bool,
) -> Count:
    """The result of a vote: the same whenever it is reckoned again (GV5).

    `choices`: what was chosen, in any order; `voted`: how many members have voted, which
    is as many; `quorate`: at the moment of closing. Without a quorum nothing is decided (GV4).
    A tie is not agreed, as nobody has a casting vote (A8).
    """
    given = Counter(choices)
    if sum(given.values()) != voted or set(given) - {*options, ABSTAIN}:
        raise ValueError("the slips do not fit the members that have voted")
    votes = {each: given[each] for each in options}
    could = sum(each.may_vote for each in electorate)
    outcome, chosen, tied = _outcome(rule, votes, could=could, members=len(electorate))
    if not quorate:
        outcome, chosen, tied = Outcome.INQUORATE.value, "", ()
    return Count(
        outcome=outcome,
        votes=votes,
        abstained=given[ABSTAIN],
        not_voted=could - voted,
        absent=sum(not each.present and not each.out for each in electorate),
        out=sum(each.out for each in electorate),
        chosen=chosen,
        tied=tied,
    )


def _outcome(rule: Rule, votes: Mapping[str, int], *, could: int, members: int):
    if rule.base == "most":
        return _most(votes)
    yes, no = votes[Choice.FOR], votes[Choice.AGAINST]
    base = {"cast": yes + no, "present": could, "all": members}[rule.base]
    if base and Fraction(yes, base) > rule.more_than:
        return Outcome.AGREED.value, "", ()
    tied = yes == no and yes > 0
    return (Outcome.TIED if tied else Outcome.NOT_AGREED).value, "", ()


def _most(votes: Mapping[str, int]):
    """Who has the most votes; several with the same are tied, and with no vote nobody is chosen."""
    best = max(votes.values(), default=0)
    first = tuple(sorted(each for each, n in votes.items() if n == best))
    if not best:
        return Outcome.NOT_AGREED.value, "", ()
    if len(first) > 1:
        return Outcome.TIED.value, "", first
    return Outcome.CHOSEN.value, first[0], ()


def canonical(frozen: Mapping) -> str:
    """JSON that is the same text for the same facts: sorted keys, no spaces."""
    return json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(text: str) -> str:
    """SHA-256 in hexadecimal of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()
