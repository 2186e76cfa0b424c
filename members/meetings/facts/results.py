"""What came of a vote, in a sentence that can be read out."""

from members.meetings.models import Motion
from members.meetings.states import Agreed, Choice, Outcome

ENDS = {
    Outcome.AGREED: "agreed",
    Outcome.NOT_AGREED: "not agreed",
    Outcome.TIED: "a tie, so not agreed",
    Outcome.INQUORATE: "no quorum when it closed, so no decision",
}


def labels(motion: Motion) -> dict[str, str]:
    """The words of each answer by its key."""
    options = {each["key"]: each["label"] for each in motion.options}
    return {**options, Choice.ABSTAIN.value: Choice.ABSTAIN.label}


def sentence(motion: Motion) -> str:
    """As in "3 for, 1 against, 0 abstained, 2 absent: agreed"; empty while it is not settled."""
    if motion.how == Agreed.CONSENSUS:
        return "Agreed by consensus: nobody disagreed"
    if not motion.result:
        return ""
    counted = motion.result
    words = labels(motion)
    parts = [f"{n} {_said(key, words)}" for key, n in counted["votes"].items()]
    parts.append(f"{counted['abstained']} abstained")
    written = motion.how == Agreed.WRITTEN
    for key, label in (
        ("not_voted", "did not answer" if written else "did not vote"), ("absent", "absent"),
        ("out", "out by an interest"),
    ):  # fmt: skip
        if counted[key] or key == ("not_voted" if written else "absent"):
            parts.append(f"{counted[key]} {label}")
    return f"{', '.join(parts)}: {_end(motion, words)}"


def _said(key: str, words: dict[str, str]) -> str:
    """As in "for", "against" or "for the representative of …"."""
    if key in (Choice.FOR.value, Choice.AGAINST.value):
        return words[key].lower()
    return f"for {_within(words[key])}"


def _within(label: str) -> str:
    """A label inside a sentence: "The representative of …" begins small."""
    return label.replace("The representative of", "the representative of", 1)


def _end(motion: Motion, words: dict[str, str]) -> str:
    if motion.outcome == Outcome.CHOSEN:
        return f"{_within(words.get(motion.chosen, motion.chosen))} is chosen"
    if motion.outcome == Outcome.TIED and motion.result.get("tied"):
        tied = [_within(words.get(key, key)) for key in motion.result["tied"]]
        return f"a tie between {' and '.join(tied)}"
    return ENDS[Outcome(motion.outcome)]


def few_voters(could: int) -> str:
    """How little secrecy there is where few can vote."""
    who = "Only one member" if could == 1 else f"Only {could} members"
    if could <= 12:
        return f"{who} can vote: people may guess who voted how."
    return f"{could} members can vote. Nobody sees who voted how."
