"""Who acts: one person in one hat, or the system itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Someone doing something, as the verbs see them.

    `roles` are those of the hat being worn, not everything the person may do
    elsewhere. `hat` is "member:12", "office:1", "chair:2", "auditor:-",
    "officer:-" or "system". A task carries `(user_id, hat)` and reads the
    rest afresh, so rights that were lost meanwhile are lost there too.
    """

    user_id: int | None
    name: str
    hat: str
    roles: frozenset[str]
    organisation_id: int | None
    organisation_name: str = ""
    seat_ids: tuple[int, ...] = ()
    impersonator_id: int | None = None
    ip: str = ""
    request_id: str = ""
    task: str = ""

    def has(self, *roles: str) -> bool:
        """Is any of these roles part of the hat being worn?"""
        return not self.roles.isdisjoint(roles)

    @property
    def is_system(self) -> bool:
        return self.hat == "system"

    def __str__(self) -> str:
        return self.name


SYSTEM = Actor(
    user_id=None,
    name="The system",
    hat="system",
    roles=frozenset(),
    organisation_id=None,
)
