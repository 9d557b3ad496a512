"""From the announcement of a ballot to its result, ideas on it are neither merged nor taken apart."""

from asyncio import Event, gather, wait_for
from dataclasses import replace

import pytest
from sqlmodel import col, select, text, update

from consultations.ballots import service as ballots
from consultations.ballots.describing import OptionDetails
from consultations.ballots.fitness import UnfitIdeaError
from consultations.ballots.models import Ballot, BallotOption
from consultations.ballots.rules import Mode
from consultations.ideas.models import Idea
from consultations.ideas.service import IdeaDetails, propose
from consultations.merging import rules, service
from consultations.merging.carrying import replace as stand_for
from consultations.merging.invariants import INVARIANTS
from consultations.merging.splitting import Part, split
from consultations.merging.undoing import undo
from consultations.processes.models import Phase
from consultations.processes.rules import PhaseKind
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.checks import violations
from tests.consultations.ballots.conftest import DETAILS
from tests.consultations.processes.conftest import DAY, written
from tests.okote.app_client import ADDRESS, territory

OPEN = replace(DETAILS, mode=Mode.OPEN)
PARTS = [Part("Un banc", "Pour s’asseoir."), Part("Un toit", "Pour la pluie.")]


@pytest.fixture
def ballot_on(db, process_of, administrator):
    """A draft with that idea as one of its two options."""

    async def ballot_on(idea):
        process = await process_of((PhaseKind.VOTE, -1, 20))
        phase = (await db.exec(select(Phase).where(Phase.process_id == process.id))).one()
        options = [OptionDetails(title=idea.title, idea_id=idea.id), OptionDetails(title="Autre chose")]
        details = replace(OPEN, most=2)
        return await ballots.write(db, process.id, phase.id, details, options, by=administrator)

    return ballot_on


async def test_what_is_announced_stays_what_people_were_told_until_the_result(
    db, pair, proposed, pass_time, agent, ballot_on, administrator
):
    merge = await proposed(*pair)
    await pass_time(rules.OBJECTING)
    ballot = await ballot_on(pair[1])
    await ballots.announce(db, ballot.id, by=administrator)
    for refused in (
        service.carry_out(db, merge.id, by=agent),
        split(db, pair[1].id, PARTS, "Deux choses", by=agent),
    ):
        with pytest.raises((rules.MergeVotedError, rules.MergeKnownError)):
            await refused
    await pass_time(DAY)
    ballot.closed_at = ballot.counted_at = ballot.published_at = await db.now()
    await db.exec(text("SET LOCAL session_replication_role = replica"))
    await db.flush()
    assert await service.carry_out(db, merge.id, by=agent)
    assert await violations(db, INVARIANTS) == []


async def test_a_merged_idea_that_is_voted_on_is_not_taken_apart(db, merged, agent, ballot_on, administrator):
    merge, idea = await merged()
    ballot = await ballot_on(idea)
    await ballots.announce(db, ballot.id, by=administrator)
    with pytest.raises(rules.MergeVotedError):
        await undo(db, merge.id, "Non", by=agent)
    with pytest.raises(rules.MergeVotedError):
        await split(db, idea.id, PARTS, "Deux choses", by=agent)
    await ballots.withdraw_option(db, ballot.id, 1, "Fait déjà", by=administrator)
    await undo(db, merge.id, "Non", by=agent)


async def test_a_ballot_is_not_announced_with_an_idea_that_was_merged(
    db, merged, pair, ballot_on, administrator
):
    ballot = await ballot_on(pair[0])
    await merged()
    with pytest.raises(UnfitIdeaError):
        await ballots.announce(db, ballot.id, by=administrator)


@pytest.fixture
async def staged(house):
    """Committed: two ideas ready to be merged, one of them on a draft, and an administrator of each sort."""
    async with house.database.unit_of_work() as db:
        at = await db.now()
        people = [Person(created_at=at) for _ in range(3)]
        db.add_all(people)
        await db.flush()
        here = await territory(house)
        author, mod, chief = (
            Visitor(here, "fr", ADDRESS, person=one, roles=frozenset(held))
            for one, held in zip(
                people,
                ([], [Held(Role.AGENT, None)], [Held(Role.ADMINISTRATOR, None)]),
                strict=True,
            )
        )
        ideas = [await propose(db, IdeaDetails(title, "Pour nous."), by=author) for title in ("Un", "Deux")]
        process, phase = await written(db, here.id, chief.person.id, (PhaseKind.VOTE, -1, 1))
        options = [OptionDetails(title="Un", idea_id=ideas[0].id), OptionDetails(title="Autre")]
        ballot = await ballots.write(db, process.id, phase.id, replace(OPEN, most=2), options, by=chief)
        wanted = service.Proposal([one.id for one in ideas], "Un et deux", "Ensemble.", "Pareil")
        merge = await service.propose(db, wanted, by=mod)
        await service.answer(db, here.id, merge.id, author.person.id, rules.Answer.AGREES, None)
    return ballot.id, merge.id, ideas[0].id, mod, chief


async def ended(house, ballot_id, idea_id):
    """Whether the ballot is announced, whether its idea was merged, and what is broken."""
    async with house.database.reading() as db:
        broken = {one.invariant.name for one in await violations(db, INVARIANTS)}
        announced = (await db.get_one(Ballot, ballot_id)).announced_at is not None
        return announced, (await db.get_one(Idea, idea_id)).replaced_at is not None, broken


async def test_of_an_announcement_and_a_merging_at_once_one_does(house, staged):
    ballot_id, merge_id, idea_id, mod, chief = staged

    async def announce():
        async with house.database.unit_of_work() as db:
            await ballots.announce(db, ballot_id, by=chief)

    async def merge():
        async with house.database.unit_of_work() as db:
            await service.carry_out(db, merge_id, by=mod)

    ends = await gather(announce(), merge(), return_exceptions=True)

    refused = [type(end) for end in ends if end is not None]
    assert refused in ([UnfitIdeaError], [rules.MergeVotedError])
    announced, merged, broken = await ended(house, ballot_id, idea_id)
    assert (announced != merged, broken) == (True, set())


async def test_without_the_locks_people_would_vote_on_what_is_no_more(house, staged):
    """The negative control: each looks before the other has written, and both find nothing."""
    ballot_id, _, idea_id, _, _ = staged
    looked = [Event(), Event()]

    async def announce(mine, others):
        async with house.database.unit_of_work() as db:
            on_it = select(Idea).join(BallotOption, col(BallotOption.idea_id) == Idea.id)
            assert (await db.exec(on_it)).one().replaced_at is None
            mine.set()
            await wait_for(others.wait(), 10)
            kept = {"announced_at": await db.now(), "digest": b"d" * 32, "key_check": b"k" * 32}
            await db.exec(update(Ballot).where(col(Ballot.id) == ballot_id).values(**kept))

    async def merge(mine, others):
        async with house.database.unit_of_work() as db:
            announced = select(Ballot.id).where(col(Ballot.announced_at).is_not(None))
            assert (await db.exec(announced)).first() is None
            mine.set()
            await wait_for(others.wait(), 10)
            idea = await db.get_one(Idea, idea_id)
            other = (await db.exec(select(Idea).where(Idea.id != idea_id))).one()
            await stand_for(db, idea, [other])

    ends = await gather(announce(*looked), merge(*reversed(looked)), return_exceptions=True)

    assert ends == [None, None]
    announced, merged, _ = await ended(house, ballot_id, idea_id)
    assert (announced, merged) == (True, True)
