"""Lines of a list are kept while somebody is known by them to have voted."""

from datetime import timedelta

import pytest

from consultations.ballots.paper import booths
from consultations.ballots.personal import FORGETS
from consultations.ballots.rules import AlreadyVotedError
from consultations.eligibility.census import lists
from okote.platform.clock import offset, set_offset
from okote.privacy.service import forget
from tests.consultations.ballots.paper.conftest import CSV, resident

(LINES,) = FORGETS


async def test_lines_stay_until_the_ballots_are_closed_in_which_people_voted_by_them(
    db, ballot_of, listed, place, typist, administrator, close, tmp_path
):
    """A newer list gives everybody another line: the former one alone tells that they have voted."""
    ballot = await ballot_of(days=(-1, 40))
    booth = await booths.add_booth(db, ballot.id, "Mairie", "", by=administrator)
    await booths.mark_person(db, booth.id, resident(0), by=typist)
    newer = await lists.bring(db, "Liste 2", CSV, usual=place.id, kept_days=365, by=administrator)
    await lists.put_in_force(db, newer.id, by=administrator)
    await set_offset(db, await offset(db) + timedelta(days=31))
    assert await forget(db, LINES, uploads=tmp_path) == 0
    with pytest.raises(AlreadyVotedError):
        await booths.mark_person(db, booth.id, resident(0), by=typist)
    await set_offset(db, await offset(db) + timedelta(days=10))
    assert await forget(db, LINES, uploads=tmp_path) == 0, "over, and boxes are still to be opened"
    await booths.open_box(db, booth.id, 0, "Une personne est partie avec son bulletin", by=administrator)
    await close(ballot)
    assert await forget(db, LINES, uploads=tmp_path) == listed.lines
