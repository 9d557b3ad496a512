"""Figures are computed when a result is published, of enough votes alone; votes are then told a line each."""

import tracemalloc

import pytest
from sqlmodel import select

from consultations.ballots.describing import OptionDetails
from consultations.ballots.events import BallotPublished
from consultations.ballots.exchange import files
from consultations.ballots.models import OpenVote
from consultations.ballots.rules import Input, Mode, Rule
from consultations.ballots.statistics.keeping import compute, kept, on_published, packed, unpacked
from consultations.ballots.statistics.models import BallotFigures
from consultations.ballots.voting import cast_vote, vote_openly
from consultations.eligibility.models import AgeFact, ResidenceFact
from consultations.eligibility.rules import Proof
from okote.territories.models import Place


@pytest.fixture
def subscriptions():
    return {BallotPublished: (on_published,)}


@pytest.fixture
def db(committing):
    return committing


async def voted(db, ballot, someone, *choices):
    for number, one in enumerate(choices):
        voter = await someone()
        if ballot.mode is Mode.OPEN:
            await vote_openly(db, ballot.id, one, by=voter)
        else:
            await cast_vote(db, ballot.id, one, f"seed{number}", by=voter)


async def over(ballot, pass_time, close, publish):
    await pass_time(1)
    await close(ballot)
    await publish(ballot)


async def told(db, ballot, **said):
    return [row async for row in files.votes(db, ballot, **said)]


async def test_a_sealed_vote(db, ballot, someone, pass_time, close, publish):
    await voted(db, ballot, someone, {1: 1, 2: 1}, {2: 1}, {}, {1: 1, 2: 1})
    assert await kept(db, ballot) is None
    await over(ballot, pass_time, close, publish)
    found = await kept(db, ballot)
    assert found == await compute(db, ballot)
    assert (found.figures.votes, found.figures.blank) == (4, 1)
    assert found.figures.supports == {1: 2, 2: 3, 3: 0, 4: 0, 5: 0}
    assert found.figures.together == {(1, 2): 2}
    assert (found.places, found.ages) == (None, None)
    assert await files.enough(db, ballot)
    rows = await told(db, ballot)
    assert rows == [
        {"vote": 1, "options": "", "points": None},
        {"vote": 2, "options": "1 2", "points": None},
        {"vote": 3, "options": "1 2", "points": None},
        {"vote": 4, "options": "2", "points": None},
    ]
    for after in range(6):
        assert await told(db, ballot, after=after) == rows[after:]
    await on_published(db, BallotPublished(ballot.id))
    assert len((await db.exec(select(BallotFigures).order_by(BallotFigures.at))).all()) == 1


async def test_of_too_few_nothing_is_kept(db, ballot, someone, pass_time, close, publish):
    await voted(db, ballot, someone, {1: 1}, {2: 1})
    await over(ballot, pass_time, close, publish)
    assert await kept(db, ballot) is None
    assert not await files.enough(db, ballot)


async def test_points_are_told_beside_their_options(db, ballot_of, someone, pass_time, close, publish):
    ballot = await ballot_of(
        mode=Mode.OPEN, input=Input.POINTS, rule=Rule.MOST_POINTS, points=5, points_most=3
    )
    await voted(db, ballot, someone, {1: 3, 2: 2}, {2: 1}, {})
    await over(ballot, pass_time, close, publish)
    assert [row["points"] for row in await told(db, ballot)] == ["", "3 2", "1"]
    assert (await kept(db, ballot)).figures.points == {1: 3, 2: 3, 3: 0, 4: 0, 5: 0}


async def test_of_an_open_vote_groups_are_told_that_are_large_enough(
    db, ballot_of, someone, territory, place, pass_time, close, publish
):
    ballot = await ballot_of(mode=Mode.OPEN, options=[OptionDetails(title=one) for one in "AB"], most=2)
    other = Place(territory_id=territory.id, name="Saint-Éloi")
    db.add(other)
    await db.flush()
    at = await db.now()
    today = territory.day(at)
    for number, where in enumerate([place] * 4 + [other] * 3 + [None]):
        voter = await someone()
        await vote_openly(db, ballot.id, {1: 1} if number % 2 else {1: 1, 2: 1}, by=voter)
        if where is not None:
            db.add(
                ResidenceFact(
                    territory_id=territory.id,
                    person_id=voter.person.id,
                    place_id=where.id,
                    proof=Proof.LIST,
                    shown_at=at,
                    shown_on=today,
                    valid_until=today.replace(year=today.year + 2),
                )
            )
        young = number in {0, 1, 2}
        db.add(
            AgeFact(
                territory_id=territory.id,
                person_id=voter.person.id,
                at_least=0 if young else 18,
                on_day=today,
                born_on=today.replace(year=today.year - 16, day=1) if young else None,
                proof=Proof.LIST,
                shown_at=at,
            )
        )
    await db.flush()
    await over(ballot, pass_time, close, publish)
    found = await kept(db, ballot)
    assert unpacked(packed(found)) == found
    assert [(row.voters, row.supports) for row in found.places] == [
        (4, {1: 4, 2: 2}),
        (None, None),
        (None, None),
    ]
    assert [(row.group, row.voters) for row in found.ages] == [("minor", 3), ("adult", 5), ("unknown", 0)]
    assert found.ages[0].supports == {1: 3, 2: 2}


async def test_many_votes_are_told_in_little_memory(db, ballot_of, someone, owner, pass_time, close, publish):
    """Ten times as many votes take no more: the peak is that of the pieces in which they are fetched."""
    ballot = await ballot_of(mode=Mode.OPEN)
    await voted(db, ballot, someone, {1: 1})
    await db.commit()
    peaks = []
    for thousand in (2, 20):
        owner.execute(
            "INSERT INTO person (id, created_at, email_chosen) SELECT gen_random_uuid(), now(), false"
            " FROM generate_series(1, %s)",
            [thousand * 1_000],
        )
        owner.execute(
            "INSERT INTO open_vote SELECT %s, id, (row_number() OVER ()) || ':1', now() FROM person"
            " WHERE id NOT IN (SELECT person_id FROM open_vote)",
            [ballot.id],
        )
        tracemalloc.start()
        number = 0
        async for _ in files.votes(db, ballot):
            number += 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert number > thousand * 1_000
        await db.commit()
    assert peaks[1] < 1.5 * peaks[0] + 200_000
    assert await db.get(OpenVote, (ballot.id, ballot.id)) is None
