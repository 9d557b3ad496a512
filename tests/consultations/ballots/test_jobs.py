"""The urn is turned over by the clock, and a witness outside has each new head of an open log once."""

from datetime import timedelta
from secrets import token_hex

import pytest
from sqlmodel import select

from consultations.ballots import queries, service
from consultations.ballots.rules import Mode
from consultations.ballots.voting import cast_vote, on_account_closed, vote_openly
from consultations.processes.rules import PhaseKind
from okote.identity.events import AccountClosed
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.chain.rules import read
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from tests.consultations.ballots.conftest import DETAILS, OPTIONS, SECRET
from tests.consultations.processes.conftest import written
from tests.okote.app_client import ADDRESS, territory

WITNESS = "greffe@temoin.example"
DAY = timedelta(days=1)


@pytest.fixture
def changed_settings():
    return {"features": ("consultations",), "witness": WITNESS}


@pytest.fixture
async def opened(house):
    """A ballot of a running house, and eight people who may vote."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        at = await db.now()
        people = [Person(created_at=at, email=f"p{number}@exemple.test") for number in range(8)]
        db.add_all(people)
        await db.flush()
        process, phase = await written(db, here.id, people[0].id, (PhaseKind.VOTE, -1, 1))
        visitors = [
            Visitor(territory=here, language="fr", address=ADDRESS, person=one, roles=frozenset())
            for one in people
        ]
        by = Visitor(
            territory=here,
            language="fr",
            address=ADDRESS,
            person=people[0],
            roles=frozenset([Held(Role.ADMINISTRATOR)]),
        )
        ballot = await service.write(db, process.id, phase.id, DETAILS, OPTIONS, by=by)
        await service.announce(db, ballot.id, by=by)
    return ballot, visitors


@pytest.fixture
def do(house):
    """A job by its name, at once."""

    async def do(name):
        async with house.database.unit_of_work() as db:
            await db.defer(name, timestamp=0)
        await work_off(house.queue, house.job_context)

    return do


async def mails(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Mail).where(Mail.recipient == WITNESS).order_by(Mail.id))).all()


async def test_the_witness_has_each_new_head_once_and_it_says_the_hash(house, opened, do):
    ballot, visitors = opened
    await do("ballots.tell-witness")
    assert await mails(house) == []
    for visitor in visitors:
        async with house.database.unit_of_work() as db:
            await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=visitor)
    await do("ballots.turn-over")
    await do("ballots.tell-witness")
    await do("ballots.tell-witness")
    (mail,) = await mails(house)
    async with house.database.reading() as db:
        newest = await queries.head(db, ballot.id)
    assert newest.size == 5
    assert any(read(line.strip()) == newest.hash for line in mail.text.splitlines())


async def test_the_open_votes_of_a_closed_account_go_while_people_still_vote(
    db, ballot_of, someone, pass_time
):
    stays, goes = await ballot_of(mode=Mode.OPEN), await ballot_of(mode=Mode.OPEN, days=(-1, 9))
    voter = await someone()
    for ballot in (stays, goes):
        await vote_openly(db, ballot.id, {1: 1}, by=voter)
    await pass_time(1)
    await on_account_closed(db, AccountClosed(voter.person.id))
    assert await queries.has_voted(db, stays, voter.person.id, secret=SECRET), (
        "a tally that is over stays as it is"
    )
    assert not await queries.has_voted(db, goes, voter.person.id, secret=SECRET)
