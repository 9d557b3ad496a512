"""Receipts reach the public log in batches that tell nothing of when, and the log only grows."""

from hashlib import sha256
from secrets import token_hex

import pytest

from consultations.ballots import queries, rules
from consultations.ballots.invariants import INVARIANTS
from consultations.ballots.voting import cast_vote, replace_vote
from okote.platform.checks import violations

KEPT = 3
"""The smallest group of these ballots."""


@pytest.fixture
def vote(db, ballot, someone):
    async def vote(choices=None):
        return await cast_vote(db, ballot.id, choices or {1: 1}, token_hex(), by=await someone())

    return vote


async def told(db, ballot):
    return [
        (await queries.receipts(db, ballot.id, link.number)) for link in await queries.links(db, ballot.id)
    ]


async def test_a_batch_waits_until_as_many_are_left_behind(db, ballot, vote, turn_over):
    given = [await vote() for _ in range(2 * KEPT - 1)]
    await turn_over()
    assert await told(db, ballot) == []
    given.append(await vote())
    await turn_over()
    (batch,) = await told(db, ballot)
    assert len(batch) == KEPT
    assert {one.receipt for one in batch} < {one.receipt for one in given}
    assert [one.receipt for one in batch] == sorted(one.receipt for one in batch)
    await turn_over()
    assert len(await told(db, ballot)) == 1


async def test_the_rest_is_told_once_the_phase_is_over_and_what_was_replaced_is_struck(
    db, ballot, vote, someone, turn_over, pass_time
):
    given = [await vote() for _ in range(2 * KEPT)]
    await turn_over()
    early = (await told(db, ballot))[0][0].receipt
    first = next(one for one in given if one.receipt == early)
    later = await replace_vote(db, ballot.id, first.code, {2: 1}, token_hex(), by=await someone())
    await turn_over()
    assert not any(one.struck for batch in await told(db, ballot) for one in batch), (
        "nobody sees it meanwhile"
    )
    await pass_time(1)
    await turn_over()
    batches = await told(db, ballot)
    assert [one.struck for one in await queries.found(db, ballot.id, early)] == [False, True]
    assert [one.struck for one in await queries.found(db, ballot.id, later.receipt)] == [False]
    standing = [one for batch in batches for one in batch if not one.struck]
    struck = [one for batch in batches for one in batch if one.struck]
    assert len(standing) - len(struck) == len(given)
    assert min(len(batch) for batch in batches) >= KEPT


async def test_anybody_makes_the_chain_again_and_it_begins_with_what_was_announced(
    db, ballot, vote, turn_over, pass_time
):
    for _ in range(2 * KEPT):
        await vote()
    await turn_over()
    await pass_time(1)
    await turn_over()
    before = ballot.digest
    for link in await queries.links(db, ballot.id):
        receipts = await queries.receipts(db, ballot.id, link.number)
        assert link.previous_hash == before
        before = rules.link_hash(before, link.number, ballot.id, receipts)
        assert link.hash == before
    assert (await queries.head(db, ballot.id)).hash == before
    assert await violations(db, INVARIANTS) == []


async def test_the_digest_is_made_of_plain_json_lines(db, ballot):
    shown = await queries.ballot(db, ballot.territory_id, ballot.id)
    head = (
        *(ballot.id, ballot.phase_id, ballot.title, ballot.question, ballot.mode.value, ballot.input.value),
        *(ballot.least, ballot.most, ballot.points, ballot.points_most, ballot.rule.value),
        *(ballot.utility, ballot.completion, ballot.step_minor, ballot.start, ballot.winners),
        *(ballot.support_least, ballot.currency, ballot.ties, ballot.lot_source, ballot.conditions),
        ballot.smallest_group,
    )
    lines = [rules.line(*head)]
    lines += [
        rules.line(
            *(
                one.position,
                one.id,
                one.title,
                one.body,
                one.cost_minor,
                one.envelope,
                one.place_id,
                one.idea_id,
            ),
            one.picture,
        )
        for one in shown.options
    ]
    assert ballot.digest == sha256("".join(f"{line}\n" for line in lines).encode()).digest()
