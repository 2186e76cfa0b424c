"""The same consortium and day as the tests of meetings, and somebody who writes bids."""

import pytest

from tests.factories import bids as make
from tests.meetings.conftest import day, here, sign_in_as

__all__ = ["day", "here", "sign_in_as"]


@pytest.fixture
def by(here):
    """A strategic development officer."""
    return make.officer()
