"""What of a claim can be changed now: all of a draft, the named parts of one that came back."""

from dataclasses import dataclass

from claims.models import ChangeRequest, Claim
from claims.states import ClaimState, Part


@dataclass(frozen=True)
class Opening:
    """`parts` holds (part, project or None), `lines` the ids of single lines."""

    everything: bool = False
    parts: frozenset[tuple[str, int | None]] = frozenset()
    lines: frozenset[int] = frozenset()
    request: ChangeRequest | None = None

    def part(self, part: str, project: int | None = None) -> bool:
        """Is the whole of a part open, in this project's section?"""
        return self.everything or bool(self.parts & {(part, None), (part, project)})

    def line(self, line) -> bool:
        """Is this line open, by itself or with its part?"""
        return line.pk in self.lines or self.part(Part.SPEND, line.budget_line.project_id)

    def touches(self, part: str, project: int | None = None) -> bool:
        """Is anything of the part open, if only one line of it?"""
        if part in (Part.SPEND, Part.EVIDENCE) and self.lines:
            return True
        return self.part(part, project) or (
            project is None and any(opened == part for opened, _ in self.parts)
        )


def opening_of(claim: Claim) -> Opening:
    """Nothing where the claim is with somebody else; asks the database only after a return."""
    if claim.state == ClaimState.IN_PROGRESS:
        return Opening(everything=True)
    if claim.state != ClaimState.CHANGES_REQUESTED:
        return Opening()
    request = open_request(claim)
    if request is None:
        return Opening()
    parts = list(request.parts.select_related("section"))
    return Opening(
        parts=frozenset(
            (part.part, part.section.project_id if part.section else None)
            for part in parts
            if part.line_id is None
        ),
        lines=frozenset(part.line_id for part in parts if part.line_id),
        request=request,
    )


def open_request(claim: Claim) -> ChangeRequest | None:
    return claim.changes.filter(answered_at__isnull=True).first()
