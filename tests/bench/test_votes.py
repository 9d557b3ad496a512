"""What is measured of votes is measured as it is said, on a few as on many."""

from sqlmodel import func, select

from consultations.ballots.models import OpenVote
from tests.bench.votes import votes
from tests.consultations.conftest import (
    app,
    browser,
    changed_settings,
    give_role,
    house,
    identity_provider,
    identity_provider_server,
)

__all__ = [
    "app",
    "browser",
    "changed_settings",
    "give_role",
    "house",
    "identity_provider",
    "identity_provider_server",
]


async def test_figures_and_files_are_measured_of_a_ballot_of_their_own(house):
    figures, file = await votes(house, people=300, answers=900)
    assert figures.bounds[1].met
    assert file.bounds[0].met
    assert file.bounds[1].met
    async with house.database.reading() as db:
        assert (await db.exec(select(func.count()).select_from(OpenVote))).one() == 0
