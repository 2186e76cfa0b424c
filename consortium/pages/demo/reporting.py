"""The funder's side of the demonstration: claims assembled, signed by two, sent, agreed."""

from claims.actions import funder_claims
from consortium.core.periods import Quarter
from projects.funds.models import Grant

from .cast import acting


def report(grant: str, quarter: Quarter):
    """A grant's funder claim for a quarter, frozen and sent."""
    by, other = acting("priya_nair"), acting("helen_marsh")
    made = funder_claims.assemble(Grant.objects.get(slug=grant), quarter, by=by)
    funder_claims.sign(made, by=by)
    funder_claims.sign(made, by=other)
    return funder_claims.send(made, by=by)


def agree(funder_claim) -> None:
    funder_claims.agree(funder_claim, by=acting("priya_nair"))
