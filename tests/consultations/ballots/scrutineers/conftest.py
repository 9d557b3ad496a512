"""Desks of ballots, and whoever is named to sign for one."""

import pytest

from okote.identity.models import Role
from tests.consultations.ballots.office.conftest import (
    announced,
    drafted,
    latest,
    lea,
    pass_days,
    voted_in,
)

__all__ = ["announced", "drafted", "latest", "lea", "pass_days", "voted_in"]


@pytest.fixture
async def clerk(enter):
    """An agent at the desk."""
    return await enter("camille", Role.AGENT)
