"""Minutes tell who could vote, who did and how, in sums that are done here by hand."""

from datetime import date, timedelta
from secrets import token_hex
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from consultations.ballots.closing import ACTS, ask_to_annul, ask_to_close, note_lot
from consultations.ballots.minutes.rules import proofs, table
from consultations.ballots.paper import assisting, batches, booths, codes
from consultations.ballots.queries import ballot as shown_ballot
from consultations.ballots.results.counting import counted
from consultations.ballots.results.drawing_up import minutes_of
from consultations.ballots.results.invariants import INVARIANTS
from consultations.ballots.results.models import BallotFile, BallotTally, CountOutcome
from consultations.ballots.results.registered import lying_in, registered, told, youngest
from consultations.ballots.rules import Channel
from consultations.ballots.voting import cast_vote
from consultations.eligibility.facts import record_age, record_residence
from consultations.eligibility.rules import Conditions, Proof, Residence, birthday
from okote.approvals.service import approve
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.territories.models import Place
from payments.sessions import MOMENT
from tests.consultations.ballots.paper.conftest import (
    PEOPLE,
    booth,
    letters,
    lined,
    listed,
    marked,
    place,
    resident,
    typist,
)

__all__ = ["booth", "letters", "lined", "listed", "marked", "place", "typist"]

ON_THE_LIST = Conditions(residence=Residence.LIST)


@pytest.fixture
async def ballot(ballot_of, listed):
    return await ballot_of(conditions=ON_THE_LIST.written())


@pytest.fixture
def neighbour(db, territory, place, someone):
    """Somebody on no list, who showed by a letter that they live there."""

    async def neighbour():
        visitor = await someone()
        await record_residence(db, territory, visitor.person.id, place.id, Proof.LETTER)
        return visitor

    return neighbour


@pytest.fixture
async def voted(db, ballot, booth, letters, marked, *, neighbour, lined, typist, someone, pass_time):
    """Of 12 on the list: 3 online, 2 by code, 1 helped, 5 on paper, two void. Three neighbours stay away."""
    for _ in range(3):
        await neighbour()
    given = [
        await cast_vote(db, ballot.id, choices, token_hex(), by=await lined(number))
        for number, choices in ((5, {1: 1}), (6, {1: 1}), (7, {}))
    ]
    _, printed = await letters()
    for number, choices in ((9, {1: 1}), (10, {2: 1})):
        by = (await someone()).stranger
        code = await codes.admitted(db, ballot, printed[number], by=by)
        await codes.cast_by_code(db, ballot.id, code.id, choices, token_hex(), by=by)
    line = await assisting.begin(db, ballot.id, resident(11), by=typist)
    await assisting.cast_assisted(db, ballot.id, line.id, {2: 1}, token_hex(), by=typist)
    await marked(5)
    await db.commit()
    await pass_time(1)
    await booths.open_box(db, booth.id, 5, "", by=typist)
    batch = await batches.start_batch(db, booth.id, 5, by=typist)
    for one in (typist, await someone(Role.AGENT)):
        await batches.type_batch(db, batch.id, "1 2\n-\nx\n1 2 3 4\n2", by=one)
    await batches.accept(db, batch.id, by=typist)
    await db.commit()
    return given


@pytest.fixture
def tallied(db, database, ballot, administrator, someone):
    """The first vote is annulled; it is closed by two people and counted."""

    async def tallied(given):
        second = await someone(Role.ADMINISTRATOR)

        async def by_two(asking):
            await approve(db, ACTS, (await asking).id, "Vu", by=second)
            await db.commit()
            db.info.pop(MOMENT, None)

        await by_two(ask_to_annul(db, ballot.id, given[0].receipt, "Code volé", by=administrator))
        await note_lot(db, ballot.id, "17", by=administrator)
        await by_two(ask_to_close(db, ballot.id, "Terminé", by=administrator))
        outcome = await counted(database.unit_of_work, ballot.id, administrator.person.id)
        assert outcome is CountOutcome.COUNTED
        shown = await shown_ballot(db, ballot.territory_id, ballot.id)
        tally = await db.get_one(BallotTally, ballot.id, populate_existing=True)
        return await minutes_of(db, shown, tally, frozenset({1, 2}), administrator.territory)

    return tallied


async def test_all_who_voted_by_every_way_add_up_by_hand(db, ballot, voted, tallied, owner):
    minutes = await tallied(voted)
    assert all(right for _, right in proofs(minutes))
    by_way = {way.channel: (way.voted, way.void, way.into_urn) for way in minutes.ways}
    assert by_way == {
        Channel.WEB: (3, 0, 3),
        Channel.CODE: (2, 0, 2),
        Channel.ASSISTED: (1, 0, 1),
        Channel.PAPER: (5, 2, 3),
    }
    urn = minutes.urn
    assert (minutes.registered, minutes.sums["voted"], minutes.void) == (15, 11, 2)
    assert (urn.found, urn.blank, urn.annulled, urn.valid) == (9, 2, 1, 6)
    assert 11 == 2 + 2 + 1 + 6, "voted = void + blank + annulled + valid"
    assert minutes.told_turnout == 73_30, "11 of 15"
    *lines, total = table(minutes)
    for column in ("received", "voted", "spoiled", "over_voted", "into_urn"):
        assert sum(line[column] for line in lines) == total[column]
    assert [total[one] for one in ("registered", "voted", "blank", "annulled", "valid")] == [15, 11, 2, 1, 6]
    assert total["voted"] == sum(
        total[one] for one in ("spoiled", "over_voted", "unreadable", "blank", "annulled", "valid")
    )
    assert await violations(db, INVARIANTS) == []
    rows = await db.exec(select(BallotFile).where(BallotFile.ballot_id == ballot.id))
    [published] = [one.content.decode() for one in rows if one.name == "minutes.csv"]
    assert published.splitlines()[-1] == "total,11,0,11,1,1,0,9,2,1,6,15"
    owner.execute("ALTER TABLE ballot_tally DISABLE TRIGGER ballot_tally_append_only")
    owner.execute("UPDATE ballot_tally SET blank = blank + 1")
    assert len(await violations(db, INVARIANTS)) == 1


async def known(db, ballot, territory):
    return await registered(db, await shown_ballot(db, ballot.territory_id, ballot.id), territory)


async def test_it_is_not_known_where_whoever_says_so_may_vote(db, ballot_of, listed, territory):
    """Everyone, or whoever declares that they live there: no list holds them all."""
    for conditions in (Conditions(), Conditions(residence=Residence.DECLARED)):
        ballot = await ballot_of(conditions=conditions.written())
        assert await known(db, ballot, territory) is None


async def test_without_a_list_in_force_it_is_not_known(db, ballot_of, territory):
    assert await known(db, await ballot_of(conditions=ON_THE_LIST.written()), territory) is None


async def test_of_the_list_those_alone_are_registered_who_may_vote(
    db, ballot_of, listed, place, territory, neighbour, someone, administrator
):
    everyone = await ballot_of(conditions=ON_THE_LIST.written())
    assert await known(db, everyone, territory) == PEOPLE
    visitor = await neighbour()
    assert await known(db, everyone, territory) == PEOPLE + 1
    declared = await someone()
    await record_residence(db, territory, declared.person.id, place.id, Proof.DECLARED)
    assert await known(db, everyone, territory) == PEOPLE + 1, "who says so has shown nothing"
    other = Place(territory_id=territory.id, name="Valombre")
    part = Place(territory_id=territory.id, name="Bas", parent_id=place.id, kind="sector")
    db.add_all([other, part])
    await db.flush()
    for where, many in ((place, PEOPLE + 1), (other, 0)):
        asked = Conditions(residence=Residence.LIST, places=frozenset({where.id}))
        assert await known(db, await ballot_of(conditions=asked.written()), territory) == many
    adult = Conditions(residence=Residence.LIST, age_floor=18)
    grown = await ballot_of(conditions=adult.written())
    assert await known(db, grown, territory) == PEOPLE, "nobody knows how old the neighbour is"
    await record_age(db, territory, visitor.person.id, date(1980, 5, 5), Proof.COUNTER, paper="passport")
    assert await known(db, grown, territory) == PEOPLE + 1
    old = Conditions(residence=Residence.LIST, age_floor=90)
    assert await known(db, await ballot_of(conditions=old.written()), territory) == 0
    package = await codes.pack_number(db, everyone.id, 4, by=administrator)
    assert await known(db, everyone, territory) == PEOPLE + 1, "nobody has these codes yet"
    await codes.download(db, everyone.id, package.id, by=administrator)
    assert await known(db, everyone, territory) == PEOPLE + 5
    await codes.void(db, everyone.id, package.id, by=administrator)
    assert await known(db, everyone, territory) == PEOPLE + 1


@pytest.mark.parametrize(
    ("registered", "voted", "expected"), [(None, 3, None), (10, 3, 10), (3, 3, 3), (2, 3, None), (0, 0, 0)]
)
def test_a_list_that_holds_fewer_than_voted_says_nothing(registered, voted, expected):
    assert told(registered, voted) == expected


def test_a_place_lies_in_itself_and_in_what_is_around_it():
    commune, sector, other = (UUID(int=number) for number in (1, 2, 3))
    parents = {commune: None, sector: commune, other: None}
    assert lying_in(parents, {commune}) == {commune, sector}
    assert lying_in(parents, {sector}) == {sector}
    assert lying_in({commune: sector, sector: commune}, {other}) == frozenset(), "a loop ends"


@given(st.integers(1, 99), st.dates(date(1996, 1, 1), date(2040, 12, 31)))
def test_the_youngest_is_just_old_enough(floor, on):
    born = youngest(floor, on)
    assert birthday(born, floor) <= on < birthday(born + timedelta(days=1), floor)
