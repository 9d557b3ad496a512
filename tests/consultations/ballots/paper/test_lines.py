"""One elector has one vote, whichever way they come: also where nobody could tell that they are the same."""

from secrets import token_hex

import pytest
from sqlmodel import select

from consultations.ballots.lines import begin_lines
from consultations.ballots.paper import assisting, booths, codes
from consultations.ballots.polling import queries, showing
from consultations.ballots.rules import AlreadyVotedError, LineMissingError, LinesLateError, Mode
from consultations.ballots.voting import cast_vote, vote_openly
from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.census.service import prove_by_list
from consultations.eligibility.facts import record_residence
from consultations.eligibility.queries import facts_of
from consultations.eligibility.rules import NotEligibleError, Proof, Residence
from consultations.eligibility.service import declare_residence
from tests.consultations.ballots.paper.conftest import resident

CHANNELS = ("booth", "list", "counter-code", "assisted")


@pytest.fixture
def come(db, administrator, typist):
    """Somebody on the list comes by their line and is given a vote, or what brings one."""

    async def come(channel, ballot, number=0):
        if channel == "booth":
            booth = await booths.add_booth(db, ballot.id, "Mairie", "", by=administrator)
            await booths.mark_person(db, booth.id, resident(number), by=typist)
        elif channel == "list":
            await codes.pack_list(db, ballot.id, by=administrator)
        elif channel == "counter-code":
            await codes.reissue(db, ballot.id, resident(number), by=typist)
        else:
            line = await assisting.begin(db, ballot.id, resident(number), by=typist)
            await assisting.cast_assisted(db, ballot.id, line.id, {1: 1}, token_hex(), by=typist)

    return come


def online(db, ballot, by):
    return cast_vote(db, ballot.id, {1: 1}, token_hex(), by=by)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("proof", [None, Proof.DECLARED, Proof.LETTER])
async def test_who_came_by_their_line_has_no_second_vote_by_an_account_without_one(
    db, ballot, listed, place, someone, come, channel, proof
):
    await come(channel, ballot)
    voter = await someone()
    if proof is Proof.DECLARED:
        await declare_residence(db, place.id, by=voter)
    elif proof is not None:
        await record_residence(db, voter.territory, voter.person.id, place.id, proof)
    with pytest.raises(NotEligibleError) as refused:
        await online(db, ballot, voter)
    assert [type(one.why) for one in refused.value.missing] == [LineMissingError]
    assert [way.value for way in refused.value.missing[0].ways] == ["list", "counter"]
    await prove_by_list(db, resident(0), by=voter)
    if channel in {"booth", "assisted"}:
        with pytest.raises(AlreadyVotedError):
            await online(db, ballot, voter)
    else:
        await online(db, ballot, voter)
    other = await someone()
    await prove_by_list(db, resident(1), by=other)
    await online(db, ballot, other)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_nobody_comes_by_lines_once_somebody_without_one_has_voted_online(
    db, ballot, listed, someone, come, channel
):
    lined, unlined = await someone(), await someone()
    await prove_by_list(db, resident(1), by=lined)
    await online(db, ballot, lined)
    await begin_lines(db, ballot)
    await online(db, ballot, unlined)
    with pytest.raises(LinesLateError):
        await come(channel, ballot)
    await prove_by_list(db, resident(2), by=unlined)
    await come(channel, ballot)


async def test_codes_of_nobody_ask_nobody_for_a_line(db, ballot, listed, someone, administrator):
    await codes.pack_number(db, ballot.id, 3, by=administrator)
    await online(db, ballot, await someone())
    with pytest.raises(LinesLateError):
        await booths.add_booth(db, ballot.id, "Mairie", "", by=administrator)


async def test_who_had_a_line_that_is_another_account_s_now_is_known_by_it(db, ballot, listed, someone):
    former, now = await someone(), await someone()
    await online(db, ballot, former)
    line = (await db.exec(select(CensusEntry).where(CensusEntry.number == "N1"))).one()
    line.formerly, line.person_id, line.claimed_at = [str(former.person.id)], now.person.id, await db.now()
    await db.flush()
    await begin_lines(db, ballot)


async def test_an_open_vote_asks_for_no_line(db, ballot_of, listed, someone):
    ballot = await ballot_of(mode=Mode.OPEN)
    await vote_openly(db, ballot.id, {1: 1}, by=await someone())
    await begin_lines(db, ballot)


async def test_a_ballot_says_beforehand_who_is_to_be_found_on_the_list(
    db, ballot, listed, someone, administrator
):
    voter = await someone()
    row = await queries.one(db, voter, ballot.id)
    assert (row.by_lines, await showing.lacks(db, row, voter)) == (False, [])
    await booths.add_booth(db, ballot.id, "Mairie", "", by=administrator)
    row = await queries.one(db, voter, ballot.id)
    told = await showing.lacks(db, row, voter)
    assert (row.by_lines, [one.why.code for one in told]) == (True, ["ballot_line"])
    await prove_by_list(db, resident(0), by=voter)
    assert await showing.lacks(db, row, voter) == []


async def test_the_list_takes_nothing_away_of_what_a_letter_showed(db, listed, place, someone):
    voter = await someone()
    await record_residence(db, voter.territory, voter.person.id, place.id, Proof.LETTER)
    fact = await prove_by_list(db, resident(0), by=voter)
    facts = await facts_of(db, voter.territory.id, voter.person.id)
    assert (fact.proof, facts.lives.proof.shows) == (Proof.LETTER, Residence.CODE)
    line = (await db.exec(select(CensusEntry).where(CensusEntry.number == "N1"))).one()
    assert line.person_id == voter.person.id
