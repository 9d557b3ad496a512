"""How many statements the pages of votes take, whatever there is to show on them."""

import pytest

from consultations.ballots.describing import EnvelopeDetails, OptionDetails
from consultations.ballots.rules import Mode, Rule
from okote.territories.queries import places
from tests.consultations.test_query_counts import asked

LIST, ONE = "/fr/ballots", "/fr/ballots/{ballot}"
STRANGER = {LIST: 2, ONE: 5}
SIGNED_IN = {LIST: 2, ONE: 6}
VOTED = {Mode.SEALED: 6, Mode.OPEN: 6}
"""Of the page of a ballot, for whoever has voted in it."""


async def numbers(house, browser, ballot):
    return {path: await asked(house, browser, path.format(ballot=ballot.id)) for path in (LIST, ONE)}


@pytest.fixture
async def full(put_to_vote, house, desk):
    """Sixty options of two envelopes, each somewhere."""
    async with house.database.reading() as db:
        known = await places(db, desk.territory.id)

    async def full(many=60, **changes):
        options = [
            OptionDetails(
                title=f"Projet {at}", cost_minor=100_00 * at, envelope=1 + at % 2, place_id=known[at % 2].id
            )
            for at in range(1, many + 1)
        ]
        money = (
            EnvelopeDetails(name="Ici", amount_minor=9000_00),
            EnvelopeDetails(name="Là", amount_minor=9000_00),
        )
        return await put_to_vote(options=options, envelopes=money, rule=Rule.GREEDY, winners=None, **changes)

    return full


async def test_more_ballots_and_more_options_take_no_more_statements(
    full, put_to_vote, house, browser, enter
):
    small = await full(3)
    camille = await enter("camille")
    assert await numbers(house, browser, small) == STRANGER
    assert await numbers(house, lambda: camille, small) == SIGNED_IN
    large = await full()
    for number in range(5):
        await put_to_vote(title=f"Vote {number}")
    assert await numbers(house, browser, large) == STRANGER
    assert await numbers(house, lambda: camille, large) == SIGNED_IN


@pytest.mark.parametrize("mode", [*Mode])
async def test_whoever_has_voted_is_shown_it_in_as_many(full, house, enter, mode):
    camille = await enter("camille")
    for many in (3, 60):
        ballot = await full(many, mode=mode)
        there = f"/fr/ballots/{ballot.id}"
        answer = await camille.post(f"{there}/vote", {"choice": "1", "seed": "a" * 32})
        assert answer.status_code in {200, 303}, answer.text
        assert await asked(house, lambda: camille, there) == VOTED[mode], many
