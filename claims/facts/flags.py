"""A claim's flags as they are kept on its row."""

from claims.models import Claim
from claims.rules.flags import Flag, Weight


def as_data(flag: Flag) -> dict:
    return {
        "code": flag.code,
        "weight": int(flag.weight),
        "words": flag.words,
        "line": flag.line,
        "item": flag.item,
        "other": flag.other,
    }


def kept_flags(claim: Claim) -> list[Flag]:
    """The flags as they were last worked out."""
    return [Flag(**{**data, "weight": Weight(data["weight"])}) for data in claim.flags]


def looked_over(claim: Claim) -> bool:
    """Were the flags worked out since the claim was last sent?"""
    return claim.flags_for == claim.submissions_made


def kept_clean(claim: Claim) -> bool:
    """As far as its kept flags say: nothing to look at. Checking works them out anew."""
    return looked_over(claim) and not claim.flag_weight
