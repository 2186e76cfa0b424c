"""Which marks a hat reads of what a meeting left behind: decisions, actions, minutes (R54, A17)."""

from members.states import Role

from .states import Mark

READ_ALL = (
    Role.SECRETARIAT, Role.CHAIR, Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.AUDITOR,
)  # fmt: skip


def decisions_read_by(actor) -> list[str]:
    """As `Decision.objects.visible_to` reads them."""
    if actor is None:
        return [Mark.PUBLIC]
    if actor.has(*READ_ALL):
        return [each.value for each in Mark]
    if actor.has(Role.ADVISER):
        return [Mark.PUBLIC, Mark.MEETING]
    return [Mark.PUBLIC, Mark.MEETING, Mark.MEMBERS]
