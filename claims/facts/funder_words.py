"""A first draft of what the funder reads, out of what the members wrote."""

from collections import defaultdict

from claims.models import ClaimSection, FunderClaim

PARTS = (
    ("achieved", ""),
    ("not_achieved", "Not achieved: "),
    ("next_quarter", "Next quarter: "),
    ("equality", "Equality and reach: "),
)


def drafted_narrative(funder_claim: FunderClaim) -> dict[str, str]:
    """{project number as text: what each member wrote about it, under its name}."""
    by_project: dict[int, list[str]] = defaultdict(list)
    for section in member_sections(funder_claim):
        said = "\n".join(
            f"{before}{text}" for name, before in PARTS if (text := getattr(section, name).strip())
        )
        if said:
            by_project[section.project.number].append(f"{section.claim.organisation.name}\n{said}")
    return {str(number): "\n\n".join(texts) for number, texts in sorted(by_project.items())}


def member_sections(funder_claim: FunderClaim):
    """The members' sections of the claims in it, of its own quarter, by project."""
    claims = funder_claim.lines.values("claim_line__claim")
    return (
        ClaimSection.objects.filter(claim__in=claims, claim__round__quarter=funder_claim.quarter)
        .select_related("project", "claim__organisation")
        .order_by("project__number", "claim__organisation__name")
    )
