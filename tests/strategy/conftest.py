"""The same day, people and sign-in as the tests of funds."""

from tests.funds.conftest import as_role, day, people

__all__ = ["as_role", "day", "people"]
