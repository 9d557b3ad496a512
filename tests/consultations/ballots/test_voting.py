"""Votes are cast once, replaced with the code alone, and never outside of the phase."""

from secrets import token_hex

import pytest

from consultations.ballots import queries, rules, service
from consultations.ballots.rules import Input, Mode
from consultations.ballots.voting import cast_vote, replace_vote, take_back, vote_openly
from consultations.processes.rules import PhaseClosedError
from okote.platform import limits
from okote.platform.errors import NotFoundError
from tests.consultations.ballots.conftest import SECRET


@pytest.fixture
def db(committing):
    return committing


async def test_a_vote_is_cast_once_and_the_same_form_is_answered_twice_alike(db, ballot, someone, turn_over):
    voter, seed = await someone(), token_hex()
    given = await cast_vote(db, ballot.id, {2: 1, 1: 1}, seed, by=voter)
    assert given.choices == "1:1,2:1"
    assert given.receipt == rules.receipt(ballot.id, given.choices, given.nonce)
    assert await cast_vote(db, ballot.id, {1: 1, 2: 1}, seed, by=voter) == given
    assert await queries.has_voted(db, ballot, voter.person.id, secret=SECRET)
    for other in ((token_hex(), {1: 1}), (seed, {3: 1})):
        with pytest.raises(rules.AlreadyVotedError):
            await cast_vote(db, ballot.id, other[1], other[0], by=voter)


async def test_who_has_the_code_replaces_the_vote_and_nobody_else(db, ballot, someone, pass_time, close):
    voter = await someone()
    given = await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=voter)
    with pytest.raises(rules.UnknownCodeError):
        await replace_vote(db, ballot.id, "A" * 16, {2: 1}, token_hex(), by=voter)
    seed = token_hex()
    again = await replace_vote(db, ballot.id, given.code.lower(), {2: 1}, seed, by=voter)
    assert again.code == given.code
    assert again.receipt != given.receipt
    assert await replace_vote(db, ballot.id, given.code, {2: 1}, seed, by=voter) == again
    last = await replace_vote(db, ballot.id, given.code, {}, token_hex(), by=voter)
    await pass_time(1)
    await close(ballot)
    assert await queries.opened(db, ballot) == [queries.Pile("", 1, 0)]
    told = [await queries.found(db, ballot.id, one.receipt) for one in (given, again, last)]
    assert [[row.struck for row in one] for one in told] == [[True], [True], [False]]


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({9: 1}, "unknown"),
        ({1: 1, 2: 1, 3: 1, 4: 1}, "too_many"),
        ({1: 2, 2: 1}, "points"),
        ({5: 1, 1: 1}, "withdrawn"),
        ({1: 1}, "too_few"),
    ],
)
async def test_choices_that_cant_be_taken_are_refused(db, ballot_of, someone, administrator, choices, why):
    ballot = await ballot_of(least=2)
    await service.withdraw_option(db, ballot.id, 5, "Terrain vendu", by=administrator)
    voter = await someone()
    with pytest.raises(rules.ChoicesError) as refused:
        await cast_vote(db, ballot.id, choices, token_hex(), by=voter)
    assert refused.value.code == f"ballot_choices_{why}"
    assert not await queries.has_voted(db, ballot, voter.person.id, secret=SECRET)


async def test_once_too_few_options_are_left_all_of_them_suffice(db, ballot_of, someone, administrator):
    ballot = await ballot_of(least=2)
    before = await someone()
    await cast_vote(db, ballot.id, {4: 1, 5: 1}, token_hex(), by=before)
    for position in (2, 3, 4, 5):
        await service.withdraw_option(db, ballot.id, position, "Retiré", by=administrator)
    await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=await someone())


async def test_points_are_spent_within_their_limits(db, ballot_of, someone):
    ballot = await ballot_of(
        input=Input.POINTS, rule=rules.Rule.MOST_POINTS, points=5, points_most=3, most=5, least=0
    )
    for choices in ({1: 4}, {1: 3, 2: 3}, {1: 0}, {1: -1, 2: 3}):
        with pytest.raises(rules.ChoicesError):
            await cast_vote(db, ballot.id, choices, token_hex(), by=await someone())
    given = await cast_vote(db, ballot.id, {2: 2, 1: 3}, token_hex(), by=await someone())
    assert rules.read(given.choices) == {1: 3, 2: 2}


async def test_nobody_votes_before_the_phase_after_it_or_in_a_draft(db, ballot_of, someone, pass_time, close):
    voter = await someone()
    draft, early = await ballot_of(announced=False), await ballot_of(days=(1, 2))
    with pytest.raises(NotFoundError):
        await cast_vote(db, draft.id, {1: 1}, token_hex(), by=voter)
    with pytest.raises(PhaseClosedError):
        await cast_vote(db, early.id, {1: 1}, token_hex(), by=voter)
    await pass_time(1)
    given = await cast_vote(db, early.id, {1: 1}, token_hex(), by=voter)
    await pass_time(1)
    with pytest.raises(PhaseClosedError):
        await replace_vote(db, early.id, given.code, {2: 1}, token_hex(), by=voter)
    await close(early)
    assert await queries.opened(db, early) == [queries.Pile("1:1", 1, 0)]


async def test_with_another_secret_key_nobody_votes_a_second_time(db, ballot, someone):
    voter = await someone()
    await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=voter)
    db.info[limits.KEY] = b"changed while people vote"
    assert not await queries.has_voted(db, ballot, voter.person.id, secret=b"changed while people vote"), (
        "the roll knows nobody any more"
    )
    with pytest.raises(rules.KeyChangedError):
        await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=voter)
    db.info[limits.KEY] = b"of the tests"
    with pytest.raises(rules.AlreadyVotedError):
        await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=voter)


async def test_an_open_vote_stays_beside_the_account_changes_and_goes(db, ballot_of, someone):
    ballot, voter = await ballot_of(mode=Mode.OPEN), await someone()
    await vote_openly(db, ballot.id, {1: 1}, by=voter)
    await vote_openly(db, ballot.id, {2: 1}, by=voter)
    assert await queries.opened(db, ballot) == [queries.Pile("2:1", 1, 0)]
    with pytest.raises(rules.ChoicesError):
        await vote_openly(db, ballot.id, {9: 1}, by=voter)
    await take_back(db, ballot.id, by=voter)
    assert not await queries.has_voted(db, ballot, voter.person.id, secret=SECRET)
    with pytest.raises(NotFoundError):
        await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=voter)
